"""Messages of MUC-3/4 as Sayso reads pages: in normal case, one article each, with the day of its dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sayso.check.muc_keys import MucText
from sayso.check.muc_slots import days
from sayso.check.truecase import CaseModel
from sayso.model import Article, Block, Page, content_id
from sayso.understand.places import gazetteer, look_up

#: The task's countries, by their codes of ISO 3166: what happens elsewhere is asked for only when it is done to them.
COUNTRIES = ("AR", "BO", "CL", "CO", "EC", "SV", "GT", "HN", "PE")
_DATELINE = re.compile(
    r"\s*(?P<town>[A-Z][A-Z .'-]{1,40}?)(?:\s*\((?P<country>[A-Z .]{3,30})\))?,\s*"
    r"(?P<day>\d{1,2}\s+[A-Z]{3,5}\s+\d{2})\b"
)
_MARKS = re.compile(r"\[[A-Z ]{2,40}\]")
_PARAGRAPH = re.compile(r"\S[^\n]*(?<=\S)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a message was written, told before the offset ``end``.

    ``country`` is the name in the gazetteers, ``day`` None where unknown.
    """

    country: str | None
    day: date | None
    end: int = 0


def dateline_of(text: str, countries: tuple[str, ...] = COUNTRIES) -> Dateline:
    """Return what the first line of a message tells: "OSTER (VESKARA), 4 FEB 90 (VPA) -- [TEXT] …"."""
    match = _DATELINE.match(text)
    if match is None:
        return Dateline(None, None)
    found = days(match["day"])
    name = (match["country"] or match["town"]).strip().title()
    entry = next((entry for entry, chosen, _ in look_up(name, countries) if chosen), None)
    country = None
    if entry is not None:
        land = gazetteer.country(entry.country)
        country = land.name if land is not None else None
    return Dateline(country, found[1] if found else None, match.end())


def prepared(message: MucText, cases: CaseModel, dateline: Dateline) -> tuple[Page, Article, list[Block]]:
    """Return a message in normal case, one article on a page; each character stands where it stood in the message.

    Line ends within a paragraph become spaces, and so do marks such as "[TEXT]".
    """
    text = cases.restore(message.text)
    blanked = _MARKS.sub(lambda mark: " " * len(mark.group()), message.text)
    text = "".join(" " if gone == " " else kept for gone, kept in zip(blanked, text, strict=True))
    text = re.sub(r"(?<!\n)\n(?!\s*\n)", " ", text)
    day = dateline.day.isoformat() if dateline.day is not None else None
    page = Page(content_id("muc", message.id), message.id, content_id(text), text, given_published=day)
    article = Article(
        content_id(page.id, 0), page.id, None, None, None, day, day, 0, len(text), text, "en"
    )  # fmt: skip
    blocks = [
        Block(content_id(page.id, match.start()), page.id, article.id, "body", match.start(), match.end())
        for match in _PARAGRAPH.finditer(text)
    ]
    return page, article, blocks
