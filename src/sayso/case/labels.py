"""What each voice calls whom, as a matrix: groups down, voices across, labels with their counts in the cells.

A voice is a speaker, or an outlet where it writes in its own voice; the two are never counted together. Groups and
speakers go by the names that the case has settled on (``entities.canonical_id``).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sayso.case.reader import Case

#: One row a label: group, group_id, voice (None: it is unclear who speaks), voice_id, own, label, and where it stands.
#: Without an attribution it is the outlet's own word; in one whose speaker is unclear it is not.
CALLED = """
    SELECT labels.id, labels.article_id, labels.start, labels."end", lower(labels.label) AS label, labels.text,
      coalesce(met.name, labels."group") AS "group", coalesce(met.id, labels.group_id) AS group_id,
      labels.speaker IS NULL AND labels.attribution_id IS NULL AS own,
      coalesce(canonical.name, labels.speaker,
        CASE WHEN labels.attribution_id IS NULL THEN articles.outlet END) AS voice,
      coalesce(canonical.id, labels.speaker_id) AS voice_id, labels.attribution_id,
      articles.outlet, articles.title, articles.published, articles.page_id
    FROM labels JOIN articles ON articles.id = labels.article_id
      LEFT JOIN entities AS read ON read.id = labels.speaker_id
      LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
      LEFT JOIN entities AS meant ON meant.id = labels.group_id
      LEFT JOIN entities AS met ON met.id = meant.canonical_id
