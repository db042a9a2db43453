"""Clues to who copied from whom: for each pair of articles what is seen, on which side, and the words that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import F64, I64
from sayso.compare.article_facts import BESIDE, Articles
from sayso.compare.outlet_words import mentions_of
from sayso.compare.pairs import PARTNERS, Pairs, Partners, overlap, partners_of
from sayso.compare.proofs import Proofs
from sayso.compare.weights import Weights
from sayso.understand.outlet_names import kind_of

#: Words that prove something: the article's number, where they stand on its page (if they do), and the words.
Spot = tuple[int, int | None, int | None, str]
#: A proof of the direction: the words, and how much they weigh (see ``Tally``).
PROOF = pa.struct(
    [
        ("what", pa.string()),
        ("article_id", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("text", pa.string()),
        ("weight", pa.float64()),
    ]
)
#: Minutes between two times of one day that are no chance of clocks.
LATER = 10
#: A third article explains what two have in common when each has so much of it in common with the third.
EXPLAINS = 0.9
#: Passages of two others in one article are apart when they overlap by less.
APART = 0.2
#: Log-odds of one article being another's source from which it is looked at as the source of a third.
LIKELY = 1.0


class Tally:
    """The weight of evidence for each pair, and its proofs.

    ``copied`` is in favour of ``one`` having it from ``two`` (below zero: the reverse), ``shared`` of both having it
    from a third. A proof's weight is its ``copied`` as seen from ``one``, or its ``shared`` where it tells only that.
    """

    def __init__(self, pairs: Pairs, articles: Articles, weights: Weights) -> None:
        """Begin with what is thought before anything is seen."""
        self.pairs, self.articles, self.weights = pairs, articles, weights
        prior = weights["prior.none"]
        self.copied: F64 = np.full(len(pairs), prior.copied)
        self.shared: F64 = np.full(len(pairs), prior.shared)
        self.proofs = Proofs(PROOF)

    def see(self, signal: str, rows: I64 | int, sign: NDArray[np.int64] | int = 1) -> None:
        """Add a signal to different pairs; ``sign`` is 1 where it is ``one`` that shows it, -1 where ``two``."""
        weight = self.weights[signal]
        self.copied[rows] += sign * weight.copied
        self.shared[rows] += weight.shared

    def prove(self, signal: str, pair: int, sign: int, words: Spot) -> None:
        """Add the words for a signal of one pair."""
        weight = self.weights[signal]
        article, start, end, text = words
        of = sign * weight.copied if weight.copied else weight.shared
        self.proofs.add_one(pair, weight.what, self.articles.ids[article].as_py(), start, end, text, of)


def gather(tally: Tally, links: pa.Table | None) -> None:
    """Look for all clues but the edits, and add them. ``links`` as ``links_by_article`` returns them."""
    dates(tally)
    credited = credits_given(tally)
    agencies(tally)
    reports(tally, credited)
    if links is not None and links.num_rows:
        linked(tally, links)
    stitched(tally)
    breaks_off(tally)
    one_outlet(tally)
    both_name(tally)
    third_articles(tally)


def dates(tally: Tally) -> None:
    """Who was published later."""
    pairs, articles = tally.pairs, tally.articles
    day, minute = articles.days[pairs.one] - articles.days[pairs.two], np.zeros(len(pairs), np.int64)
    known = (articles.days[pairs.one] >= 0) & (articles.days[pairs.two] >= 0)
    timed = (articles.minutes[pairs.one] >= 0) & (articles.minutes[pairs.two] >= 0)
    timed &= articles.zoned[pairs.one] == articles.zoned[pairs.two]
    minute[timed] = (articles.minutes[pairs.one] - articles.minutes[pairs.two])[timed]
    # Where both tell the time, a day is 24 hours: midnight alone makes nothing later.
    by_day = known & np.where(timed, np.abs(minute) >= 1440, day != 0)
    by_time = known & ~by_day & timed & (np.abs(minute) >= LATER)
    same = known & ~by_day & ~by_time
    sign = np.where(by_time | timed, np.sign(minute), np.sign(day)).astype(np.int64)
    for signal, rows in (("dates.day_later", by_day), ("dates.time_later", by_time), ("dates.same_day", same)):
        found = np.flatnonzero(rows)
        tally.see(signal, found, sign[found])
    _prove_dates(tally, np.flatnonzero(by_day | by_time), by_day, sign)


def _prove_dates(tally: Tally, found: I64, by_day: NDArray[np.bool_], sign: I64) -> None:
    pairs, articles = tally.pairs, tally.articles
    both = np.unique(np.concatenate((pairs.one[found], pairs.two[found])))
    places = {int(number): articles.date_words(int(number)) for number in both}
    weight = np.where(by_day[found], tally.weights["dates.day_later"].copied, tally.weights["dates.time_later"].copied)
    for side in (pairs.one[found], pairs.two[found]):
        numbers = side.tolist()
        tally.proofs.add(
            found,
            what="dates",
            article_id=articles.ids.take(pa.array(side)),
            start=[places[number][0] for number in numbers],
            end=[places[number][1] for number in numbers],
            text=[articles.dated[number] for number in numbers],
            weight=sign[found] * weight,
        )


def _sides(tally: Tally) -> Iterable[tuple[int, I64, I64]]:
    """Yield the sign, the article that may show something, and the other one, for all pairs."""
    yield 1, tally.pairs.one, tally.pairs.two
    yield -1, tally.pairs.two, tally.pairs.one


def credits_given(tally: Tally) -> set[tuple[int, int]]:
    """Credit lines that name the other's outlet, or a third. Return ``(pair, sign)`` of the former."""
    articles, pairs = tally.articles, tally.pairs
    crediting = np.array([bool(names) for names in articles.credits], np.bool_)
    found: set[tuple[int, int]] = set()
    for pair in np.flatnonzero(crediting[pairs.one] | crediting[pairs.two]).tolist():
        one, two = int(pairs.one[pair]), int(pairs.two[pair])
        owners = {articles.outlets[one], articles.outlets[two]}
        for sign, own, other in ((1, one, two), (-1, two, one)):
            outlet = articles.outlets[other]
            if outlet in articles.credits[own] and outlet != articles.outlets[own] and outlet is not None:
                found.add((pair, sign))
                tally.see("credit.names_other", pair, sign)
                tally.prove("credit.names_other", pair, sign, (own, *articles.credit_words(own, outlet)))
        thirds = [set(articles.credits[number]) - owners for number in (one, two)]
        both = thirds[0] & thirds[1]
        if both or thirds[0] or thirds[1]:
            signal = "shared.both_credit" if both else "shared.one_credits"
            tally.see(signal, pair)
            for number, names in zip((one, two), thirds, strict=True):
                for name in sorted(both or names):
                    tally.prove(signal, pair, 1, (number, *articles.credit_words(number, name)))
    return found


