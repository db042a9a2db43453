"""PDF files with a text layer: a file is a page, its lines joined into paragraphs, its properties as metadata.

What opens the file is PDFium, in a process of its own (``sayso.read.pdf_process``), within bounds of sheets,
characters, time and memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sayso import data
from sayso.data import DataError, load
from sayso.model import Page, sha256_of
from sayso.read.dates import find_leading_date, find_line_date
from sayso.read.decode import whole
from sayso.read.formats import Refused, Source, published_layout
from sayso.read.limits import Limits, megabytes
from sayso.read.pdf_process import Died, open_pdf
from sayso.read.pdf_text import Line, Sheet, compose

_AGAIN = "fetch it again, or save it as text first, for example with: pdftotext FILE.pdf FILE.txt"
_OCR = "recognise its text first, with: ocrmypdf FILE.pdf FILE-with-text.pdf; then read that"
#: The header may stand behind other bytes, such as those of a mail, within the first kilobyte (ISO 32000-1, annex H).
_HEAD = 1024
#: PDF came in 1993; clocks that were never set begin in 1970 or 1980.
_YEARS = (1993, 2100)
_MOST_VALUE = 300
#: A date that the text itself gives stands this far up, in characters.
_TOP = 3000
#: Fonts that do not say which letters they show come out as private-use and replacement characters, or controls.
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_UNKNOWN = 0.3
_DATE = re.compile(
    r"\A(?:D:)?(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?)?)?\s*(?:(Z)|([+-])(\d\d)'?(\d\d)?)?'?(?:\d\d'?){0,2}\s*\Z"
)


class Pdf:
    """PDF, by its header."""

    name = "PDF"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim what begins as PDF does, and files called so that begin a little later."""
        return head.startswith(b"%PDF-") or (name.lower().endswith(".pdf") and b"%PDF-" in head[:_HEAD])

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the file as one page, and a failed one for the sheets of it that hold no text but a picture."""
        raw = source.read()
        try:
            answer = open_pdf(raw, source.limits)
            if failure := answer.get("failure"):
                raise Refused(*_refusal(str(failure), answer.get("detail"), source.limits))
            sheets = [_sheet(found) for found in answer["sheets"]]
            info = {name: whole(str(value)) for name, value in answer["info"].items()}
            language = str(answer["language"])
        except Died as died:
            raise Refused(f"a PDF that {died}", f"leave it out, or {_AGAIN}") from died
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refused("a PDF that breaks the program that opens PDF files", f"leave it out, or {_AGAIN}") from error
        text, layout = compose([sheet or Sheet(0.0, []) for sheet in sheets])
        text = whole(text)
        _refuse_without_text(text, sheets)
        about = about_pdf(info, text)
        yield source.page(
            sha256_of(raw),
            text,
            media_type="application/pdf",
            language=language[:2].lower() if re.match(r"[A-Za-z]{2}(?:\W|\Z)", language) else None,
            given_title=about.title,
            given_author=about.author,
            given_published=about.published,
            layout=published_layout(about.published_iso) + layout,
        )
        if missing := [number for number, sheet in enumerate(sheets, 1) if sheet is None]:
            where = _numbers(missing)
            yield source.failed(f"{where} of a PDF cannot be read", _AGAIN, record=source.row(where))
        if pictures := [number for number, sheet in enumerate(sheets, 1) if sheet is not None and sheet.picture]:
            where = _numbers(pictures)
            yield source.failed(f"{where} of a PDF: a picture without text", _OCR, record=source.row(where))


def _sheet(found: dict[str, Any] | None) -> Sheet | None:
    if found is None:
        return None
    lines = []
    for text, left, right, base, size in found["lines"]:
        broken = text.endswith("\x02")
        words = text.removesuffix("\x02").strip() + ("-" if broken else "")
        if words:
            lines.append(Line(words, float(left), float(right), float(base), float(size), broken))
    return Sheet(float(found["height"]), lines, bool(found["picture"]))


def _refusal(failure: str, detail: object, limits: Limits) -> tuple[str, str]:
    if failure == "locked":
        return "a PDF that is encrypted", "save it without its password, with: qpdf --decrypt FILE.pdf OPEN.pdf"
    if failure == "sheets":
        return (
            f"a PDF of {detail:,} sheets, the limit is {limits.max_pdf_sheets:,}" if isinstance(detail, int) else "?",
            "cut it, for example with: qpdf FILE.pdf --pages . 1-1000 -- PART.pdf",
        )
    if failure == "chars":
        return f"a PDF of more than {limits.max_page_chars:,} characters", "cut it into its articles"
    if failure == "memory":
        return f"a PDF that takes more than {megabytes(limits.max_pdf_memory)} to open", f"leave it out, or {_AGAIN}"
    return "a broken or cut PDF", _AGAIN


def _refuse_without_text(text: str, sheets: list[Sheet | None]) -> None:
    letters = sum(character.isalpha() for character in text)
    unknown = len(_UNKNOWN.findall(text))
    if not letters and not unknown:
        if all(sheet is None for sheet in sheets):
            raise Refused("a PDF whose sheets cannot be read", _AGAIN)
        raise Refused("a PDF without a text layer (scanned, or drawn)", _OCR)
    if unknown > _MOST_UNKNOWN * (letters + unknown):
        raise Refused(
            "a PDF whose fonts do not say which letters they show",
            "recognise its text first, with: ocrmypdf --force-ocr FILE.pdf FILE-with-text.pdf; then read that",
        )


def _numbers(numbers: list[int]) -> str:
    """Return 'sheets 2-4, 7' for 2, 3, 4, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    said = ", ".join("-".join(map(str, run)) for run in runs)
    return ("sheet " if len(numbers) == 1 else "sheets ") + said


