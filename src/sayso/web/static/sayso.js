// Lights an attribution's words when its note is pointed at or focused, and its note when its words are.
// The room does without: addresses light their words by style sheet alone.
"use strict";
(() => {
  let lit = [];

  const quench = () => {
    for (const element of lit) element.classList.remove("lit");
    lit = [];
  };

  const light = (keys) => {
    quench();
    for (const key of keys) {
      const name = CSS.escape(key);
      lit.push(...document.querySelectorAll(`[data-m~="${name}"], [data-note~="${name}"]`));
    }
    for (const element of lit) element.classList.add("lit");
  };

  const keysAt = (target) => {
    if (!(target instanceof Element)) return [];
    const note = target.closest("[data-note]");
    if (note) return note.dataset.note.trim().split(/\s+/);
    const ref = target.closest("a.ref");
    if (ref) return [ref.hash.slice(1).replace(/^told-/, "")];
    const mark = target.closest("[data-m]");
    if (!mark) return [];
    const keys = [];
    for (let around = mark; around; around = around.parentElement.closest("[data-m]")) {
      keys.unshift(...around.dataset.m.split(" "));
    }
    // An event or an act has the fewest words; then the attribution; a copied passage is lit only where nobody is quoted.
    for (const sort of ["e-", "f-", "a-"]) {
      const found = keys.filter((key) => key.startsWith(sort));
      if (found.length) return found.slice(-1); // the innermost stands last
    }
    return keys.slice(-1);
  };

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const keys = keysAt(event.target);
      if (keys.length) light(keys);
      else quench();
    });
  }
  // A list's address holds only the filters that are set.
  document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.formData;
    for (const [name, value] of [...asked.entries()]) if (value === "") asked.delete(name);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") quench();
  });
})();
