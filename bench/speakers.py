"""Speakers apart from spans: what the resolver makes of the right sources, cues and contents.

    python bench/speakers.py GOLD [--texts FILE.csv] [--pages DIR] [--reader NAME] [--wrong]

GOLD is any file that ``sayso check`` reads and that names speakers. Each document's gold attributions are given to the
package's own resolver as if a reader had found them, so that a wrong speaker here is the resolver's fault and not a
span's. A floating quotation (no source, no cue) is carried from the attribution before it, as a reader would.
``--reader`` adds what that reader hands over beside spans: names and coreference chains. ``--wrong`` lists errors.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sayso.check.gold import load
from sayso.check.metrics import speaker_right
from sayso.check.nouns import GoldAttribution, GoldDocument
from sayso.check.predict import whole
from sayso.understand import make_reader, passage_of, references
from sayso.understand.nesting import parents_of
from sayso.understand.phrases import PRONOUNS
from sayso.understand.reader import Extent, Passage, RawAttribution, Reading


@dataclass(frozen=True)
class Judged:
    """One gold attribution, the speaker the resolver gave it, and whether that is right (None: gold is unclear)."""

    document: str
    gold: GoldAttribution
    source: str
    speaker: references.Speaker
    right: bool | None
    parent_right: bool


def spans_of(document: GoldDocument) -> list[RawAttribution]:
    """Return the gold spans of a document as a reader's findings, in its order."""
    found: list[RawAttribution] = []
    for one in document.attributions:
        source: Extent | None = (one.source[0][0], one.source[-1][1]) if one.source else None
        cue: Extent | None = (one.cue[0][0], one.cue[-1][1]) if one.cue else None
        found.append(RawAttribution(source, cue, tuple(one.content)))
    return [
        RawAttribution(None, None, raw.content, carried=_before(found, number))
        if raw.source is raw.cue is None
        else raw
        for number, raw in enumerate(found)
    ]


def _before(found: list[RawAttribution], number: int) -> int | None:
    """The attribution with a source that begins last before a floating quotation."""
    start = found[number].content[0][0]
    earlier = [n for n, raw in enumerate(found) if raw.source is not None and raw.content[0][0] < start and n != number]
    outer = parents_of(found)
    earlier = [n for n in earlier if outer[n] is None] or earlier
    return max(earlier, key=lambda n: found[n].content[0][0], default=None)


def judge(document: GoldDocument, passage: Passage, reading: Reading) -> list[Judged]:
    """Return every gold attribution of a document with the speaker that the resolver gives it."""
    found = spans_of(document)
    parents = parents_of(found)
    speakers = references.resolve(passage, found, parents, names=reading.names, chains=reading.chains)
    ids = [one.id for one in document.attributions]
    result = []
    for number, gold in enumerate(document.attributions):
        speaker, parent = speakers[number], parents[number]
        as_found = GoldAttribution(id=gold.id, content=gold.content, speaker=speaker.name, speaker_kind=speaker.kind)
        raw = found[number]
        source = document.text[slice(*raw.source)] if raw.source else ""
        right = speaker_right(gold, as_found) if gold.speaker else None
        parent_right = (ids[parent] if parent is not None else None) == gold.parent
        result.append(Judged(document.id, gold, source, speaker, right, parent_right))
    return result


def kind_of(source: str) -> str:
    """What kind of source this is, for the table."""
    words = source.split()
    if not words:
        return "none"
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return "pronoun"
    if any(word[0].isupper() for word in words[1:]) or (words[0][0].isupper() and len(words) == 1):
        return "named"
    return "role"


def main() -> None:
    """Print the share of right speakers by kind of source, and of right parents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--reader", help="take names and chains from this reader")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    gold = load(options.gold, pages=options.pages, texts=options.texts)
    reader = make_reader(options.reader) if options.reader else None
    judged: list[Judged] = []
    for document in gold.documents:
        passage = passage_of(*_article(document))
        reading = reader.read([passage])[0] if reader else Reading([])
        judged += judge(document, passage, reading)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for one in judged:
        if one.right is not None:
            for kind in ("all", kind_of(one.source)):
                right[kind] += one.right
                total[kind] += 1
        if options.wrong and (one.right is False or not one.parent_right):
            what = "speaker" if one.right is False else "parent"
            print(f"{what:8}{one.document} {one.gold.id:5}<{one.source}> {one.gold.speaker} | {one.speaker}")
    for kind in ("all", "named", "role", "pronoun", "none"):
        if total[kind]:
            print(f"{kind:10}{right[kind]:5} of {total[kind]:5}  {right[kind] / total[kind]:.3f}")
    parents = sum(one.parent_right for one in judged)
    print(f"{'parents':10}{parents:5} of {len(judged):5}  {parents / len(judged):.3f}")


def _article(document: GoldDocument):  # type: ignore[no-untyped-def]
    articles, blocks = whole(document)
    return articles[0], blocks


if __name__ == "__main__":
    main()
