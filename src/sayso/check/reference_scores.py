"""What is counted of coreference: mentions made comparable, then MUC, B-cubed and CEAF over their chains.

Mentions are compared as tokens, without punctuation at their ends. Singletons, chains of one mention, are left out as
is customary since OntoNotes (Pradhan et al. 2012), and counted in scores of their own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sayso.check.chains import b_cubed, ceaf, muc
from sayso.check.counts import Counts, Metric
from sayso.check.match import Pair, greedy_pairs
from sayso.check.nouns import ReferencesDocument, Token
from sayso.check.spans import Segment

Mention = tuple[int, ...]
Chains = tuple[tuple[Mention, ...], ...]

#: metric → (the counts it is made of, how, what the gold must annotate, its name for people)
METRICS: dict[str, Metric] = {
    "conll_f1": ("conll", "mean_of_three", "references", "references, CoNLL F1 (mean of the next three)"),
    "muc_f1": ("muc", "two_sided", "references", "references, MUC F1"),
    "b_cubed_f1": ("b_cubed", "two_sided", "references", "references, B-cubed F1"),
    "ceaf_f1": ("ceaf", "two_sided", "references", "references, CEAF-phi4 F1"),
    "mention_precision": ("mention", "precision", "references", "mentions, precision"),
    "mention_recall": ("mention", "share", "references", "mentions, recall"),
    "mention_f1": ("mention", "f1", "references", "mentions, F1"),
    "conll_singletons_f1": ("singletons", "mean_of_three", "references", "references with singletons, CoNLL F1"),
    "conll_heads_f1": ("heads", "mean_of_three", "references", "references by head words, CoNLL F1"),
}


def trimmed(document: ReferencesDocument, mention: Iterable[int]) -> Mention:
    """Return a mention's tokens without punctuation at its ends; a mention of nothing else stays as it is."""
    tokens = tuple(mention)
    spoken = [
        index
        for index, token in enumerate(tokens)
        if any(letter.isalnum() for letter in document.text[slice(*_extent(document.tokens[token]))])
    ]
    return tokens[spoken[0] : spoken[-1] + 1] if spoken else tokens


def _extent(token: Token) -> Segment:
    return token.start, token.end


def mention_of(document: ReferencesDocument, start: int, end: int) -> Mention:
    """Return the tokens that an extent of the text touches, trimmed; empty when it touches none."""
    first = bisect_right(document.tokens, start, key=lambda token: token.end)
    behind = bisect_left(document.tokens, end, key=lambda token: token.start)
    return trimmed(document, range(first, behind))


def found_chains(document: ReferencesDocument, chains: Iterable[Iterable[Segment]]) -> tuple[Chains, int]:
    """Return a reader's chains as mentions, and how many extents were thrown out as not in the text.

    A mention that stands in two chains, or twice in one, is kept where it comes first.
    """
    seen: set[Mention] = set()
    made, loose = [], 0
    for chain in chains:
        kept = []
        for start, end in chain:
            mention = mention_of(document, start, end) if 0 <= start < end <= len(document.text) else ()
            if not mention:
                loose += 1
            elif mention not in seen:
                seen.add(mention)
                kept.append(mention)
        if kept:
            made.append(tuple(sorted(kept)))
    return tuple(made), loose


def gold_chains(document: ReferencesDocument) -> Chains:
    """Return the gold's chains with mentions trimmed; one that stands in two chains is kept where it comes first."""
    seen: set[Mention] = set()
    made = []
    for chain in document.chains:
        kept = []
        for mention in (trimmed(document, tokens) for tokens in chain):
            if mention not in seen:
                seen.add(mention)
                kept.append(mention)
        if kept:
            made.append(tuple(kept))
    return tuple(made)


def without_singletons(chains: Chains) -> Chains:
    """Return the chains of two mentions or more."""
    return tuple(chain for chain in chains if len(chain) > 1)


def head_of(document: ReferencesDocument, mention: Mention) -> int:
    """Return the token of a mention that hangs on none of it: the first if there are several."""
    inside = set(mention)
    return next((token for token in mention if document.tokens[token].head not in inside), mention[0])


def aligned_by_head(document: ReferencesDocument, gold: Chains, found: Chains) -> Chains:
    """Return the found chains with each mention replaced by the gold one of the same head word, where there is one.

    Pairs are one to one: the same tokens first, then by the share of tokens in common.
    """
    by_head: dict[int, list[Mention]] = defaultdict(list)
    for chain in gold:
        for mention in chain:
            by_head[head_of(document, mention)].append(mention)
    founds = [mention for chain in found for mention in chain]
    golds = sorted({mention for mentions in by_head.values() for mention in mentions})
    number = {mention: index for index, mention in enumerate(golds)}
    scores: dict[Pair, float] = {}
    for j, mention in enumerate(founds):
        for other in by_head.get(head_of(document, mention), ()):
            scores[number[other], j] = 2 * len(set(mention) & set(other)) / (len(mention) + len(other))
    twin = {founds[j]: golds[i] for i, j in greedy_pairs(scores)}
    taken = set(twin.values())
    # A found mention may have the tokens of a gold one that went to another: it must not count as that one.
    renamed = {m: twin.get(m, (-1, *m) if m in taken else m) for m in founds}
    return tuple(tuple(renamed[mention] for mention in chain) for chain in found)


def count_references(document: ReferencesDocument, found: Chains) -> dict[str, Counts]:
    """Return every count of one document."""
    everything, chains = gold_chains(document), without_singletons(found)
    gold = without_singletons(everything)
    three = muc(gold, chains), b_cubed(gold, chains), ceaf(gold, chains)
    left, right = ({mention for chain in side for mention in chain} for side in (gold, chains))
    return {
        "conll": _three(gold, chains),
        **dict(zip(("muc", "b_cubed", "ceaf"), three, strict=True)),
        "mention": (len(left & right), len(left), len(right)),
        "singletons": _three(everything, found),
        "heads": _three(gold, without_singletons(aligned_by_head(document, everything, found))),
    }


def _three(gold: Chains, found: Chains) -> Counts:
    return (*muc(gold, found), *b_cubed(gold, found), *ceaf(gold, found))


def segments_of(document: ReferencesDocument, mention: Sequence[int]) -> tuple[Segment, ...]:
    """Return a mention's extents: one for each run of neighbouring tokens."""
    segments: list[Segment] = []
    before = None
    for number in mention:
        token = document.tokens[number]
        if before is not None and number == before + 1:
            segments[-1] = (segments[-1][0], token.end)
        else:
            segments.append((token.start, token.end))
        before = number
    return tuple(segments)