def agencies(tally: Tally) -> None:
    """Whose outlet is an agency; there are no words for that but its name."""
    articles = tally.articles
    agency = np.array([kind_of(name or "") == "agency" for name in articles.outlets], np.bool_)
    weight = tally.weights["agency.other_is"]
    for sign, own, other in _sides(tally):
        rows = np.flatnonzero(agency[other] & ~agency[own])
        tally.see("agency.other_is", rows, sign)
        names = [articles.outlets[number] for number in other[rows].tolist()]
        ids = articles.ids.take(pa.array(other[rows]))
        tally.proofs.add(rows, what=weight.what, article_id=ids, text=names, weight=sign * weight.copied)


def reports(tally: Tally, credited: set[tuple[int, int]]) -> None:
    """Who names the other's outlet, and where."""
    articles, pairs = tally.articles, tally.pairs
    names = sorted({name for name in articles.outlets if name})
    codes = {name: number for number, name in enumerate(names)}
    outlets = np.array([codes.get(name or "", -1) for name in articles.outlets], np.int64)
    starts, ends = (pairs.one_start, pairs.two_start), (pairs.one_end, pairs.two_end)
    for side, (sign, own, other) in enumerate(_sides(tally)):
        rows = np.flatnonzero((outlets[other] >= 0) & (outlets[other] != outlets[own]))
        key = own[rows] * (len(names) + 1) + outlets[other[rows]]
        order = np.argsort(key, kind="stable")
        rows, key = rows[order], key[order]
        bounds = np.append(np.flatnonzero(np.append([True], key[1:] != key[:-1])[: len(key)]), len(key))
        for low, high in pairwise(bounds.tolist()):
            number = int(own[rows[low]])
            text, base = articles.text(number), int(articles.starts[number])
            places = mentions_of(text, names[int(outlets[other[rows[low]]])])
            for pair in rows[low:high].tolist() if places else ():
                if (pair, sign) in credited:
                    continue
                near, far = int(starts[side][pair]) - BESIDE, int(ends[side][pair]) + BESIDE
                beside = [place for place in places if near <= place[0] + base and place[1] + base <= far]
                signal = "reports.beside" if beside else "reports.elsewhere"
                start, end = (beside or places)[0]
                tally.see(signal, pair, sign)
                tally.prove(signal, pair, sign, (number, base + start, base + end, text[start:end]))


