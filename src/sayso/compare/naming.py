"""What each voice calls whom, counted over the case: group × voice → labels, how loaded they are, and when.

A label stands for one choice of words (Hamborg, Zhukova, Gipp: "Automated Identification of Media Bias by Word Choice
and Labeling in News Articles", JCDL 2019). Fingerprint: the folded label. Block and cluster: the entity that the case
has settled on (``canonical_id``), so that aliases, old names and spellings count as one; its family by the group files
stands beside it. No score: equal words of one voice for one group are the same, and nothing else is.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.engine import Engine
from sayso.model import content_id
from sayso.schemas import LINKS
from sayso.understand import groups
from sayso.understand.labels import load_of

NAMING = LINKS["naming"]
#: What a row stands for: whom it is about, whose words they are, and the words. Empty where nobody is known to speak.
_KEYS = "group_key, voice_kind, voice_key, word"
#: One row for each month of each key; words of which no month is known come last (NULL). An article has one date, so
#: articles can be added up over months. Columns are named so that no engine takes them for words of SQL. ``label_id``
#: is given in one month of a key: it is the earliest example, the first by id and place of one day.
_BY_MONTH = f"""
WITH called AS (
  SELECT labels.id, labels.article_id, labels.began, words.word,
    coalesce(met.id, labels.group_id, concat('named ', lower(labels.meant))) AS group_key,
    coalesce(met.name, labels.meant) AS group_name, coalesce(met.id, labels.group_id) AS group_id,
    CASE WHEN labels.attribution_id IS NULL THEN 'outlet' ELSE 'speaker' END AS voice_kind,
    CASE WHEN labels.attribution_id IS NULL THEN articles.outlet ELSE coalesce(heard.name, labels.speaker) END AS voice,
    CASE WHEN labels.attribution_id IS NULL THEN outlets.id ELSE coalesce(heard.id, labels.speaker_id) END AS voice_id,
    substr(articles.published, 1, 10) AS told,
    CASE WHEN length(articles.published) >= 7 THEN substr(articles.published, 1, 7) END AS month_told
  FROM labels JOIN articles ON articles.id = labels.article_id JOIN words ON words.label = labels.label
    LEFT JOIN names AS met ON met.read_id = labels.group_id
    LEFT JOIN names AS heard ON heard.read_id = labels.speaker_id
    LEFT JOIN outlets ON outlets.name = articles.outlet
), keyed AS (
  SELECT *, coalesce(CASE WHEN voice_kind = 'speaker' THEN voice_id END, voice, '') AS voice_key FROM called
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY {_KEYS} ORDER BY told NULLS LAST, article_id, began, id) AS place
  FROM keyed
)
SELECT {_KEYS}, month_told, min(group_name) AS group_name, min(group_id) AS group_id, min(voice) AS voice,
  min(voice_id) AS voice_id, count(*) AS times, count(DISTINCT article_id) AS articles, min(told) AS first_told,
  max(told) AS last_told, max(CASE WHEN place = 1 THEN id END) AS label_id
FROM placed GROUP BY {_KEYS}, month_told ORDER BY {_KEYS}, month_told NULLS LAST
"""  # noqa: S608 (our own text)
_TOTALS = f"""
SELECT {_KEYS}, min(group_name) AS group_name, min(group_id) AS group_id, min(voice) AS voice,
  min(voice_id) AS voice_id, CAST(sum(times) AS BIGINT) AS times, CAST(sum(articles) AS BIGINT) AS articles,
  min(first_told) AS first_told, max(last_told) AS last_told, max(label_id) AS label_id, count(month_told) AS months
FROM by_month GROUP BY {_KEYS} ORDER BY {_KEYS}
"""  # noqa: S608
_NAMES = """
SELECT spelt.id AS read_id, met.id, met.name
FROM entities AS spelt JOIN entities AS met ON met.id = coalesce(spelt.canonical_id, spelt.id)
"""
_OUTLETS = """
SELECT spelt.name, min(coalesce(spelt.canonical_id, spelt.id)) AS id
FROM entities AS spelt WHERE spelt.kind = 'outlet' GROUP BY spelt.name
"""


def count_naming(*, labels: pa.Table, articles: pa.Table, entities: pa.Table, engine: Engine) -> dict[str, pa.Table]:
    """Return the table ``naming``: what each voice calls each group, with counts, load, and times by month.

    A voice is the speaker whose words they are, by whom the case goes; or the outlet, in what it says itself. Words
    quoted from nobody who is known have the kind ``speaker`` and no name. ``months`` leaves out articles of which not
    even the month is known. ``family`` is that of the group files, None for a group that is in none.
    """
    spelt = entities.select(["id", "name", "kind", "canonical_id"])
    by_month = engine.query(
        _BY_MONTH,
        {
            "labels": _plainly_named(labels),
            "articles": articles.select(["id", "outlet", "published"]),
            "words": _words(labels),
            "names": engine.query(_NAMES, {"entities": spelt}),
            "outlets": engine.query(_OUTLETS, {"entities": spelt}),
        },
    )
    totals = engine.query(_TOTALS, {"by_month": by_month})
    return {"naming": _rows(totals, by_month)}


def fold(label: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return labels in small letters, with plain apostrophes and single spaces: equal for what reads the same."""
    plain = pc.replace_substring(pc.utf8_lower(label), "’", "'")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(plain, r"\s+", " "))


def _plainly_named(labels: pa.Table) -> pa.Table:
    """The columns of ``labels`` that count, none of them named by a word of SQL."""
    names = {"group": "meant", "start": "began"}
    kept = ["id", "article_id", "attribution_id", "group", "group_id", "label", "speaker", "speaker_id", "start"]
    return labels.select(kept).rename_columns([names.get(name, name) for name in kept])


def _words(labels: pa.Table) -> pa.Table:
    """Each different label with its folded form."""
    different = pa.chunked_array([labels["label"].unique().drop_null()])
    return pa.table({"label": different, "word": fold(different)})


def _rows(totals: pa.Table, by_month: pa.Table) -> pa.Table:
    """Put what is known of each key together with its months; both tables stand in the order of the keys."""
    words, names = totals["word"].to_pylist(), totals["group_name"].to_pylist()
    loads = {word: load_of(word) for word in set(words)}
    families = {name: groups.group_of(name) for name in set(names)}
    keys = zip(*(totals[name].to_pylist() for name in _KEYS.split(", ")), strict=True)
    made = {
        "id": pa.array([content_id("naming", *key) for key in keys], pa.string()),
        "group": totals["group_name"],
        "family": pa.array([families[name] for name in names], pa.string()),
        "label": totals["word"],
        "load": pa.array([loads[word] for word in words], pa.string()),
        "first": totals["first_told"],
        "last": totals["last_told"],
        "months": _months(totals["months"], by_month),
    }
    columns = [made.get(name, totals[name] if name in totals.column_names else None) for name in NAMING.names]
    return pa.table(columns, names=NAMING.names).cast(NAMING).sort_by("id")


def _months(counts: pa.ChunkedArray, by_month: pa.Table) -> pa.Array:
    """Return the known months of each key, of which there are ``counts``, as a list of ``{month, times}``."""
    dated = by_month.select(["month_told", "times"]).filter(pc.is_valid(by_month["month_told"])).combine_chunks()
    fields = [dated[name].combine_chunks() for name in dated.column_names]
    months = pa.StructArray.from_arrays(fields, names=["month", "times"])
    ends = np.cumsum(np.concatenate([[0], counts.to_numpy()])).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), months)
