"""From pages with their findings to the tables of the contract, in Spark SQL: what a case does in SQLite, row for row.

Which of two equal pages is the duplicate, and what kind and spellings an entity has, depend on all pages; the rules
stand in ``case/writer.py`` and ``case/entities.py``, and a test compares every table of a case with those made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from sayso.case.tables import MOST_LINKS
from sayso.pipeline.entities import settled
from sayso.schemas import LINKS, TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Of a page's links, so many as a case gives; a version whose contract has no links leaves them out.
_PAGES = """
    SELECT id, url, file, record, sha256, fetched_at, media_type, language, error, fix, encoding,
      CASE WHEN error IS NULL THEN nullif(first, id) END AS duplicate_of, text,
      slice(transform(
        filter(layout, a -> a.tag = 'a' AND a.value <> '' AND 0 <= a.start AND a.start < a."end"
          AND a."end" <= length(text)),
        a -> named_struct('start', a.start, 'end', a."end", 'text', substr(text, int(a.start + 1),
          int(a."end" - a.start)), 'address', a.value)
      ), 1, {most_links}) AS links
    FROM (
      SELECT page.*, first_value(page.id) OVER (
        PARTITION BY page.error IS NULL, page.sha256, sha2(page.text, 256)
        ORDER BY page.file, length(page.record), page.record, page.id
      ) AS first FROM {understood}
    )
"""
#: An entity's name and kinds as mentions and attributions give them, and how often each.
_GIVEN = """
    SELECT id, min(name) AS name, kind, count(*) AS times FROM (
      SELECT entity_id AS id, entity AS name, kind FROM (SELECT inline(mentions) FROM {understood})
      UNION ALL
      SELECT speaker_id AS id, speaker AS name, coalesce(speaker_kind, 'person') AS kind
      FROM (SELECT inline(attributions) FROM {understood}) WHERE speaker_id IS NOT NULL AND speaker IS NOT NULL
    ) GROUP BY id, kind
"""
_ENTITIES = """
    SELECT named.id, name, kind, coalesce(array_sort(array_remove(texts, name)), array()) AS aliases,
      named.id AS canonical_id
    FROM (
      SELECT id, kind, min(name) OVER (PARTITION BY id) AS name,
        row_number() OVER (PARTITION BY id ORDER BY times DESC, kind) AS place FROM {given}
    ) AS named
    LEFT JOIN (
      SELECT entity_id AS id, collect_set(text) AS texts FROM (SELECT inline(mentions) FROM {understood})
      GROUP BY entity_id
    ) AS spelt ON spelt.id = named.id
    WHERE place = 1
"""


def frame_of(session: SparkSession, name: str, understood: DataFrame, version: str) -> DataFrame:
    """Return a contract table of what is found on pages by themselves (all but entities and links)."""
    columns = ", ".join(f'"{column}"' for column in TABLES[name].names)
    if name == "pages":
        found = session.sql(_PAGES, understood=understood, most_links=MOST_LINKS)
    else:
        found = session.sql(f"SELECT inline({name}) FROM {{understood}}", understood=understood)  # noqa: S608
    if name == "attributions":
        found = session.sql("SELECT *, :version AS made_by FROM {found}", args={"version": version}, found=found)
    return session.sql(f"SELECT {columns} FROM {{found}}", found=found)  # noqa: S608 (names are our own)


def own_tables() -> list[str]:
    """Return the contract tables that ``frame_of`` makes."""
    return [name for name in TABLES if name not in LINKS and name != "entities"]


def read_entities(session: SparkSession, understood: DataFrame) -> pa.Table:
    """Return the table ``entities`` as it is before it is settled who is one: each goes by itself. Sorted by id."""
    given = session.sql(_GIVEN, understood=understood)
    found = session.sql(_ENTITIES, given=given, understood=understood).toArrow()
    rows = found.num_rows
    empty = {name: pa.array([[]] * rows, TABLES["entities"].field(name).type) for name in ("titles", "former_names")}
    made = {
        **{name: found[name] for name in found.column_names},
        "country": pa.nulls(rows, pa.string()),
        **empty,
        "succeeds": pa.array([[]] * rows, TABLES["entities"].field("succeeds").type),
    }
    table = pa.table({name: made[name] for name in TABLES["entities"].names})
    return table.cast(TABLES["entities"]).sort_by("id")


def settled_entities(entities: pa.Table, mentions: pa.Table) -> pa.Table:
    """Return the table ``entities`` with who goes by one name, and what is known of each."""
    known = {one.id: one for one in settled(entities, mentions)}
    rows = {row["id"]: row for row in entities.to_pylist()}
    joined: dict[str, set[str]] = {}
    for identity, row in rows.items():
        one = known[identity]
        row |= {
            "canonical_id": one.canonical_id,
            "country": one.country,
            "titles": list(one.titles),
            "former_names": list(one.former_names),
            "succeeds": list(one.succeeds),
        }
        if one.canonical_id != identity:
            joined.setdefault(one.canonical_id, set()).update({row["name"], *row["aliases"]})
    for identity, names in joined.items():
        row = rows[identity]
        row["aliases"] = sorted((names | set(row["aliases"])) - {row["name"]})
    return pa.Table.from_pylist(list(rows.values()), schema=TABLES["entities"])


def counted(name: str, table: pa.Table, counts: pa.Table) -> pa.Table:
    """Return a table of claims, incidents or ceasefires with how many origins stand behind each."""
    rows = {row["subject_id"]: row for row in counts.to_pylist() if row["subject"] == name}
    for column in ("origins", "origins_low", "origins_high"):
        place = table.schema.get_field_index(column)
        values = [rows[one][column] if one in rows else None for one in table["id"].to_pylist()]
        table = table.set_column(place, table.schema.field(place), pa.array(values, pa.int64()))
    return table
