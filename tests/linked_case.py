"""The hand-made case of ``told_case`` with what could be found across its articles: claims, incidents, origins.

The rows are made up, one hostile row of each kind among them, to see how such rows are shown and listed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

import told_case
import web_case
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare.naming import count_naming
from sayso.engines import Local
from sayso.schemas import LINKS
from told_case import EVIL

(_, TELEGRAPH), (_, RADIO), (_, HOSTILE) = told_case.telegraph(), told_case.radio(), told_case.hostile()
(_, BLOG) = web_case.blog()
IDS = {
    name: found.articles[0].id
    for name, found in (("telegraph", TELEGRAPH), ("radio", RADIO), ("blog", BLOG), ("evil", HOSTILE))
}
CLAIM, EVIL_CLAIM, INCIDENT, EVIL_INCIDENT, RECORD = "claim1", "claim2", "incident1", "incident2", "record1"
LUND, GATE = RADIO.attributions[0], RADIO.attributions[4]


def proof(what: str, article: str, text: str, words: str) -> dict[str, Any]:
    """Return words of an article's page as evidence of something."""
    start = text.index(words)
    return {"what": what, "article_id": IDS[article], "start": start, "end": start + len(words), "text": words}


def rows(name: str, *made: dict[str, Any]) -> pa.Table:
    """Return a table of rows whose other columns are empty."""
    schema = LINKS[name]
    empty: dict[str, Any] = {field.name: [] if pa.types.is_list(field.type) else None for field in schema}
    return pa.Table.from_pylist([{**empty, **row} for row in made], schema=schema)


def _claims() -> dict[str, pa.Table]:
    shelling, killed = TELEGRAPH.events[1], RADIO.events[0]
    member = {"claim_id": CLAIM, "similarity": 0.9, "why": "five words in a row"}
    return {
        "claims": rows(
            "claims",
            {
                "id": CLAIM,
                "words": "that the militants “broke the truce” at the granary",
                "accounts": 5,
                "articles": 3,
                "outlets": 3,
                "first_published": "2016-09-13",
                "disputed": True,
            },
            {
                "id": EVIL_CLAIM,
                "words": EVIL,
                "accounts": 1,
                "articles": 2,
                "outlets": 1,
                "first_published": EVIL,
                "disputed": False,
            },
        ),
        "claim_members": rows(
            "claim_members",
            {
                **member,
                "id": "m1",
                "attribution_id": LUND.id,
                "article_id": IDS["radio"],
                "stance": "asserts",
                "variant": "same",
            },
            {
                **member,
                "id": "m2",
                "attribution_id": BLOG.attributions[0].id,
                "article_id": IDS["blog"],
                "stance": "repeats",
                "variant": "copied",
            },
            {
                **member,
                "id": "m3",
                "attribution_id": GATE.id,
                "article_id": IDS["radio"],
                "stance": "denies",
                "variant": "paraphrase",
            },
            {
                **member,
                "id": "m4",
                "event_id": shelling.id,
                "article_id": IDS["telegraph"],
                "stance": "denies",
                "variant": "event",
            },
            {
                **member,
                "id": "m5",
                "attribution_id": LUND.id,
                "event_id": killed.id,
                "article_id": IDS["radio"],
                "stance": "asserts",
                "variant": "event",
            },
            {
                "id": "m6",
                "claim_id": EVIL_CLAIM,
                "attribution_id": HOSTILE.attributions[0].id,
                "article_id": IDS["evil"],
                "stance": EVIL,
                "variant": EVIL,
                "similarity": 0.1,
                "why": EVIL,
            },
        ),
        "contradictions": rows(
            "contradictions",
            {
                "id": "x1",
                "claim_id": CLAIM,
                "what": "denial",
                "a_member_id": "m1",
                "a_value": "asserts",
                "b_member_id": "m3",
                "b_value": "denies",
                "evidence": [proof("denial", "radio", web_case.RADIO, "never agreed")],
            },
            {
                "id": "x2",
                "claim_id": EVIL_CLAIM,
                "what": EVIL,
                "a_member_id": "m6",
                "a_value": EVIL,
                "b_member_id": "gone",
                "b_value": EVIL,
                "evidence": [{"what": EVIL, "article_id": IDS["evil"], "start": 1, "end": 8, "text": EVIL}],
            },
        ),
    }


def _incidents() -> dict[str, pa.Table]:
    bombed, shelling = TELEGRAPH.events[0], TELEGRAPH.events[1]
    member = {"incident_id": INCIDENT, "similarity": 0.8, "why": "one place, one day"}
    return {
        "incidents": rows(
            "incidents",
            {
                "id": INCIDENT,
                "type": "ASSAULT",
                "place": "Brisk",
                "latitude": 12.5,
                "longitude": -3.25,
                "date_from": "2016-09-12",
                "date_to": "2016-09-12",
                "killed_low": 3,
                "injured_low": 40,
                "injured_high": 60,
                "blamed": ["High Guard"],
                "grade": "contested",
                "grade_rule": "two sources that blame different sides",
                "articles": 2,
                "outlets": 2,
            },
            {
                "id": EVIL_INCIDENT,
                "type": EVIL,
                "place": EVIL,
                "date_from": EVIL,
                "date_to": EVIL,
                "killed_low": 2,
                "blamed": [EVIL],
                "grade": EVIL,
                "grade_rule": EVIL,
                "articles": 1,
                "outlets": 1,
            },
        ),
        "accounts": rows(
            "accounts",
            {**member, "id": "n1", "event_id": bombed.id, "article_id": IDS["telegraph"]},
            {**member, "id": "n2", "event_id": shelling.id, "article_id": IDS["telegraph"]},
            {**member, "id": "n3", "event_id": RADIO.events[0].id, "article_id": IDS["radio"]},
            {
                "id": "n4",
                "incident_id": EVIL_INCIDENT,
                "event_id": HOSTILE.events[0].id,
                "article_id": IDS["evil"],
                "similarity": 1.0,
                "why": EVIL,
            },
        ),
        "ceasefire_records": rows(
            "ceasefire_records",
            {
                "id": RECORD,
                "area": "Brisk",
                "declared": "2016-09-10",
                "effective": "2016-09-12",
                "articles": 2,
                "outlets": 2,
            },
        ),
        "ceasefire_accounts": rows(
            "ceasefire_accounts",
            {
                "id": "k1",
                "record_id": RECORD,
                "ceasefire_id": TELEGRAPH.ceasefires[0].id,
                "article_id": IDS["telegraph"],
            },
        ),
    }


