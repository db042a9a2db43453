"""What is counted of attributions: pure functions from gold and found ones to counts ``(right, gold, found)``.

How scores are made of counts is told in ``counts``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from sayso.check.counts import Counts, Metric
from sayso.check.match import Pair, best_pairs, greedy_pairs
from sayso.check.names import is_unnamed, same_name, speaker_agrees
from sayso.check.nouns import GoldAttribution
from sayso.check.spans import Segment, character_f1, coverage, intersection_over_union, shared, touch

Marked = Sequence[GoldAttribution]

ROLES = ("source", "cue", "content")
LINKED_F1 = 0.8  # the threshold of the published figures for PolNeAR, see published.yaml
FOUND = 0.5  # half the words of a quote make it findable by a reader; less is another quote

#: metric → (the counts it is made of, how, what the gold must annotate, its name for people)
METRICS: dict[str, Metric] = {
    **{
        f"{role}_{how}_f1": (f"{role}_{how}", "f1", "segments", f"{role}, {how} F1")
        for role in ROLES
        for how in ("exact", "overlap")
    },
    "linked_precision": ("linked", "precision", "linked", "linked attribution, precision"),
    "linked_recall": ("linked", "share", "linked", "linked attribution, recall"),
    "linked_f1": ("linked", "f1", "linked", "linked attribution, F1"),
    "triple_exact_f1": ("triple", "f1", "segments", "whole triple exact, F1"),
    "content_recall": ("content_f", "share", "content", "attributions found (content character-F1 ≥ .5), recall"),
    "content_precision": ("content_f", "precision", "content", "attributions found, precision"),
    "content_f1": ("content_f", "f1", "content", "attributions found, F1"),
    "content_recall_covered": ("content_c", "share", "content", "half the content's characters covered, recall"),
    "content_recall_iou": ("content_i", "share", "content", "content intersection over union ≥ .5, recall"),
    "speaker_right": ("speaker", "share", "speaker", "right speaker, of those found"),
    "speaker_one_right": ("speaker_one", "share", "speaker", "a joint speaker right, of those found"),
    "speaker_by_reference_right": (
        "speaker_reference",
        "share",
        "by_reference",
        "right speaker, where given by pronoun or role",
    ),
    "speaker_by_reference_named_right": (
        "speaker_reference_named",
        "share",
        "by_reference",
        "the same, speakers who have a name",
    ),
    "speaker_open": ("speaker_open", "share", "speaker", "left open where the gold is unclear"),
    "style_right": ("style", "share", "style", "right style, of those found"),
    "via_f1": ("via", "f1", "via", "via, F1 over those found"),
    "polarity_right": ("polarity", "share", "polarity", "right polarity, of those found"),
    "nested_recall": ("nested", "share", "nested", "nested attributions found, recall"),
    "nested_with_parent": ("nested_parent", "share", "nested", "nested attributions found as nested, recall"),
    "calibration_error": ("calibration", "calibration", "content", "calibration error of the confidence (0 is best)"),
}


def segments(marked: Marked, role: str) -> list[Segment]:
    """Return the distinct segments of one role in a document, sorted: a source two attributions share counts once."""
    return sorted({segment for one in marked for segment in getattr(one, role)})


def segments_exact(gold: Marked, found: Marked, role: str) -> Counts:
    """Count the contiguous segments of one role; one is right when a gold segment has the same start and end."""
    left, right = set(segments(gold, role)), set(segments(found, role))
    return len(left & right), len(left), len(right)


def segments_overlap(gold: Marked, found: Marked, role: str) -> Counts:
    """Count the contiguous segments of one role; one is right when it shares a character with a gold segment.

    Pairs are one to one, taken greedily by the number of shared characters, so that one long segment over three gold
    ones is right once.
    """
    left, right = segments(gold, role), segments(found, role)
    scores: dict[Pair, float] = {}
    first = 0
    for i, (start, end) in enumerate(left):
        while first < len(right) and right[first][1] <= start:  # ends before this gold segment and all later ones
            first += 1
        for j in range(first, len(right)):
            if right[j][0] >= end:
                break
            common = min(end, right[j][1]) - max(start, right[j][0])
            if common > 0:
                scores[i, j] = float(common)
    return len(greedy_pairs(scores)), len(left), len(right)


def linked_pairs(gold: Marked, found: Marked) -> list[Pair]:
    """Return the pairs of linked attributions.

    Two attributions may pair when their cues share a character, their sources do (absent on both sides agrees), and
    the character F1 of their contents is at least .8; pairs are one to one and as many as possible.
    """
    scores = {}
    for (i, j), f1 in content_scores(gold, found, character_f1, LINKED_F1).items():
        if touch(gold[i].cue, found[j].cue) and touch(gold[i].source, found[j].source):
            scores[i, j] = f1
    return best_pairs(scores)


def triples_exact(gold: Marked, found: Marked) -> Counts:
    """Count attributions; one is right when its source, cue and content segments all are those of a gold one."""
    left = Counter((one.source, one.cue, one.content) for one in gold)
    right = Counter((one.source, one.cue, one.content) for one in found)
    return (left & right).total(), left.total(), right.total()


def content_scores(
    gold: Marked,
    found: Marked,
    score: Callable[[Sequence[Segment], Sequence[Segment]], float],
    least: float,
) -> dict[Pair, float]:
    """Return the score of every pair of contents that share a character and score ``least`` or more."""
    scores = {}
    for i, one in enumerate(gold):
        for j, other in enumerate(found):
            if one.content and other.content and one.content[-1][1] > other.content[0][0]:
                value = score(one.content, other.content) if shared(one.content, other.content) else 0.0
                if value >= least and value > 0:
                    scores[i, j] = value
    return scores


def found_pairs(gold: Marked, found: Marked) -> list[Pair]:
    """Return the pairs of attributions with content character F1 ≥ .5: one to one, as many as possible, best first."""
    return best_pairs(content_scores(gold, found, character_f1, FOUND))


def count(gold: Marked, found: Marked, fields: Collection[str]) -> dict[str, Counts]:
    """Return every count of one document that its gold allows (``fields`` as in ``GoldSet``)."""
    sizes = len(gold), len(found)
    counts: dict[str, Counts] = {}
    if "segments" in fields:
        for role in ROLES:
            counts[f"{role}_exact"] = segments_exact(gold, found, role)
            counts[f"{role}_overlap"] = segments_overlap(gold, found, role)
        counts["triple"] = triples_exact(gold, found)
    if "linked" in fields:
        counts["linked"] = (len(linked_pairs(gold, found)), *sizes)
    pairs = found_pairs(gold, found)
    counts["content_f"] = (len(pairs), *sizes)
    counts["content_c"] = (len(best_pairs(content_scores(gold, found, coverage, FOUND))), *sizes)
    counts["content_i"] = (len(best_pairs(content_scores(gold, found, intersection_over_union, FOUND))), *sizes)
    counts.update(_of_pairs([(gold[i], found[j]) for i, j in pairs], fields))
    if "nested" in fields:
        nested = {i for i, one in enumerate(gold) if one.parent is not None}
        hits = [j for i, j in pairs if i in nested]
        inner = sum(found[j].parent is not None for j in hits)
        total = sum(one.parent is not None for one in found)
        counts["nested"] = (len(hits), len(nested), total)
        counts["nested_parent"] = (inner, len(nested), total)
    return counts


def _of_pairs(pairs: Sequence[tuple[GoldAttribution, GoldAttribution]], fields: Collection[str]) -> dict[str, Counts]:
    """Count what is right about attributions that were found; where the gold is silent, nothing is counted."""
    counts: dict[str, Counts] = {}
    if "speaker" in fields:
        named = [(g, f) for g, f in pairs if g.speaker]
        counts["speaker"] = _share([speaker_right(g, f) for g, f in named])
        counts["speaker_one"] = _share([speaker_right(g, f, all_joint=False) for g, f in named])
        counts["speaker_open"] = _share([f.speaker is None for g, f in pairs if not g.speaker])
    if "by_reference" in fields:
        referred = [(g, f) for g, f in pairs if g.by_reference and g.speaker]
        named = [(g, f) for g, f in referred if not is_unnamed(g.speaker or "")]
        counts["speaker_reference"] = _share([speaker_right(g, f) for g, f in referred])
        counts["speaker_reference_named"] = _share([speaker_right(g, f) for g, f in named])
    for field in ("style", "polarity"):
        if field in fields:
            known = [(getattr(g, field), getattr(f, field)) for g, f in pairs]
            counts[field] = _share([left == right for left, right in known if left is not None])
    if "via" in fields:
        hits = sum(len(via_pairs(g, f)) for g, f in pairs)
        counts["via"] = (hits, sum(len(g.via) for g, _ in pairs), sum(len(f.via) for _, f in pairs))
    return counts


def _share(right: Sequence[bool]) -> Counts:
    return sum(right), len(right), len(right)


def speaker_right(gold: GoldAttribution, found: GoldAttribution, *, all_joint: bool = True) -> bool:
    """Tell whether the found speaker is the gold one (``names.speaker_agrees``)."""
    outlet = "outlet" in (gold.speaker_kind, found.speaker_kind)
    return speaker_agrees(gold.speaker or "", found.speaker, found.speaker_kind, outlet=outlet, all_joint=all_joint)


def via_pairs(gold: GoldAttribution, found: GoldAttribution) -> list[Pair]:
    """Return the one-to-one pairs of outlets and agencies that both sides name."""
    scores = {
        (i, j): 1.0
        for i, left in enumerate(gold.via)
        for j, right in enumerate(found.via)
        if same_name(left, right, outlet=True)
    }
    return best_pairs(scores)
