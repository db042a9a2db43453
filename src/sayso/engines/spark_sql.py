"""The few words in which DuckDB's SQL and Spark's differ, turned from the former into the latter.

Queries are written for DuckDB, in what both know (docs/spark.md lists it); only spellings are changed here, token by
token, never the shape of a query. What is quoted stays as it is, but for how a quotation is written.
"""

from __future__ import annotations

import re

#: Functions of DuckDB by the name that Spark has for the same thing.
FUNCTIONS = {
    "unnest": "explode",
    "list_contains": "array_contains",
    "array_length": "array_size",
    "array_to_string": "array_join",
    "list_distinct": "array_distinct",
    "list_sort": "array_sort",
    "arg_max": "max_by",
    "arg_min": "min_by",
    "starts_with": "startswith",
    "ends_with": "endswith",
    "regexp_matches": "regexp_like",
}
#: Types of DuckDB by the name that Spark has for them.
TYPES = {"varchar": "STRING", "text": "STRING", "hugeint": "DECIMAL(38, 0)"}
#: Possessive, so that a quotation mark without its fellow costs one pass.
_TOKEN = re.compile(
    r"""(?P<string>'(?:[^']|'')*+')|(?P<quoted>"(?:[^"]|"")*+")|(?P<comment>--[^\n]*|/\*.*?\*/)"""
    r"""|\$(?P<parameter>[A-Za-z_]\w*)|(?P<halves>//)|(?P<word>[A-Za-z_]\w*)(?P<open>\s*\()?""",
    re.DOTALL,
)


def to_spark(sql: str) -> str:
    """Return a query of DuckDB as Spark reads it: ``$name`` is ``:name``, functions and types go by Spark's names."""
    return _TOKEN.sub(_translated, sql)


def _translated(found: re.Match[str]) -> str:
    whole = found[0]
    if found["string"]:
        # Spark takes a backslash for an escape, and two quotation marks for two strings on end in some versions.
        words = whole[1:-1].replace("''", "'")
        return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if found["parameter"]:
        return f":{found['parameter']}"
    if found["word"]:
        name = found["word"].lower()
        return FUNCTIONS.get(name, found["word"]) + found["open"] if found["open"] else TYPES.get(name, whole)
    if found["comment"]:
        return " "
    return " div " if found["halves"] else whole