"""


#: The same counted. The table ``naming`` holds it, with loads and months; a case that no comparing run has seen since
#: it was written (by an earlier version, or by hand) has none, and is counted here.
_COUNTED = """
    SELECT "group", voice_kind = 'outlet' AS own, voice, voice_id, label, "load", times, articles, first, last, months,
      label_id
    FROM naming
    """
_COUNTED_NOW = f"""
    SELECT "group", own, voice, max(voice_id) AS voice_id, label, NULL AS "load", count(*) AS times,
      count(DISTINCT article_id) AS articles, min(substr(published, 1, 10)) AS first,
      max(substr(published, 1, 10)) AS last, '[]' AS months, min(id) AS label_id
    FROM ({CALLED}) GROUP BY "group", own, voice, label
    """  # noqa: S608 (our own text)
#: More months than these are shown by years: a table of more lines is read by nobody.
MOST_MONTHS = 24
#: Labels whose change is shown.
MOST_LABELS = 6


def counted(case: Case) -> str:
    """Return the SQL of what each voice calls each group, a row for each label of each voice, with its counts."""
    return _COUNTED if case.rows("SELECT 1 FROM naming LIMIT 1") else _COUNTED_NOW


#: The entities that go by the name ``:group``: an index finds these labels and those that are written so.
_SPELLINGS = """
    SELECT read.id FROM entities AS read JOIN entities AS canonical ON canonical.id = read.canonical_id
    WHERE canonical.name = :group COLLATE NOCASE
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Who is called something: how often, with how many different labels, by how many voices."""

    name: str
    times: int
    labels: int
    voices: int


@dataclass(frozen=True, slots=True)
class Voice:
    """Who calls somebody something: an outlet in its ``own`` voice, or a speaker; ``name`` None is one not known."""

    name: str | None
    id: str | None
    own: bool
    times: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """What each voice calls whom. Groups and voices come most often first.

    ``cells`` holds for (group, own, voice) the labels with how often they are used, the commonest first. ``loads`` has
    the labels that are ``negative`` or ``positive``.
    """

    groups: tuple[Group, ...]
    voices: tuple[Voice, ...]
    cells: dict[tuple[str, bool, str | None], list[tuple[str, int]]]
    loads: dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """How often a group was called what, over time.

    ``periods`` are months or years that have any, in order; ``labels`` the commonest, each with its load and how often
    in each period; ``all`` how often anything was said in each, and ``loaded`` how often something loaded.
    """

    periods: tuple[str, ...]
    labels: tuple[tuple[str, str | None, tuple[int, ...]], ...]
    all: tuple[int, ...]
    loaded: tuple[int, ...]


def matrix(case: Case) -> Matrix:
    """Return what each voice calls whom in the whole case."""
    sql = f"""
        SELECT "group", own, voice, max(voice_id) AS voice_id, label, max("load") AS "load", sum(times) AS times
        FROM ({counted(case)}) GROUP BY "group", own, voice, label ORDER BY sum(times) DESC, label
        """  # noqa: S608 (our own text)
    cells: dict[tuple[str, bool, str | None], list[tuple[str, int]]] = {}
    spoken: dict[str, Counter[str]] = {}
    voices: Counter[tuple[bool, str | None]] = Counter()
    ids: dict[tuple[bool, str | None], str | None] = {}
    heard: Counter[str] = Counter()
    loads: dict[str, str] = {}
    for row in case.rows(sql):
        voice = (bool(row["own"]), row["voice"])
        cell = cells.setdefault((row["group"], *voice), [])
        heard[row["group"]] += not cell
        cell.append((row["label"], row["times"]))
        spoken.setdefault(row["group"], Counter())[row["label"]] += row["times"]
        voices[voice] += row["times"]
        ids[voice] = ids.get(voice) or row["voice_id"]
        if row["load"] in ("negative", "positive"):
            loads[row["label"]] = row["load"]
    groups = [Group(name, used.total(), len(used), heard[name]) for name, used in spoken.items()]
    speakers = [Voice(name, ids[own, name], own, times) for (own, name), times in voices.items()]
    return Matrix(
        tuple(sorted(groups, key=lambda group: (-group.times, group.name))),
        tuple(sorted(speakers, key=lambda voice: (-voice.times, voice.name or "", voice.own))),
        cells,
        loads,
    )


def names(case: Case, *, group: str | None = None, limit: int = 1000) -> list[dict[str, Any]]:
    """Return what each voice calls each group or person; groups named often and labels used often first.

    A row holds group, voice, own, label, load, times, articles, first, last, months, label_id (an
    example). ``voice`` is the speaker, None where it is unclear who speaks, or the outlet where it writes in its own
    voice (``own`` is true then). ``load`` is None and ``months`` is empty in a case that was not compared since it was
    written.
    """
    sql = f"""
        SELECT "group", voice, own, label, max("load") AS "load", sum(times) AS times, sum(articles) AS articles,
          min(first) AS first, max(last) AS last, json_group_array(json(months)) AS months, min(label_id) AS label_id
        FROM ({counted(case)}) WHERE :group IS NULL OR "group" = :group COLLATE NOCASE
        GROUP BY "group", voice, own, label
        ORDER BY sum(sum(times)) OVER (PARTITION BY "group") DESC, "group", times DESC, voice, label LIMIT :limit
        """  # noqa: S608
    found = [dict(row) for row in case.rows(sql, {"group": group, "limit": limit})]
    return [{**row, "own": bool(row["own"]), "months": _together(row["months"])} for row in found]


def change(case: Case, group: str) -> Change | None:
    """Return how often a group was called what, by month or year; None where no month of its labels is known."""
    rows = names(case, group=group, limit=-1)
    by_label: dict[str, Counter[str]] = {}
    loads: dict[str, str | None] = {}
    for row in rows:
        loads[row["label"]] = row["load"]
        told = by_label.setdefault(row["label"], Counter())
        for month in row["months"]:
            told[month["month"]] += month["times"]
    long = 7 if len({month for told in by_label.values() for month in told}) <= MOST_MONTHS else 4
    for label, told in by_label.items():
        by_label[label] = Counter()
        for month, times in told.items():
            by_label[label][month[:long]] += times
    periods = tuple(sorted({period for told in by_label.values() for period in told}))
    if not periods:
        return None
    most = sorted(by_label, key=lambda label: (-by_label[label].total(), label))[:MOST_LABELS]
    heavy = [told for label, told in by_label.items() if loads[label] in ("negative", "positive")]
    return Change(
        periods,
        tuple((label, loads[label], tuple(by_label[label][period] for period in periods)) for label in most),
        tuple(sum(told[period] for told in by_label.values()) for period in periods),
        tuple(sum(told[period] for told in heavy) for period in periods),
    )


def loads_of(case: Case, group: str) -> dict[str, str]:
    """Return the labels of a group that are ``negative`` or ``positive``."""
    sql = """
        SELECT DISTINCT label, "load" FROM naming
        WHERE "group" = ? COLLATE NOCASE AND "load" IN ('negative', 'positive')
        """
    return {row["label"]: row["load"] for row in case.rows(sql, (group,))}


def family_of(case: Case, group: str) -> tuple[str, list[str]] | None:
    """Return the family that a group is of by the group files, and the others of it that are called something."""
    rows = case.rows('SELECT max(family) FROM naming WHERE "group" = ? COLLATE NOCASE', (group,))
    family = rows[0][0]
    if family is None:
        return None
    others = 'SELECT DISTINCT "group" FROM naming WHERE family = ? AND "group" <> ? COLLATE NOCASE ORDER BY "group"'
    return family, [row[0] for row in case.rows(others, (family, group))]


def _together(lists: str) -> list[dict[str, Any]]:
    """Add up lists of months, which one name has several of where several entities go by it."""
    months = Counter[str]()
    for one in json.loads(lists):
        for month in one:
            months[month["month"]] += month["times"]
    return [{"month": month, "times": months[month]} for month in sorted(months)]


def places(case: Case, group: str, *, limit: int = 1000) -> list[dict[str, Any]]:
    """Return every time a group is called something, by voice and label, the outlets' own voices first.

    A row holds label, text, voice, voice_id, own, attribution_id, and where it stands: id, article_id, start, outlet,
    title, published; ``times`` is how often this voice uses this label, ``total`` how often anybody uses any.
    The group's name matches whatever its capitals.
    """
    sql = f"""
        SELECT *, count(*) OVER (PARTITION BY own, voice) AS spoken,
          count(*) OVER (PARTITION BY own, voice, label) AS times, count(*) OVER () AS total
        FROM ({CALLED} WHERE labels."group" = :group COLLATE NOCASE OR labels.group_id IN ({_SPELLINGS}))
        WHERE "group" = :group COLLATE NOCASE
        ORDER BY own DESC, spoken DESC, voice, times DESC, label, published IS NULL, published, article_id, start, id
        LIMIT :limit
        """  # noqa: S608
    return [{**dict(row), "own": bool(row["own"])} for row in case.rows(sql, {"group": group, "limit": limit})]
