"""How well two ways to sort mentions into chains agree: MUC, B-cubed and CEAF.

A chain is a set of mentions; mentions are anything that can be compared. Every function takes the chains of one
document and returns ``(right by gold, gold, right by found, found)``: recall is the first divided by the second,
precision the third by the fourth, both after adding up over documents. A mention stands in at most one chain of a
side. Mentions that the other side lacks are simply in none of its chains (Pradhan et al. 2014, "Scoring coreference
partitions of predicted mentions").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence

from sayso.check.match import Pair, heaviest_pairs

Chains = Sequence[Collection[Hashable]]
TwoSided = tuple[float, float, float, float]


def shared_mentions(gold: Chains, found: Chains) -> Mapping[Pair, int]:
    """Return how many mentions each gold chain shares with each found one, for those that share any."""
    home = {mention: number for number, chain in enumerate(found) for mention in chain}
    return Counter((number, home[mention]) for number, chain in enumerate(gold) for mention in chain if mention in home)


def muc(gold: Chains, found: Chains) -> TwoSided:
    """Count links (Vilain et al. 1995): those of each chain that remain when the other side cuts it into parts.

    A chain of n mentions has n - 1 links; cut into k parts it keeps n - k. Chains of one mention have no link.
    """
    common = shared_mentions(gold, found)

    def kept(chains: Chains, side: int) -> float:
        parts, held = Counter(pair[side] for pair in common), Counter[int]()
        for pair, times in common.items():
            held[pair[side]] += times
        # A mention that the other side lacks is a part of its own.
        return float(sum(len(one) - parts[n] - (len(one) - held[n]) for n, one in enumerate(chains)))

    return kept(gold, 0), _links(gold), kept(found, 1), _links(found)


def _links(chains: Chains) -> float:
    return float(sum(max(len(chain) - 1, 0) for chain in chains))


def b_cubed(gold: Chains, found: Chains) -> TwoSided:
    """Count mentions (Bagga and Baldwin 1998): each weighs the share of its chain that the other side keeps with it."""
    common = shared_mentions(gold, found)
    by_gold = sum(times * times / len(gold[i]) for (i, _), times in sorted(common.items()))
    by_found = sum(times * times / len(found[j]) for (_, j), times in sorted(common.items()))
    return by_gold, float(sum(map(len, gold))), by_found, float(sum(map(len, found)))


def ceaf(gold: Chains, found: Chains) -> TwoSided:
    """Count chains (Luo 2005, CEAF with phi 4): the best one-to-one pairing of chains, each pair worth its F1."""
    common = shared_mentions(gold, found)
    likeness = {(i, j): 2 * times / (len(gold[i]) + len(found[j])) for (i, j), times in common.items()}
    total = sum(likeness[pair] for pair in heaviest_pairs(likeness))
    return total, float(len(gold)), total, float(len(found))
