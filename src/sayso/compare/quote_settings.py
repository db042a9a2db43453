"""What counts as the same utterance, and how much work is allowed to find it, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuoteSettings:
    """The settings of ``find_quotes``. Evidence is weighed in nats: a word found in one article of n weighs ln n.

    The weights were set by hand on judged pairs (``tests/gold/quotes.md``), none of the held half among them.

    Words: ``background`` articles are added to those of the case, one of which has any given word, so that words weigh
    something in a case of two pages. Contents that weigh less than ``lightest`` in all ("the talks", "it") are left
    out. Of a content only the first ``longest`` content words are compared: contents are sentences, and what is
    longer is a page read wrongly.

    Block: a word of at least ``rare`` makes keys. A key that ``all_pairs`` contents or fewer have pairs all of them; in
    a larger one each is paired with those up to ``width`` places away in the order of days, because an utterance is
    printed in one burst. Pairs whose shared keys weigh ``block`` or more are scored.

    Score: the shared weight (half of it only for words that stand in another order), times the share of the lighter
    content that it makes to the power of ``whole`` (a half that differs tells more against one utterance than a half
    that agrees tells for it), has to reach ``need`` plus the logarithm of the number of contents, because among more
    of them more are alike by chance.

    What else speaks for one utterance or against it is added: that neither has more than the other (``alike``); the
    same known speaker, or one who speaks for the other (``same_speaker``), and more of it within ``days``, because in
    one day a speaker tells one thing (``same_day``); another speaker (``other_speaker``); the days between the
    articles, from ``near`` on one day to ``far`` at ``far_days`` and beyond; marks of quotation on both (``direct``); a
    copied passage that has both in one place (``copied``, and ``stock`` of it for a stock paragraph, less for words
    that weigh less than ``phrase``: a name in a copied sentence is no utterance); numbers on either side that the
    other lacks (``numbers``); one speaker denying what another says (``denied``).

    Cluster: groups that a pair ties become one if their centres lack no more than ``slack`` of the evidence needed: two
    cuts of one long utterance may have little in common, two utterances have less. ``rounds`` bounds the work.
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
    days: int = 2
    same_day: float = 5.5
    other_speaker: float = -1.0
    near: float = 4.0
    far_days: int = 60
    far: float = -6.0
    direct: float = 3.0
    copied: float = 14.0
    stock: float = 0.5
    phrase: float = 16.0
    numbers: float = -8.0
    denied: float = -20.0
    slack: float = 8.0
    rounds: int = 64

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        if min(self.background, self.longest, self.all_pairs, self.width, self.rounds, self.far_days) < 1:
            raise ValueError("background, longest, all_pairs, width, rounds and far_days must be 1 or more")
        if min(self.lightest, self.block, self.need, self.phrase) <= 0:
            raise ValueError(
                "lightest, block, need and phrase must be more than 0: without evidence everything is one utterance"
            )
