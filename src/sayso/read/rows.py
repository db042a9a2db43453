"""A table row as a page: which column is what, and the row's page.

The text of a row's page is exactly its text column, so that offsets made elsewhere on that column hold here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.model import Page, sha256_of
from sayso.read.dates import Order, column_order, read_date
from sayso.read.decode import whole
from sayso.read.formats import COLUMN_KEYS, Refused, Source, published_layout
from sayso.read.limits import ReadError

#: Common names of columns, the likeliest first; compared in lower case with '-', ' ' and '.' as '_'.
NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "content", "article_content", "article_text", "body", "article_body", "articlebody", "maintext",
        "main_text", "main_content", "full_text", "fulltext", "article", "story", "plain_text", "raw_text", "news",
    ),
    "title": ("title", "headline", "article_title", "article_headline", "head", "heading", "name", "title_page"),
    "outlet": (
        "outlet", "source", "source_name", "publisher", "site", "site_name", "sitename", "source_domain", "domain",
        "publication", "newspaper", "media", "medium", "channel", "website", "hostname",
    ),
    "author": ("author", "authors", "byline", "by", "writer", "creator", "journalist"),
    "published": (
        "published", "published_at", "publishedat", "publication_date", "publish_date", "date_publish", "pub_date",
        "pubdate", "date_published", "datepublished", "published_date", "date", "article_date", "datetime", "time",
        "timestamp",
    ),
    "url": ("url", "link", "uri", "page_url", "article_url", "href", "permalink", "source_url", "web_url"),
    "id": ("id", "unit_id", "uid", "uuid", "article_id", "guid", "doc_id", "document_id", "docid", "key", "_id", "idx"),
    "fetched_at": (
        "fetched_at", "date_download", "downloaded_at", "crawled_at", "date_crawled", "retrieved", "retrieved_at",
        "accessed", "scraped_at", "access_date",
    ),
}  # fmt: skip
#: What tables write for "no value".
_NOTHING = frozenset({"", "nan", "none", "null", "n/a", "na", "nat", "\\n"})
#: Longer values are no metadata but misplaced text.
_MOST_META = 2000


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what (``where``: key of COLUMN_KEYS → column name), and the order of its numeric dates."""

    where: Mapping[str, str]
    order: Order | None = None

    def get(self, row: Mapping[str, object], key: str) -> str | None:
        """Return the cleaned value of one key of a row, or None."""
        name = self.where.get(key)
        return _meta(row.get(name)) if name is not None else None


def check_columns(columns: Mapping[str, str]) -> None:
    """Raise ReadError when a mapping names a key that Sayso does not know."""
    unknown = sorted(set(columns) - set(COLUMN_KEYS))
    if unknown:
        raise ReadError(f"--columns: no such thing as {', '.join(unknown)}; use {', '.join(COLUMN_KEYS)}")


def choose(names: Sequence[str], given: Mapping[str, str]) -> Columns:
    """Match the columns of a table to what they hold; ``given`` outranks the guess.

    Raises Refused when a given column is not there or none holds text.
    """
    by_key = {_plain(name): name for name in reversed(names)}
    where: dict[str, str] = {}
    for key, name in given.items():
        actual = name if name in names else by_key.get(_plain(name))
        if actual is None:
            raise Refused(f"no column {name!r}; there are: {_listed(names)}", f"name one of them: --columns {key}=NAME")
        where[key] = actual
    taken = set(where.values())
    for key, likely in NAMES.items():
        if key not in where:
            found = next((by_key[name] for name in likely if name in by_key and by_key[name] not in taken), None)
            if found is not None:
                where[key] = found
                taken.add(found)
    if "text" not in where:
        raise Refused(f"no column that holds the text; there are: {_listed(names)}", "say which: --columns text=NAME")
    return Columns(where)


def with_order(columns: Columns, values: Iterable[object]) -> Columns:
    """Return ``columns`` with the order of day and month that the values of its date column show."""
    return Columns(columns.where, column_order(str(value) for value in values if value is not None))


def row_page(
    source: Source,
    row: Mapping[str, object],
    number: int,
    columns: Columns,
    *,
    media_type: str,
    encoding: str | None = None,
) -> Page:
    """Return the page of one row (``number`` counts from 1); a failed page when its text is empty or no text."""
    record = source.row(columns.get(row, "id") or str(number))
    value = row.get(columns.where["text"])
    if value is not None and not isinstance(value, str):
        kind = type(value).__name__
        return source.failed(
            f"row {number}: its text is a {kind}, not text", "mend the row in the table", record=record
        )
    text = whole(value or "")
    if text.strip().lower() in _NOTHING:
        return source.failed(
            f"row {number}: nothing in column {columns.where['text']!r}",
            "fill the row in the table, or leave it: the other rows are read",
            record=record,
            sha256=sha256_of(text),
        )
    published = columns.get(row, "published")
    return source.page(
        sha256_of(text),
        text,
        record=record,
        url=columns.get(row, "url"),
        fetched_at=columns.get(row, "fetched_at"),
        media_type=media_type,
        encoding=encoding,
        given_title=columns.get(row, "title"),
        given_outlet=columns.get(row, "outlet"),
        given_author=columns.get(row, "author"),
        given_published=published,
        layout=published_layout(read_date(published, columns.order) if published else None),
    )


def row_pages(
    source: Source, rows: Iterable[Mapping[str, object]], columns: Columns, *, media_type: str
) -> Iterator[Page]:
    """Yield the page of every row, numbered from 1."""
    for number, row in enumerate(rows, 1):
        yield row_page(source, row, number, columns, media_type=media_type)


def _meta(value: object) -> str | None:
    if value is None or isinstance(value, dict | bool):
        return None
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value if isinstance(part, str | int | float))
    words = " ".join(whole(str(value)).split())
    return None if words.lower() in _NOTHING or len(words) > _MOST_META else words


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_").replace(".", "_")


def _listed(names: Sequence[str]) -> str:
    shown = [" ".join(name.split())[:40] for name in names if name.strip()][:20]
    more = ", …" if len(names) > 20 else ""
    return (", ".join(shown) or "none with a name") + more
