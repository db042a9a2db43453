"""What a list is narrowed to, and the SQL that narrows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sayso.case import search
from sayso.model import UNDERSTOOD

#: A year, a month, a day, or a moment of it: text that stands in the order of time. "2016-9" or "3/10/2016" does not.
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d(:\d\d){0,2}\S*)?)?)?", re.ASCII)
DATE_FORMS = "2016, 2016-10 or 2016-10-03"
#: In place of a language: any that the readers do not read.
OTHER = "other"


def is_date(text: str) -> bool:
    """Tell whether a filter can take ``text`` as a date: ISO 8601, from a year on."""
    return _DATE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. Dates are ISO 8601, as precise as one likes; ``until`` is inclusive.

    ``speaker``, ``outlet`` and ``via`` match a name whatever its capitals; ``speaker`` also matches the other names
    that the case uses for somebody, and joint speakers. ``speaker_id`` is one entity. ``query`` is the search language.
    ``language`` is a code of ISO 639-1, or ``other`` (``OTHER``) for all articles that are not understood.
    Raises ValueError for a date of another form: compared as text it would let the wrong articles through.
    """

    query: str | None = None
    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    style: str | None = None
    polarity: str | None = None
    via: str | None = None
    article_id: str | None = None
    speaker_id: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            given = getattr(self, name)
            if given and not is_date(given):
                raise ValueError(f"{name}: {given!r} is not a date; write {DATE_FORMS}")


#: The entities that go by the name ``:speaker``: by their own, by another the case uses, or together with others; and
#: all that go by the same entity.
_GOES_BY = """
    SELECT id FROM entities WHERE coalesce(canonical_id, id) IN (
      SELECT coalesce(canonical_id, id) FROM entities WHERE name = :speaker COLLATE NOCASE
        OR instr('; ' || lower(name) || '; ', '; ' || lower(:speaker) || '; ')
        OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE value = :speaker COLLATE NOCASE))
    """
_IS = """
    SELECT id FROM entities
    WHERE coalesce(canonical_id, id) = (SELECT coalesce(canonical_id, id) FROM entities WHERE id = :speaker_id)
    """
_PER_QUOTE = {
    "speaker": f"attributions.speaker_id IN ({_GOES_BY})",
    "speaker_id": f"attributions.speaker_id IN ({_IS})",
    "style": "attributions.style = :style",
    "polarity": "attributions.polarity = :polarity",
    "via": "EXISTS (SELECT 1 FROM json_each(attributions.via) WHERE value = :via COLLATE NOCASE)",
}
_READ = ", ".join(f"'{code}'" for code in UNDERSTOOD)
#: On ``articles``: its language is known, and none that the readers read.
NOT_UNDERSTOOD = f"articles.language NOT IN ({_READ})"
_PER_ARTICLE = {
    "outlet": "articles.outlet = :outlet COLLATE NOCASE",
    # A date less precise than ``since`` counts when it may lie within: 2016-10 for since 2016-10-05.
    "since": "articles.published >= substr(:since, 1, length(articles.published))",
    # Inclusive at any precision: 2016-10 takes in 2016-10-31T23:59.
    "until": "substr(articles.published, 1, length(:until)) <= :until",
    "language": f"CASE :language WHEN '{OTHER}' THEN {NOT_UNDERSTOOD} ELSE articles.language = :language END",
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """A filter as SQL over ``articles`` (and ``attributions``): ``where``, its ``values``, and whether hits rank."""

    where: str
    values: dict[str, Any]
    ranked: bool


def of_quotes(asked: Filter) -> Conditions:
    """Return the conditions on attributions joined with their articles; ``query`` looks among the words said."""
    found, values = _words(asked, "attributions")
    named = _PER_ARTICLE | _PER_QUOTE | {"article_id": "attributions.article_id = :article_id"}
    for name, condition in named.items():
        if getattr(asked, name):
            found.append(condition)
            values[name] = getattr(asked, name)
    return Conditions(" AND ".join(found), values, "query" in values)


def of_articles(asked: Filter) -> Conditions:
    """Return the conditions on articles: those on attributions must hold together for one of the article's."""
    found, values = _words(asked, "articles")
    for name, condition in (_PER_ARTICLE | {"article_id": "articles.id = :article_id"}).items():
        if getattr(asked, name):
            found.append(condition)
            values[name] = getattr(asked, name)
    inner = {name: condition for name, condition in _PER_QUOTE.items() if getattr(asked, name)}
    if inner:
        joined = " AND ".join(inner.values())
        # Our own text throughout; what a person asked for goes into the values.
        found.append(f"EXISTS (SELECT 1 FROM attributions WHERE article_id = articles.id AND {joined})")  # noqa: S608
        values |= {name: getattr(asked, name) for name in inner}
    return Conditions(" AND ".join(found), values, "query" in values)


def _words(asked: Filter, table: str) -> tuple[list[str], dict[str, Any]]:
    if not asked.query or not asked.query.strip():
        return ["1"], {}
    query = search.parse(asked.query)
    matching = f"{table}.row {{}} (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH :{{}})"  # noqa: S608
    if query.expression:
        return [matching.format("IN", "query")], {"query": query.expression}
    if query.without:
        return [matching.format("NOT IN", "without")], {"without": query.without}
    return ["0"], {}
