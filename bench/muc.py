"""MUC-4's templates filled from Sayso's findings, scored slot by slot, beside a dumb baseline.

    python bench/muc.py FOLDER [--part tst2] [--dev dev] [--cased FILE …] [--reader NAME] [--limit N] [--wrong WORD]

FOLDER holds the folders of the parts, each with texts and keys, and ``templ-doc-basic``. The texts are in capitals.
Their case is made from the names and phrases in the keys of the ``--dev`` part, from the task's list of places, and
from any ``--cased`` texts in normal case: JSON lines with ``text``. The baseline takes every message with a word of
attack for an ATTACK in the country of its dateline, not later than its day. ``--wrong`` lists fillers that are not
right and whose line holds a word ("victim number", "–, response"); leave TST2's alone.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

from sayso import data
from sayso.check import muc_keys
from sayso.check.muc import MucScores, score
from sayso.check.muc_fill import fill
from sayso.check.muc_keys import Filler, MucText, Template, read_keys, read_texts
from sayso.check.muc_messages import dateline_of
from sayso.check.muc_slots import days, levels
from sayso.check.truecase import CERTAIN, CaseModel
from sayso.understand import make_reader

_DUMB = re.compile(r"\b(?:KILL\w*|ATTACK\w*|MURDER\w*|BOMB\w*|KIDNAP\w*|EXPLOSION|ASSASSINAT\w*)\b")
_PLACE = re.compile(r"([A-Z][A-Z' .-]{1,60}) \([A-Z ]{2,30}\)")
_NAMES, _PHRASES = (10, 18), (6, 9, 12, 19)
#: No abbreviation of an organisation's name is longer.
LONGEST_SHORT = 6
#: The best of MUC-4 on TST3, General Electric: recall and precision (Proceedings of MUC-4, appendix G).
BEST = {
    "incident type": (0.78, 0.72),
    "incident date": (0.61, 0.57),
    "incident location": (0.63, 0.59),
    "victim number": (0.66, 0.56),
    "perpetrator confidence": (0.24, 0.30),
}


def learned_case(folder: Path, dev: str, cased: Sequence[Path]) -> CaseModel:
    """Return what is known of the case of words."""
    model = CaseModel()
    for path in cased:
        with path.open(encoding="utf-8") as lines:
            model.learn_texts(str(json.loads(line)["text"]) for line in lines)
    for _, content in data.load("nations"):
        for name, given in content["nations"].items():
            model.learn_names([str(name), *map(str, given.get("adjectives") or ())], weight=CERTAIN)
    for path in sorted((folder / "templ-doc-basic").glob("set-list-location*")):
        model.learn_names(match[1] for match in _PLACE.finditer(path.read_text(encoding="latin-1")))
    known = [read_keys(path) for path in sorted((folder / dev).glob("key*"))]
    templates = [one for keys in known for made in keys.values() for one in made]
    places = [filler.values[0] for template in templates for filler in template.slots.get(muc_keys.LOCATION, ())]
    model.learn_names((name for place in places for name, _ in levels(place)), weight=3)
    for template in templates:
        for filler in template.slots.get(muc_keys.ORGANIZATION, ()):
            model.learn_abbreviations(abbreviations(filler.values))
    for slots, learn in ((_NAMES, model.learn_names), (_PHRASES, model.learn_words)):
        for template in templates:
            learn(value for slot in slots for filler in template.slots.get(slot, ()) for value in filler.values)
    return model


def abbreviations(names: Sequence[str]) -> list[str]:
    """Return of an organisation's names those that are short for another: "WF" beside "WIDE FRONT", not "FRONT"."""
    first = [{word[0] for word in name.split()} for name in names]
    return [
        name
        for name in names
        if name.isalpha() and len(name) <= LONGEST_SHORT
        if any(set(name) <= letters and name not in long.split() for long, letters in zip(names, first, strict=True))
    ]


def dumb(message: MucText) -> list[Template]:
    """Return the baseline's templates of a message: one at most."""
    if not _DUMB.search(message.text):
        return []
    dateline = dateline_of(message.text)
    found = re.search(r"\d{1,2}\s+[A-Z]{3}\s+\d{2}", message.text)
    slots = {muc_keys.TYPE: (Filler(("ATTACK",)),)}
    if dateline.country:
        slots[muc_keys.LOCATION] = (Filler((dateline.country.upper(),)),)
    if found and days(found.group()):
        slots[muc_keys.DATE] = (Filler((f"- {found.group()}",)),)
    return [Template(message.id, "1", slots)]


def show(title: str, scores: MucScores) -> None:
    """Print recall and precision of every slot, with all templates and with matched and missing ones."""
    whole = scores.templates
    print(f"{title}: templates: {whole.correct} mapped, {whole.missing} missing, {whole.spurious} spurious")
    print("  slot                      all templates: R    P    F1   matched/missing: R    P    F1   GE on TST3")
    for name, tally in scores.all_templates.items():
        figures = [tally.recall, tally.precision, tally.f1]
        figures += [getattr(scores.matched_missing[name], which) for which in ("recall", "precision", "f1")]
        told = ["  –  " if one is None else f"{100 * one:5.1f}" for one in figures]
        best = "/".join(f"{100 * one:.0f}" for one in BEST[name])
        print(f"  {name:24} {' ':10}{' '.join(told[:3])} {' ':9}{' '.join(told[3:])}   {best}  (of {tally.possible})")


def main() -> None:
    """Fill, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="tst2")
    parser.add_argument("--dev", default="dev")
    parser.add_argument("--cased", type=Path, nargs="*", default=[])
    parser.add_argument("--reader", default="encoder")
    parser.add_argument("--files", default="*", help="of the part, only files of texts whose names fit this pattern")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--wrong")
    given = parser.parse_args()
    part = given.folder / given.part
    messages = [one for path in sorted(part.glob("*-muc*")) if path.match(given.files) for one in read_texts(path)]
    messages = messages[: given.limit]
    keys = {name: made for path in sorted(part.glob("key*")) for name, made in read_keys(path).items()}
    keys = {one.id: keys.get(one.id, []) for one in messages}
    cases = learned_case(given.folder, given.dev, given.cased)
    reader = make_reader(given.reader)
    began = time.process_time()
    scores = score(keys, {one.id: fill(one, cases, reader) for one in messages})
    print(f"{len(messages)} messages of {given.part}, {time.process_time() - began:.0f} s")
    show(f"Sayso, reader {given.reader}", scores)
    show("every word of attack", score(keys, {one.id: dumb(one) for one in messages}))
    if given.wrong is not None:
        print("\n".join(line for line in scores.errors if given.wrong in line))


if __name__ == "__main__":
    main()