def linked(tally: Tally, links: pa.Table) -> None:
    """Who links to the other, or to its outlet."""
    articles = tally.articles
    ids = articles.ids.to_pylist()
    numbers = {article: number for number, article in enumerate(ids)}
    by_article: dict[int, list[dict[str, Any]]] = {}
    for row in links.to_pylist():
        if row["article_id"] in numbers:
            by_article.setdefault(numbers[row["article_id"]], []).append(row)
    having = np.zeros(len(ids), np.bool_)
    having[list(by_article)] = True
    for sign, own, other in _sides(tally):
        for pair in np.flatnonzero(having[own]).tolist():
            rows = by_article[int(own[pair])]
            target, outlet = ids[int(other[pair])], articles.outlets[int(other[pair])]
            exact = [row for row in rows if row["of_article_id"] == target]
            site = [row for row in rows if outlet and row["of_outlet"] == outlet != articles.outlets[int(own[pair])]]
            for row in (exact or site)[:1]:
                signal = "link.address" if exact else "link.site"
                tally.see(signal, pair, sign)
                tally.prove(signal, pair, sign, (int(own[pair]), row["start"], row["end"], row["text"]))


def stitched(tally: Tally) -> None:
    """Who is made of several articles."""
    pairs = tally.pairs
    partners = partners_of(pairs, len(tally.articles.outlets))
    hulls = ((pairs.one_start, pairs.one_end), (pairs.two_start, pairs.two_end))
    for (sign, own, other), hull in zip(_sides(tally), hulls, strict=True):
        rows = np.flatnonzero(_stitched(partners, own, other, *hull))
        tally.see("complete.stitched", rows, sign)
        _prove_passages(tally, "complete.stitched", rows, sign, (own, *hull))


def breaks_off(tally: Tally) -> None:
    """Who ends in the midst of a sentence that goes on in the other."""
    pairs, articles = tally.pairs, tally.articles
    stops = articles.starts + articles.lengths
    ends = (pairs.one_end, pairs.two_end)
    for side, (sign, own, other) in enumerate(_sides(tally)):
        last = (ends[side] >= stops[own] - TRAILING) & (ends[1 - side] < stops[other])
        for pair in np.flatnonzero(last).tolist():
            one, two = int(own[pair]), int(other[pair])
            end, of_end = int(ends[side][pair]), int(ends[1 - side][pair])
            text, base = articles.text(one), int(articles.starts[one])
            behind = articles.text(two)[of_end - int(articles.starts[two]) :][:TRAILING]
            if _OPEN_END.fullmatch(text[end - base :]) and _GOES_ON.match(behind):
                start = max(end - SHOWN, base)
                tally.see("complete.breaks_off", pair, sign)
                tally.prove("complete.breaks_off", pair, sign, (one, start, end, text[start - base : end - base]))


#: Characters behind the last word of an article that is cut short: dots and brackets.
TRAILING = 8
_OPEN_END = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)?\s*")
_GOES_ON = re.compile(r",?\s+[a-z0-9]")


def _stitched(partners: Partners, own: I64, other: I64, start: I64, end: I64) -> NDArray[np.bool_]:
    """Return whether an article has, apart from this passage, one from a third that the other shares nothing with."""
    found = np.zeros(len(own), np.bool_)
    for place in range(PARTNERS):
        third = partners.other[own, place]
        foreign = (third >= 0) & (third != other) & ~(partners.other[other] == third[:, None]).any(axis=1)
        apart = overlap(partners.start[own, place], partners.end[own, place], start, end) < APART
        found |= foreign & apart
    return found


def _prove_passages(tally: Tally, signal: str, rows: I64, sign: int, hull: tuple[I64, I64, I64]) -> None:
    """Add as proof where the passages stand; only their first words, as the copies have all."""
    weight, articles, (own, start, end) = tally.weights[signal], tally.articles, hull
    numbers = own[rows].tolist()
    begins, ends = start[rows], np.minimum(end[rows], start[rows] + SHOWN)
    texts = [
        articles.text(number)[low - int(articles.starts[number]) : high - int(articles.starts[number])]
        for number, low, high in zip(numbers, begins.tolist(), ends.tolist(), strict=True)
    ]
    ids = articles.ids.take(pa.array(own[rows]))
    tally.proofs.add(
        rows, what=weight.what, article_id=ids, start=begins, end=ends, text=texts, weight=sign * weight.copied
    )


