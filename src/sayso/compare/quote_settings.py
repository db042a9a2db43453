"""What counts as the same utterance, and how much work is allowed to find it. Every constant says why it has its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuoteSettings:
    """The settings of ``find_quotes``. Evidence is weighed in nats: a word found in one article of n weighs ln n.

    Words: ``background`` articles are added to those of the case, one of which has any given word, so that words weigh
    something in a case of two pages. Contents that weigh less than ``lightest`` in all ("the talks", "it") are left
    out. Of a content only the first ``longest`` content words are compared: contents are sentences, and what is
    longer is a page read wrongly.

    Block: a word of at least ``rare`` makes keys. A key that ``all_pairs`` contents or fewer have pairs all of them; in a
    larger one each is paired with those up to ``width`` places away in the order of days, because an utterance is
    printed in one burst. Pairs whose shared keys weigh ``block`` or more are scored.

    Score: the shared weight (half of it only for words that stand in another order), times the share of the lighter
    content that it makes, has to reach ``need`` plus the logarithm of the number of contents, for among more of them
    more are alike by chance. What else speaks for one utterance or against it is added: the same known speaker
    (``same_speaker``) or another (``other_speaker``); articles ``near_days`` apart or less (``near``) or more than ``far_days``
    (``far``); marks of quotation on both (``direct``); a copied passage that has both in one place (``copied``); other numbers
    on either side (``numbers``); one speaker denying what another says (``denied``).

    Cluster: a group is looked at ``rounds`` times for a centre that its members fit; what is left then stays apart.
    """

    background: int = 200
    lightest: float = 6.0
    longest: int = 200
    rare: float = 1.6
    all_pairs: int = 32
    width: int = 16
    block: float = 8.0
    need: float = 11.0
    whole: float = 2.0
    alike: float = 2.0
    same_speaker: float = 5.0
    same_day: float = 3.0
    other_speaker: float = -1.0
    near: float = 4.0
    far_days: int = 60
    far: float = -6.0
    direct: float = 3.0
    copied: float = 14.0
    numbers: float = -8.0
    denied: float = -6.0
    rounds: int = 8

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        if min(self.background, self.longest, self.all_pairs, self.width, self.rounds) < 1:
            raise ValueError("background, longest, all_pairs, width and rounds must be 1 or more")
        if min(self.lightest, self.block, self.need) <= 0:
            raise ValueError(
                "lightest, block and need must be more than 0: without evidence everything is one utterance"
            )
