"""Where the machine and the gold differ in names and references, one example a line (for attributions: ``errors``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.check.nouns import GoldName, NamesDocument, ReferencesDocument
from sayso.check.reference_scores import Chains, Mention, gold_chains, segments_of, without_singletons
from sayso.check.spans import Segment
from sayso.understand.phrases import PRONOUNS

#: class of error → what it means
NAME_CLASSES = {
    "name_missed": "a gold name that no found one touches",
    "name_edges": "a gold name that was found with another extent",
    "name_type": "a gold name that was found with its extent and another type",
    "name_spurious": "a found name that touches no gold one",
}
REFERENCE_CLASSES = {
    "mention_missed": "a mention of a gold chain that stands in no found one",
    "mention_spurious": "a mention of a found chain that the gold does not know, not even as a singleton",
    "link_missed": "a mention found, but in a chain with no earlier mention of its gold chain",
    "link_wrong": "a mention whose nearest earlier one in its found chain means another in the gold",
}


@dataclass(frozen=True, slots=True)
class SpanExample:
    """One difference. ``side`` is ``gold`` or ``found``: whose extent this is.

    ``form`` is that of a mention: ``pronoun``, ``name`` (a capital behind its first word, or alone) or ``phrase``. The
    values are types of names; of references, the extent of the earlier mention that the gold or the machine links to.
    """

    document: str
    error: str
    side: str
    extent: tuple[Segment, ...]
    form: str | None = None
    gold_value: str | None = None
    found_value: str | None = None
    words: str | None = None


def name_examples(document: NamesDocument, found: Sequence[GoldName], *, words: bool) -> list[SpanExample]:
    """Return the differences in names of one document, in the order of its text."""

    def example(error: str, side: str, one: GoldName, gold: str | None, other: str | None) -> SpanExample:
        shown = document.text[one.start : one.end] if words else None
        extent = ((one.start, one.end),)
        return SpanExample(document.id, error, side, extent, None, gold, other, shown)

    by_extent = {(one.start, one.end): one for one in found}
    result = []
    for one in document.names:
        same = by_extent.get((one.start, one.end))
        if same is not None:
            if same.type != one.type:
                result.append(example("name_type", "gold", one, one.type, same.type))
            continue
        touching = [other for other in found if other.start < one.end and one.start < other.end]
        error = "name_edges" if touching else "name_missed"
        result.append(example(error, "gold", one, one.type, touching[0].type if touching else None))
    for one in found:
        if not any(other.start < one.end and one.start < other.end for other in document.names):
            result.append(example("name_spurious", "found", one, None, one.type))
    return sorted(result, key=lambda one: (one.extent, one.error))


def reference_examples(document: ReferencesDocument, found: Chains, *, words: bool) -> list[SpanExample]:
    """Return the differences in references of one document, in the order of its text. Singletons miss nothing."""
    everything, found = gold_chains(document), without_singletons(found)
    gold_home = {mention: number for number, chain in enumerate(everything) for mention in chain}
    found_home = {mention: number for number, chain in enumerate(found) for mention in chain}

    def example(error: str, side: str, one: Mention, *earlier: Mention | None) -> SpanExample:
        gold, other = (_place(document, mention) if mention else None for mention in (*earlier, None)[:2])
        spoken = _words(document, one)
        extent = segments_of(document, one)
        shown = spoken if words else None
        return SpanExample(document.id, error, side, extent, _form(spoken), gold, other, shown)

    result = []
    for chain in without_singletons(everything):
        for index, mention in enumerate(chain):
            if mention not in found_home:
                result.append(example("mention_missed", "gold", mention, chain[index - 1] if index else None))
            elif index and all(found_home.get(other) != found_home[mention] for other in chain[:index]):
                result.append(example("link_missed", "gold", mention, chain[index - 1]))
    for chain in found:
        for index, mention in enumerate(chain):
            before = chain[index - 1] if index else None
            if mention not in gold_home:
                result.append(example("mention_spurious", "found", mention, None, before))
            elif before in gold_home and gold_home[before] != gold_home[mention]:
                result.append(example("link_wrong", "found", mention, None, before))
    return sorted(result, key=lambda one: (one.extent, one.error))


def _words(document: ReferencesDocument, mention: Mention) -> str:
    return " … ".join(document.text[start:end] for start, end in segments_of(document, mention))


def _place(document: ReferencesDocument, mention: Mention) -> str:
    return ";".join(f"{start}-{end}" for start, end in segments_of(document, mention))


def _form(words: str) -> str:
    parts = words.split()
    if len(parts) == 1 and parts[0].lower() in PRONOUNS:
        return "pronoun"
    return "name" if any(part[0].isupper() for part in parts[1:] or parts) else "phrase"
