"""What is known of articles beside their words: when, whose, whom they credit and name, where they link to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.outlet_words import aliases_of

#: Credits stand so near the beginning or the end of a story, in characters (as ``understand.credits`` reads them).
_HEAD, _TAIL = 400, 300
#: An outlet named so near some words, in characters, is named for them: a sentence before or behind.
BESIDE = 250
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Named:
    """Words ``(start, end)`` of a page that name an outlet as the one that was told, or that reports."""

    outlet: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Articles:
    """Columns over articles sorted by id. ``days`` and ``minutes`` since year one, -1 where unknown (a minute is known
    only with a time of day); ``zoned`` where the minute is of UTC. Offsets are those of the page.
    """

    ids: pa.Array
    outlets: list[str | None]
    days: I64
    minutes: I64
    zoned: NDArray[np.bool_]
    dated: list[str | None]
    credits: list[tuple[str, ...]]
    starts: I64
    lengths: I64
    texts: pa.ChunkedArray
    named: dict[int, list[Named]] = field(default_factory=dict)

    def text(self, number: int) -> str:
        """Return the text of an article."""
        return self.texts[number].as_py() or ""

    def date_words(self, number: int) -> tuple[int | None, int | None]:
        """Return where on the page the words of its date stand, or Nones where they stand outside of its text."""
        words, text = self.dated[number], self.text(number)
        at = text.find(words) if words else -1
        start = int(self.starts[number])
        return (None, None) if at < 0 or not words else (start + at, start + at + len(words))

    def credit_words(self, number: int, outlet: str) -> tuple[int | None, int | None, str]:
        """Return where on the page an article credits ``outlet``, and the words; without places where it is outside."""
        text, start = self.text(number), int(self.starts[number])
        head, tail = text[:_HEAD], text[-_TAIL:]
        found = [
            (at, at + len(name))
            for part, base in ((head, 0), (tail, max(len(text) - _TAIL, 0)))
            for name in aliases_of(outlet)
            if (at := part.find(name) + base) >= base
        ]
        if not found:
            return None, None, outlet
        first, last = min(found, key=lambda span: (span[0], -span[1]))
        return start + first, start + last, text[first:last]


def articles_of(articles: pa.Table, ids: pa.Array, attributions: pa.Table | None = None) -> Articles:
    """Return what is known of the articles ``ids`` (sorted).

    ``articles`` has id, outlet, published, start and text, and may have published_from and credit. ``attributions``
    (article_id, via, speaker, speaker_kind, source, cue, content) tell whom an article names as told or reporting.
    """
    table = articles.select([name for name in _COLUMNS if name in articles.column_names])
    table = table.set_column(table.column_names.index("text"), "text", table["text"].cast(pa.large_string()))
    table = table.take(pc.index_in(ids, value_set=table["id"].combine_chunks()))
    published = table["published"].to_pylist()
    moments = {value: _moment(value) for value in set(published)}
    parts = np.array([moments[value] for value in published], np.int64).reshape(-1, 3)
    words = table["published_from"].to_pylist() if "published_from" in table.column_names else published
    credit = table["credit"].to_pylist() if "credit" in table.column_names else [None] * len(ids)
    return Articles(
        ids=ids,
        outlets=table["outlet"].to_pylist(),
        days=parts[:, 0],
        minutes=parts[:, 1],
        zoned=parts[:, 2] > 0,
        dated=[one or other for one, other in zip(words, published, strict=True)],
        credits=[tuple(given.split(", ")) if given else () for given in credit],
        starts=table["start"].to_numpy().astype(np.int64),
        lengths=np.asarray(pc.fill_null(pc.utf8_length(table["text"]), 0).to_numpy(), np.int64),
        texts=table["text"],
        named=_named(attributions, ids) if attributions is not None else {},
    )


_COLUMNS = ("id", "outlet", "published", "published_from", "credit", "start", "text")


def _moment(published: str | None) -> tuple[int, int, int]:
    """Return day and minute since year one, and 1 where the minute is of UTC; -1 for what is not known."""
    if not published or not _DATE.match(published):
        return -1, -1, 0
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        try:
            return datetime.fromisoformat(published[:10]).toordinal(), -1, 0
        except ValueError:
            return -1, -1, 0
    day, zoned = moment.toordinal(), moment.tzinfo is not None
    if len(published) <= 10:
        return day, -1, 0
    try:
        moment = moment.astimezone(UTC) if zoned else moment
    except OverflowError:
        return day, -1, 0
    return day, moment.toordinal() * 1440 + moment.hour * 60 + moment.minute, int(zoned)


def _named(attributions: pa.Table, ids: pa.Array) -> dict[int, list[Named]]:
    """Return, by article, the outlets that its attributions came through or that speak in them, with their extent."""
    told = pc.greater(pc.fill_null(pc.list_value_length(attributions["via"]), 0), 0)
    speaks = pc.fill_null(pc.equal(attributions["speaker_kind"], "outlet"), False)
    of_these = pc.is_in(attributions["article_id"], value_set=ids)
    kept = attributions.filter(pc.and_(of_these, pc.or_(told, speaks)))
    numbers = pc.index_in(kept["article_id"], value_set=ids).to_pylist()
    found: dict[int, list[Named]] = {}
    rows = zip(*(kept[name].to_pylist() for name in ("via", "speaker", "speaker_kind")), extents(kept), strict=True)
    for number, (via, speaker, kind, (start, end)) in zip(numbers, rows, strict=True):
        names = [*(via or ()), *([speaker] if kind == "outlet" and speaker else [])]
        found.setdefault(number, []).extend(Named(name, start, end) for name in names)
    return {
        number: sorted(set(named), key=lambda one: (one.start, one.end, one.outlet)) for number, named in found.items()
    }


def extents(attributions: pa.Table) -> list[tuple[int, int]]:
    """Return from where to where on the page each attribution reaches: source, cue and contents together."""
    every: list[tuple[int, int]] = []
    columns = (attributions[name].to_pylist() for name in ("source", "cue", "content"))
    for source, cue, content in zip(*columns, strict=True):
        spans = [span for span in (source, cue, *(content or ())) if span]
        every.append((min((s["start"] for s in spans), default=0), max((s["end"] for s in spans), default=0)))
    return every
