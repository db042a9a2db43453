"""How large, deep and many: the bounds that keep one bad file from stopping a read.

Sizes are bytes unless a name says otherwise. Whatever passes a bound becomes a failed page that names it.
"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


class ReadError(ValueError):
    """Options that cannot be used (never raised for bad content); the message says which and what would do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one read. Every default is far above a real news page and far below a laptop's memory."""

    #: One file or archive member that is read whole. The largest saved news pages (images inlined as data URLs)
    #: reach some 20 MiB; 64 MiB leaves room and is still cheap to hold, decoded, in each worker.
    max_file_bytes: int = 64 * MIB
    #: A table is streamed, so only time is at stake: 4 GiB is about a million articles.
    max_table_bytes: int = 4096 * MIB
    #: Text of one page, in code points. A long book has 3 million; a table cell above 10 million is an unclosed quote.
    max_page_chars: int = 10_000_000
    #: Lines of one page that are not blank: while its articles are looked for, each takes some 50 microseconds and
    #: 1.5 KiB, so that ten million characters in lines of one would take minutes and 7 GiB. A long book has 60,000.
    max_page_lines: int = 200_000
    #: Members of one archive. A monthly news crawl has some 100,000 pages; names alone of 10 million fit in memory.
    max_members: int = 1_000_000
    #: All members of one archive together, unpacked. They are held one at a time, so again only time is at stake.
    max_unpacked_bytes: int = 16384 * MIB
    #: Unpacked to packed size. HTML packs 5 to 20 fold, log-like text up to 100 fold; a bomb 1,000 fold and more.
    max_ratio: int = 200
    #: Below this unpacked size the ratio is not looked at: a small file of blanks is harmless, however well it packs.
    ratio_free_bytes: int = 4 * MIB
    #: Archives within archives: a ZIP of monthly ZIPs occurs, a third level does not.
    max_depth: int = 2
    #: The header of a web archive's record, of the HTTP response in it, or of a part of a saved page. Common servers
    #: take 8 to 16 KiB and Chromium 256 KiB; what is longer than 64 KiB is none of a news page.
    max_header_bytes: int = 64 * 1024
    #: Damaged places of one web archive, each of which is listed: a file with more is no archive, or made to take time.
    max_damages: int = 1000
    #: Parts of one saved page (MHTML). A page has some hundred pictures, styles and frames, rarely thousands.
    max_parts: int = 20_000
    #: Elements of one HTML page (their nesting is bounded by libxml2, which stops at 256 levels).
    #: The longest live blogs have some 50,000; each costs about a microsecond per pass.
    max_html_elements: int = 500_000
    #: Sheets of one PDF file. A year's report has some 1,000, a news archive bound into one file some 3,000.
    max_pdf_sheets: int = 5_000
    #: Time of the processor to open one PDF file, in seconds. PDFium reads some 200 sheets of text in one; drawings
    #: that take a minute to go through are made to.
    max_pdf_seconds: int = 60
    #: Memory in which PDF files are opened: a file of the largest size, its fonts and one sheet take less than half.
    max_pdf_memory: int = 2048 * MIB
    #: Rows looked at to find out whether a date column is day-first. One month of daily rows settles it.
    date_rows: int = 100_000


def megabytes(size: int) -> str:
    """Return a size in bytes as words for a message, such as '64 MiB' or '900 bytes'."""
    if size >= MIB:
        return f"{size / MIB:,.0f} MiB"
    return f"{size:,} bytes"
