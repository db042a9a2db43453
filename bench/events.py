"""Events and casualties against gold, beside a dumb baseline and, where there is one, a second annotator.

    python bench/events.py GOLD --texts FILE.csv [--second SECOND] [--reader NAME] [--plover FILE] [--wrong WORD]

GOLD is JSON lines with ``events`` (see ``sayso.check.events``), TEXTS the table its articles stand in. The baseline
takes every "killed", "attack", "strike", "shelling" and "bombing" for an ASSAULT. Two annotators' agreement is scored
the same way, one's marks taken as found. ``--plover`` adds the accuracy of a sentence's type on PLOVER's gold standard
records (older labels mapped: FIGHT to ASSAULT, DEMAND to REQUEST, DISAPPROVE and INVESTIGATE to ACCUSE), by even and
odd record: the words were chosen with an eye on the even ones. ``--wrong`` lists the errors that hold a word ("missed",
"wrong date").
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

from sayso.check.events import EventScores, Predict, gold_as_prediction, predictor, score_events
from sayso.check.nouns import GoldDocument
from sayso.model import Attribution, Event, Span, content_id
from sayso.understand.events.sentence_types import type_of_sentence

_DUMB = re.compile(r"\b(?:killed|attacks?|(?:air)?strikes?|shelling|bombing)\b", re.IGNORECASE)
_OLDER = {"FIGHT": "ASSAULT", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}
#: UniversalPetrarch on these records in Spanish, as its authors report; for English nothing is published.
PUBLISHED_TYPE = 0.44


def baseline(document: GoldDocument) -> tuple[Sequence[Event], Sequence[Attribution]]:
    """Take every word of attack for an event of which nothing else is known."""
    found = []
    for match in _DUMB.finditer(document.text):
        span = Span(match.start(), match.end(), match.group())
        nothing = (None,) * 4
        found.append(
            Event(
                content_id("dumb", document.id, span.start), document.id, None, "ASSAULT", None, span, (), (), None,
                None, None, None, None, "asserted", *nothing, None, None, None, (), 0.1,
            )
        )  # fmt: skip
    return found, ()


def show(title: str, scores: EventScores) -> None:
    print(f"{title}: {scores.ours} found, {scores.gold} in the gold, {scores.matched} matched")
    for what, value, count in scores.figures():
        print(f"  {what:<44} {value:.3f}  (of {count})")


def types(path: Path) -> None:
    records = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    told = [(one["text"], _OLDER.get(one["event"], one["event"])) for one in records if one["event"] != "DOCUMENT"]
    right = [type_of_sentence(text) == kind for text, kind in told]
    for title, part in (("all", right), ("even", right[::2]), ("odd", right[1::2])):
        print(f"PLOVER type of {title} records: {sum(part) / len(part):.3f} (of {len(part)})")
    always = sum(kind == "AGREE" for _, kind in told) / len(told)
    print(f"  published, Spanish: {PUBLISHED_TYPE:.2f}; always AGREE: {always:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--second", type=Path)
    parser.add_argument("--reader", default="encoder")
    parser.add_argument("--plover", type=Path)
    parser.add_argument("--wrong")
    given = parser.parse_args()
    found: Predict = predictor(given.reader)
    scores = score_events(given.gold, given.texts, found)
    show(f"events, attributions by {given.reader}", scores)
    if given.wrong:
        print("\n".join(line for line in scores.errors if given.wrong in line))
    show("every word of attack", score_events(given.gold, given.texts, baseline))
    if given.second:
        other = gold_as_prediction(given.second)
        show("second annotator", score_events(given.gold, given.texts, other, against=given.second))
    if given.plover:
        types(given.plover)


if __name__ == "__main__":
    main()