# --- properties ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    """What the properties of a file say, where somebody meant them; ``published_iso`` is ISO 8601."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    published_iso: str | None = None


@dataclass(frozen=True, slots=True)
class _Defaults:
    whole: frozenset[str]
    starts: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def hold(self, value: str) -> bool:
        plain = value.casefold()
        return plain in self.whole or plain.startswith(self.starts) or any(p.search(plain) for p in self.patterns)


def about_pdf(info: dict[str, str], text: str) -> About:
    """Return the metadata in a PDF's properties (``info``, with PDF's own names) that looks as if somebody meant it.

    The day a file was made stands for the day of publication only where no program for printing made it and the
    text (the page's) has no date of its own at its top: a wrong date is worse than none.
    """
    titles, authors, printers = _defaults()
    title = " ".join(info.get("Title", "").split())
    author = " ".join(info.get("Author", "").split())
    published = info.get("CreationDate", "").strip()
    iso = pdf_date(published)
    made_with = f"{info.get('Creator', '')} {info.get('Producer', '')}".casefold()
    if iso and (any(printer in made_with for printer in printers) or _has_date(text)):
        iso = None
    return About(
        title=title if title and len(title) <= _MOST_VALUE and not titles.hold(title) else None,
        author=author if author and len(author) <= _MOST_VALUE and not authors.hold(author) else None,
        published=published if iso else None,
        published_iso=iso,
    )


def pdf_date(value: str) -> str | None:
    """Return a date such as "D:20310509120000+02'00'" in ISO 8601, as precise as given; None when it is none."""
    found = _DATE.match(value.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, utc, sign, hours, minutes = found.groups()
    if not _YEARS[0] <= int(year) < _YEARS[1]:
        return None
    zone: timezone | None = UTC if utc else None
    try:
        if sign:
            away = timedelta(hours=int(hours), minutes=int(minutes or 0))
            zone = timezone(away if sign == "+" else -away)
        moment = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone
        )
    except ValueError:
        return None
    if hour:
        return moment.isoformat().replace("+00:00", "Z")
    return moment.date().isoformat()[: 10 if day else 7 if month else 4]


def _has_date(text: str) -> bool:
    lines = text[:_TOP].split("\n")
    return any(find_line_date(line) or find_leading_date(line) for line in lines if line)


@data.cached
def _defaults() -> tuple[_Defaults, _Defaults, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for stem, content in load("documents"):
        for key, values in content.items():
            if key == "note":
                continue
            if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
                raise DataError(f"documents/{stem}.yaml: {key!r} should be a list of phrases")
            found.setdefault(key, []).extend(values if "pattern" in key else map(str.casefold, values))
    try:
        titles, authors = (
            _Defaults(
                frozenset(found.get(f"no_{what}s", ())),
                tuple(found.get(f"no_{what}_starts", ())),
                tuple(re.compile(pattern) for pattern in found.get(f"no_{what}_patterns", ())),
            )
            for what in ("title", "author")
        )
    except re.error as error:
        raise DataError(f"documents: pattern {error.pattern!r} cannot be used ({error})") from error
    return titles, authors, tuple(found.get("printers", ()))
