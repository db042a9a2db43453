"""Scores labels: who calls whom what, against gold rows that list ``labels`` (group, label, words, voice).

The gold has one entry for each label that a voice uses for a group, with all places where the article has those words;
the findings are one for each place. So findings of one group, label and voice are put together first. A pair is right
when the group is the same side, the voice the same, and the words overlap in some place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.check.conflict import Read, Score, read, rows, same_side, same_voice
from sayso.check.match import best_pairs
from sayso.model import Label
from sayso.understand import make_reader
from sayso.understand.labels import find_labels
from sayso.understand.labels.phrases import Names, phrases_in


@dataclass(frozen=True, slots=True)
class Called:
    """One label of a voice for a group: ``spans`` are all its places. ``own`` says that the outlet itself speaks."""

    group: str
    label: str
    spans: tuple[tuple[int, int], ...]
    voice: str | None
    kind: str | None
    own: bool


def score(path: Path, texts: Path, reader: str = "rules", *, second: Path | None = None) -> dict[str, Score]:
    """Return the scores of labels on a gold file; ``texts`` is the table of its articles.

    ``all`` counts group, words and voice; ``group`` leaves the voice out, ``voice`` the group, ``words`` both.
    ``baseline`` is every label word with no group but itself, in the outlet's voice. ``agreement`` is how the annotator
    of the file ``second`` scores against the first, on the articles that both have. Raises GoldError for gold that
    cannot be used.
    """
    made = make_reader(reader)
    sums: dict[str, list[int]] = {}
    for document, line in rows(path, texts, "labels"):
        gold = gold_labels(line)
        outlet = str(line["outlet"])
        articles = list(read(document, made))
        found = [one for article in articles for one in together(article, _labels(article))]
        plain = [one for article in articles for one in _baseline(article)]
        for name, items in (("all", found), ("group", found), ("voice", found), ("words", found), ("baseline", plain)):
            _add(
                sums,
                name,
                gold,
                items,
                outlet,
                group=name not in {"voice", "words"},
                voice=name not in {"group", "words"},
            )
    result = {name: Score(*counts) for name, counts in sums.items()}
    if second is not None:
        result["agreement"] = _agreement(path, second, texts)
    return result


def gold_labels(line: dict[str, Any]) -> list[Called]:
    """Return the labels of a line of gold."""
    outlet = str(line["outlet"])
    return [
        Called(
            str(one["group"]),
            str(one["label"]),
            tuple((int(span["start"]), int(span["end"])) for span in one["words"]),
            str(one["voice"]),
            None,
            one["voice"] in ("outlet", outlet),
        )
        for one in line["labels"]
    ]


def together(article: Read, labels: Sequence[Label]) -> list[Called]:
    """Return the labels found in an article, one for each group, label and voice."""
    kinds = {one.id: one.speaker_kind for one in article.attributions}
    found: dict[tuple[str, str, str | None, bool], list[Label]] = {}
    for one in labels:
        found.setdefault((one.group, one.label.lower(), one.speaker, one.attribution_id is None), []).append(one)
    return [
        Called(
            group,
            label,
            tuple((one.start, one.end) for one in ones),
            speaker,
            kinds.get(ones[0].attribution_id or ""),
            own,
        )
        for (group, label, speaker, own), ones in found.items()
    ]


def _labels(article: Read) -> Sequence[Label]:
    return find_labels(article.article, article.passage, article.mentions, article.attributions)


def _baseline(article: Read) -> list[Called]:
    names, offset = Names((), article.article.start), article.article.start
    found: dict[str, list[tuple[int, int]]] = {}
    for start, end, _ in article.passage.paragraphs:
        for phrase in phrases_in(article.passage.text, start, end, names):
            found.setdefault(phrase.label, []).append((phrase.start + offset, phrase.end + offset))
    return [Called(label, label, tuple(spans), None, None, own=True) for label, spans in found.items()]


def pairs(
    gold: Sequence[Called], found: Sequence[Called], outlet: str, *, group: bool = True, voice: bool = True
) -> list[tuple[int, int]]:
    """Return the one-to-one pairs that agree, the most alike in their words first."""
    scores: dict[tuple[int, int], float] = {}
    for i, left in enumerate(gold):
        for j, right in enumerate(found):
            shared = any(a < d and c < b for a, b in left.spans for c, d in right.spans)
            if (
                shared
                and (not group or same_side(left.group, right.group))
                and (not voice or same_voice(left.voice or "", outlet, right.voice, right.kind, own=right.own))
            ):
                own, other = set(left.label.lower().split()), set(right.label.lower().split())
                scores[i, j] = (1 + len(own & other) / len(own | other)) / 2
    return best_pairs(scores)


def _add(
    sums: dict[str, list[int]],
    name: str,
    gold: list[Called],
    found: list[Called],
    outlet: str,
    *,
    group: bool,
    voice: bool,
) -> None:
    counts = sums.setdefault(name, [0, 0, 0])
    for at, more in enumerate((len(pairs(gold, found, outlet, group=group, voice=voice)), len(gold), len(found))):
        counts[at] += more


def _agreement(path: Path, second: Path, texts: Path) -> Score:
    first = {document.id: line for document, line in rows(path, texts, "labels")}
    sums: dict[str, list[int]] = {}
    for document, line in rows(second, texts, "labels"):
        if document.id in first:
            outlet = str(line["outlet"])
            _add(sums, "all", gold_labels(first[document.id]), gold_labels(line), outlet, group=True, voice=True)
    return Score(*sums.get("all", (0, 0, 0)))
