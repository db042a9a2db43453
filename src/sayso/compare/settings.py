"""What counts as a copy, and how much work is allowed to find one. Every constant says why it has its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CopySettings:
    """The settings of ``find_copies``. Lengths are in words; the defaults suit news in any language.

    Finding: ``gram`` words make an n-gram: with 30 % of the words replaced a quarter of the 4-grams survives,
    but only 6 % of the 8-grams. One in ``sample`` n-grams is kept, chosen by its hash (0 mod ``sample``,
    Manber 1994): both sides of a copy keep the same ones, which winnowing does not promise for spun text.
    ``min_hits`` kept n-grams, each at most ``reach`` words from the one before and ``drift`` words off its
    diagonal, make a chain.

    Bounds: an n-gram in up to ``all_pairs`` articles links all of them; in more, it links each article only
    with the ``neighbours`` earliest and the ``neighbours`` just before it, so that work grows in step with the
    pile and an agency story stays linked however many print it; in more than ``too_common`` it is a phrase of the
    language and links nothing. A chain is aligned in pieces of at most ``longest``.

    Spun text (see ``spun``): one in ``spun_sample`` gapped seeds is kept; all, because with 40 % of the words replaced
    three sentences have some seven. A seed links articles only if it stands in ``spun_articles`` or fewer, and each
    with the ``spun_neighbours`` just before it: what many share the first search has found.

    Keeping: a passage has at least ``min_words`` on both sides, at least ``min_similarity`` of them aligned, and
    ``min_surplus`` more aligned than not, or ``spun_surplus`` more than half as many as not, so that only long ones may
    be so unlike; it is cut where more than ``max_gap`` in a row do not align. In the rest of articles that share a
    passage, ``tied_words`` are enough (see ``tied``).

    Stock: a passage of at most ``stock_share`` of either article that comes in ``furniture_articles`` or more of one
    outlet, or, if not longer than ``stock_words``, in ``stock_articles`` or more at all, is site furniture or a stock
    paragraph, if those articles come from at least ``stock_days`` days (or their days are unknown): a story
    is copied in one burst, furniture and stock paragraphs come back. So is one of up to ``stock_words`` that opens or
    closes two articles of one outlet, a form filled in anew, a background paragraph (see ``background``), and a phrase
    of fewer than ``phrase_words`` that is all that two articles share. A stock passage is linked with the
    ``stock_links`` articles that have most of it, of like ones the earliest, not with all.
    """

    gram: int = 4
    sample: int = 2
    min_hits: int = 2
    reach: int = 64
    drift: int = 8
    all_pairs: int = 48
    neighbours: int = 8
    too_common: int = 2_000
    longest: int = 4_096
    spun_sample: int = 1
    spun_articles: int = 48
    spun_neighbours: int = 16
    spun_surplus: int = 12
    min_words: int = 12
    min_similarity: float = 0.5
    min_surplus: int = 10
    max_gap: int = 8
    stock_share: float = 0.5
    furniture_articles: int = 4
    stock_articles: int = 4
    stock_words: int = 120
    stock_days: int = 3
    stock_links: int = 3
    phrase_words: int = 20
    tied_words: int = 4

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        if min(self.gram, self.sample, self.min_hits, self.reach, self.max_gap, self.neighbours) < 1:
            raise ValueError("gram, sample, min_hits, reach, max_gap and neighbours must be 1 or more")
        if min(self.spun_sample, self.spun_articles, self.spun_neighbours, self.tied_words) < 1:
            raise ValueError("spun_sample, spun_articles, spun_neighbours and tied_words must be 1 or more")
        if self.min_words < self.gram:
            raise ValueError(f"min_words={self.min_words}: give at least gram={self.gram}")
        if self.drift < 0 or self.drift > 64 or not 64 <= self.longest <= 8_192:
            raise ValueError("drift must lie in 0..64 and longest in 64..8192")
        if self.all_pairs < 2 * self.neighbours:
            raise ValueError("all_pairs must be at least twice neighbours")