#: Characters of a passage that are shown as proof of its completeness.
SHOWN = 60


def one_outlet(tally: Tally) -> None:
    """Both are of one outlet."""
    outlets = tally.articles.outlets
    codes = {name: number for number, name in enumerate(sorted({name for name in outlets if name}))}
    numbers = np.array([codes.get(name or "", -1) for name in outlets], np.int64)
    same = (numbers[tally.pairs.one] >= 0) & (numbers[tally.pairs.one] == numbers[tally.pairs.two])
    tally.see("shared.one_outlet", np.flatnonzero(same))


def both_name(tally: Tally) -> None:
    """In both passages the same third outlet was told, or reports."""
    articles, pairs = tally.articles, tally.pairs
    naming = np.zeros(len(articles.outlets), np.bool_)
    naming[list(articles.named)] = True
    for pair in np.flatnonzero(naming[pairs.one] & naming[pairs.two]).tolist():
        one, two = int(pairs.one[pair]), int(pairs.two[pair])
        owners = {articles.outlets[one], articles.outlets[two]}
        hulls = ((one, pairs.one_start, pairs.one_end), (two, pairs.two_start, pairs.two_end))
        inside = [
            {n.outlet: n for n in reversed(articles.named[number]) if n.start < end[pair] and start[pair] < n.end}
            for number, start, end in hulls
        ]
        thirds = sorted((set(inside[0]) & set(inside[1])) - owners)
        for name in thirds[:1]:
            tally.see("shared.both_name", pair)
            for number, named in zip((one, two), inside, strict=True):
                spot, base, text = named[name], int(articles.starts[number]), articles.text(number)
                place = mentions_of(text, name, max(spot.start - base, 0), max(spot.end - base, 0))
                if place:
                    start, end = place[0]
                    tally.prove("shared.both_name", pair, 1, (number, base + start, base + end, text[start:end]))


def third_articles(tally: Tally) -> None:
    """Both have it from a third article of the case, as far as the clues until now tell.

    Where one took from the other, they share what it made of it; where both took from a third, neither has more in
    common with the other than with that (the common errors of textual criticism, Maas 1927).
    """
    pairs, count = tally.pairs, len(tally.articles.outlets)
    likely = np.concatenate((tally.copied >= LIKELY, -tally.copied >= LIKELY))
    # Ties to a third would count as its word against itself: only what is likelier direct makes it a source.
    likely &= np.concatenate((tally.shared, tally.shared)) < 0
    sources = partners_of(pairs, count, likely)
    best, most = np.full(len(pairs), -1, np.int64), np.zeros(len(pairs))
    apart = np.zeros(len(pairs), np.bool_)
    for left in range(PARTNERS):
        third = sources.other[pairs.one, left]
        for right in range(PARTNERS):
            same = (third >= 0) & (third == sources.other[pairs.two, right])
            if not same.any():
                continue
            both = np.minimum(sources.aligned[pairs.one, left], sources.aligned[pairs.two, right])
            one = overlap(sources.start[pairs.one, left], sources.end[pairs.one, left], pairs.one_start, pairs.one_end)
            two = overlap(
                sources.start[pairs.two, right], sources.end[pairs.two, right], pairs.two_start, pairs.two_end
            )
            fits = same & (both >= EXPLAINS * pairs.aligned) & (np.minimum(one, two) >= EXPLAINS) & (both > most)
            best[fits], most[fits] = third[fits], both[fits]
            apart |= same & (both < EXPLAINS * pairs.aligned)
    tally.see("shared.closer", np.flatnonzero(apart & (best < 0)))
    rows = np.flatnonzero(best >= 0)
    tally.see("shared.third_article", rows)
    starts, ids = tally.articles.starts[best[rows]], tally.articles.ids.take(pa.array(best[rows]))
    texts = [tally.articles.text(int(number))[:SHOWN] for number in best[rows]]
    ends = starts + np.array([len(text) for text in texts], np.int64)
    weight = tally.weights["shared.third_article"]
    tally.proofs.add(rows, what=weight.what, article_id=ids, start=starts, end=ends, text=texts, weight=weight.shared)
