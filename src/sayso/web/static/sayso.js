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
    if (ref) return [ref.hash.slice(1)];
    const mark = target.closest("[data-m]");
    if (!mark) return [];
    // The innermost attribution stands last; a copied passage is lit only where nobody is quoted.
    const keys = mark.dataset.m.split(" ");
    return keys.filter((key) => key.startsWith("a-")).slice(-1).concat(keys).slice(0, 1);
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
