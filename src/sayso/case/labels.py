"""What each voice calls whom, as a matrix: groups down, voices across, labels with their counts in the cells.

A voice is a speaker, or an outlet where it writes in its own voice; the two are never counted together. Groups and
speakers go by the names that the case has settled on (``entities.canonical_id``).
"""

from __future__ import annotations

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

    ``cells`` holds for (group, own, voice) the labels with how often they are used, the commonest first.
    """

    groups: tuple[Group, ...]
    voices: tuple[Voice, ...]
    cells: dict[tuple[str, bool, str | None], list[tuple[str, int]]]


def matrix(case: Case) -> Matrix:
    """Return what each voice calls whom in the whole case."""
    sql = f"""
        SELECT "group", own, voice, max(voice_id) AS voice_id, label, count(*) AS times FROM ({CALLED})
        GROUP BY "group", own, voice, label ORDER BY times DESC, label
        """  # noqa: S608 (our own text)
    cells: dict[tuple[str, bool, str | None], list[tuple[str, int]]] = {}
    spoken: dict[str, Counter[str]] = {}
    voices: Counter[tuple[bool, str | None]] = Counter()
    ids: dict[tuple[bool, str | None], str | None] = {}
    heard: Counter[str] = Counter()
    for row in case.rows(sql):
        voice = (bool(row["own"]), row["voice"])
        cell = cells.setdefault((row["group"], *voice), [])
        heard[row["group"]] += not cell
        cell.append((row["label"], row["times"]))
        spoken.setdefault(row["group"], Counter())[row["label"]] += row["times"]
        voices[voice] += row["times"]
        ids[voice] = ids.get(voice) or row["voice_id"]
    groups = [Group(name, used.total(), len(used), heard[name]) for name, used in spoken.items()]
    speakers = [Voice(name, ids[own, name], own, times) for (own, name), times in voices.items()]
    return Matrix(
        tuple(sorted(groups, key=lambda group: (-group.times, group.name))),
        tuple(sorted(speakers, key=lambda voice: (-voice.times, voice.name or "", voice.own))),
        cells,
    )


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