def _origins() -> dict[str, pa.Table]:
    lund = LUND.speaker_id
    edge = {"confidence": 0.95, "article_id": IDS["blog"]}
    of_claim = {"subject": "claims", "subject_id": CLAIM}
    evil = {"subject": "claims", "subject_id": EVIL_CLAIM}
    counts = [
        ("claims", CLAIM, 2, 1, 3),
        ("claims", EVIL_CLAIM, 1, 1, 1),
        ("incidents", INCIDENT, 2, 2, 2),
        ("ceasefire_records", RECORD, 1, 1, 1),
    ]
    return {
        "citations": rows(
            "citations",
            {
                **edge,
                "id": "e1",
                "kind": "copy",
                "of_kind": "article",
                "of_article_id": IDS["radio"],
                "evidence": [
                    proof("copy", "blog", web_case.BLOG, web_case.SHARED[:60]),
                    {"what": "copy", "article_id": IDS["blog"], "start": None, "end": None, "text": "2016-10-06"},
                ],
            },
            {
                **edge,
                "id": "e2",
                "kind": "speaker",
                "attribution_id": BLOG.attributions[0].id,
                "of_kind": "speaker",
                "of_name": "Ana Lund",
                "of_entity_id": lund,
                "evidence": [proof("speaker", "blog", web_case.BLOG, "Ana Lund")],
            },
            {
                "id": "e3",
                "kind": "via",
                "article_id": IDS["radio"],
                "attribution_id": LUND.id,
                "of_kind": "outlet",
                "of_name": "Coastal Telegraph",
                "confidence": 0.6,
                "evidence": [proof("via", "radio", web_case.RADIO, "according to the Coastal Telegraph")],
            },
            {
                "id": "e4",
                "kind": EVIL,
                "article_id": IDS["evil"],
                "of_kind": EVIL,
                "of_name": EVIL,
                "confidence": 0.2,
                "evidence": [{"what": EVIL, "article_id": IDS["evil"], "start": 0, "end": 8, "text": EVIL}],
            },
            {
                "id": "e5",
                "kind": "credit",
                "article_id": IDS["telegraph"],
                "of_kind": "agency",
                "of_name": "Not of this claim",
                "attribution_id": TELEGRAPH.attributions[0].id,
                "confidence": 0.9,
            },
        ),
        "origins": rows(
            "origins",
            {
                **of_claim,
                "id": "r1",
                "kind": "speaker",
                "name": "Ana Lund",
                "entity_id": lund,
                "primary": True,
                "anonymous": False,
                "certain": True,
                "accounts": 3,
                "articles": [IDS["radio"], IDS["blog"]],
            },
            {
                **of_claim,
                "id": "r2",
                "kind": "anonymous",
                "name": "a man at the gate",
                "primary": True,
                "anonymous": True,
                "certain": False,
                "accounts": 1,
                "articles": [IDS["radio"]],
            },
            {
                **of_claim,
                "id": "r3",
                "kind": "article",
                "article_id": IDS["telegraph"],
                "primary": False,
                "anonymous": False,
                "certain": True,
                "accounts": 1,
                "articles": [IDS["telegraph"]],
            },
            {
                **evil,
                "id": "r4",
                "kind": EVIL,
                "name": EVIL,
                "entity_id": EVIL,
                "primary": False,
                "anonymous": True,
                "certain": False,
                "accounts": 1,
                "articles": [IDS["evil"], "gone"],
            },
        ),
        "rings": rows(
            "rings",
            {**of_claim, "id": "g1", "members": [IDS["radio"], "Anvil & Flag"], "citations": ["e1"]},
            {**evil, "id": "g2", "members": [EVIL], "citations": [EVIL]},
        ),
        "origin_counts": rows(
            "origin_counts",
            *(
                {
                    "id": f"o{at}",
                    "subject": subject,
                    "subject_id": one,
                    "origins": most,
                    "origins_low": low,
                    "origins_high": high,
                }
                for at, (subject, one, most, low, high) in enumerate(counts)
            ),
        ),
    }


def build(path: Path) -> Path:
    """Write the case and return its path."""
    told_case.build(path)
    with Case(path) as case, Local(1) as engine:
        tables = {name: case.table(name) for name in ("labels", "articles", "entities")}
        naming = count_naming(**tables, engine=engine)
    with CaseWriter(path) as writer:
        writer.replace_links(
            "all", {**_claims(), **_incidents(), **_origins(), **naming}, digest="x", made_by=web_case.MADE_BY
        )
        writer.count_origins()
    return path
