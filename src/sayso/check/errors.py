"""Where the machine and the gold differ, one example a line: which class of error, and where to look.

An example carries offsets and the cue words only, so that an error file of a closed corpus can be passed on. The words
of the content are added when asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sayso.check.metrics import LINKED_F1, content_scores, found_pairs, linked_pairs, speaker_right, via_pairs
from sayso.check.names import fold
from sayso.check.nouns import GoldAttribution, GoldDocument
from sayso.check.spans import Segment, character_f1, touch

#: class of error → what it means; the order is that of the tests in ``_why``
CLASSES = {
    "missed": "nothing found has half of this content",
    "content": "found, but the content is cut differently (character F1 < .8)",
    "cue": "content right, cue elsewhere, absent or too much",
    "source": "content and cue right, source elsewhere, absent or too much",
    "spurious": "found, with no gold content behind it",
    "speaker": "found, with another speaker",
    "style": "found, with another style",
    "via": "found, with other outlets or agencies on its way",
    "polarity": "found, with another polarity",
    "parent": "nested in the gold, found as standing alone",
    "taken": "all parts agree, but another attribution took its place",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One difference. ``side`` is ``gold`` or ``found``: whose offsets and cue words these are.

    ``gold_value`` and ``found_value`` hold what was compared, where it is a value and not a place.
    """

    document: str
    error: str
    side: str
    content: tuple[Segment, ...]
    source: tuple[Segment, ...]
    cue: tuple[Segment, ...]
    cue_words: str
    gold_value: str | None = None
    found_value: str | None = None
    words: str | None = None


def examples(
    document: GoldDocument, found: Sequence[GoldAttribution], fields: Collection[str], *, words: bool = False
) -> list[Example]:
    """Return the differences of one document, in the order of its text; with ``words``, the contents too."""
    gold = document.attributions
    result = _places(document, found, fields, words)
    for i, j in found_pairs(gold, found):
        for error, left, right in _values(gold[i], found[j], fields):
            result.append(_example(document, error, gold[i], words=words, values=(left, right)))
    return sorted(result, key=lambda one: (one.content, one.error, one.side, one.cue))


def _places(
    document: GoldDocument, found: Sequence[GoldAttribution], fields: Collection[str], words: bool
) -> list[Example]:
    """Return what was missed, cut or linked differently, and what is spurious."""
    gold = document.attributions
    pairs = found_pairs(gold, found)
    partner = dict(pairs)
    result = []
    linked = {i for i, _ in linked_pairs(gold, found)} if "linked" in fields else set(partner)
    near = content_scores(gold, found, character_f1, LINKED_F1)
    for i, one in enumerate(gold):
        if i not in linked:
            other = found[partner[i]] if i in partner else None
            cut_right = i in partner and (i, partner[i]) in near
            result.append(_example(document, _why(one, other, cut_right), one, words=words))
    behind = {j for _, j in pairs}
    result.extend(_example(document, "spurious", one, words=words) for j, one in enumerate(found) if j not in behind)
    return result


def _why(gold: GoldAttribution, found: GoldAttribution | None, cut_right: bool) -> str:
    if found is None:
        return "missed"
    if not cut_right:
        return "content"
    if not touch(gold.cue, found.cue):
        return "cue"
    return "source" if not touch(gold.source, found.source) else "taken"


def _values(
    gold: GoldAttribution, found: GoldAttribution, fields: Collection[str]
) -> list[tuple[str, str | None, str | None]]:
    wrong: list[tuple[str, str | None, str | None]] = []
    if "speaker" in fields and gold.speaker and not speaker_right(gold, found):
        wrong.append(("speaker", gold.speaker, found.speaker))
    for field in ("style", "polarity"):
        left, right = getattr(gold, field), getattr(found, field)
        if field in fields and left is not None and left != right:
            wrong.append((field, left, right))
    if "via" in fields and len(via_pairs(gold, found)) != max(len(gold.via), len(found.via)):
        wrong.append(("via", "; ".join(gold.via), "; ".join(found.via)))
    if "nested" in fields and gold.parent is not None and found.parent is None:
        wrong.append(("parent", None, None))
    return wrong


def _example(
    document: GoldDocument,
    error: str,
    one: GoldAttribution,
    *,
    words: bool,
    values: tuple[str | None, str | None] = (None, None),
) -> Example:
    return Example(
        document=document.id,
        error=error,
        side="found" if error == "spurious" else "gold",
        content=one.content,
        source=one.source,
        cue=one.cue,
        cue_words=fold(_cut(document.text, one.cue)),
        gold_value=values[0],
        found_value=values[1],
        words=_cut(document.text, one.content) if words else None,
    )


def _cut(text: str, segments: Sequence[Segment]) -> str:
    return " … ".join(text[start:end] for start, end in segments)
