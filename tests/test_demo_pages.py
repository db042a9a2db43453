"""The bundled example is what its gold file says it is: every word of the gold stands in its page."""

from __future__ import annotations

import difflib
import json
import re
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import feedparser
import lxml.etree
import lxml.html
import pytest

from sayso.model import POLARITIES, SPEAKER_KINDS

data = import_module("sayso.data")
DEMO = Path(data.__file__).parent / "demo"
GOLD: dict[str, Any] = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
PAGES = GOLD["pages"]
ATTRIBUTIONS = GOLD["attributions"]
INLINE = {"a", "b", "em", "i", "small", "span", "strong", "time"}
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
OUTLETS = {
    "Anvil & Flag",
    "Coastal Telegraph Agency",
    "Free Valley Voice",
    "Harbour Radio",
    "Harm Register",
    "Ministry of Defence",
    "Ordania Worldcast",
    "Veskaran Beacon",
    "WorldQuill",
}
ACTS = {
    "called_for", "announced", "agreed", "accepted", "refused", "excluded", "took_effect",
    "extended", "violated", "collapsed", "ended", "monitored",
}  # fmt: skip
REAL = re.compile(
    r"\b(Africa|America|Ankara|Assad|Biden|Britain|BBC|China|CNN|Damascus|Donbas|Egypt|England|Europe|France|Gaza|Germany"
    r"|Hamas|Hezbollah|India|Iran|Iraq|ISIS|Israel|Kremlin|Kyiv|Lebanon|London|Moscow|NATO|Norway|Pakistan|Palestine"
    r"|Paris|Poland|Putin|Qatar|Reuters|Russian?|Saudi|Serbia|Spain|Sputnik|Sweden|Syrian?|Taliban|Trump|Turkey|Ukraine"
    r"|Washington|Yemen|Zelensky|AFP|TASS|RT|EU|UN|USA|UK)\b"
)


def fold(text: str) -> str:
    return " ".join(text.split())


def strip(root: Any) -> str:
    """Return the text of an HTML element, with space between blocks and without scripts."""
    for element in list(root.iter("script", "style", "noscript")):
        element.drop_tree()
    for element in root.iter():
        if element.tag not in INLINE:
            element.tail = "\n" + (element.tail or "")
    return fold(root.text_content())


@cache
def text_of(file: str, record: str | None = None) -> str:
    raw = (DEMO / file).read_bytes()
    if file.endswith(".html"):
        return strip(lxml.html.document_fromstring(raw).find("body"))
    if file.endswith(".txt"):
        return fold(raw.decode("utf-8"))
    items = {item.findtext("guid"): item for item in lxml.etree.fromstring(raw).iter("item")}
    content = lxml.html.fragment_fromstring(items[record].findtext(CONTENT), create_parent="div")
    return strip(content)


def title_of(file: str, record: str | None) -> str:
    """Return the text the title of a page must stand in: an entry's own title, else all of the page."""
    if record is None:
        return text_of(file)
    items = {item.findtext("guid"): item for item in lxml.etree.parse(DEMO / file).iter("item")}
    return str(items[record].findtext("title"))


def find(text: str, words: str, occurrence: int = 1) -> int:
    """Return where ``words`` stand for the ``occurrence``-th time; fail when they do not."""
    at = -1
    for _ in range(occurrence):
        at = text.find(words, at + 1)
        assert at >= 0, f"{words!r} does not stand there {occurrence} times"
    return at


def place(noun: dict[str, Any]) -> str:
    return text_of(noun["file"], noun["record"])


def span(row: dict[str, Any], part: dict[str, Any]) -> tuple[int, int]:
    """Return where a part of an attribution stands on its page."""
    passage = row["passage"]
    base = find(place(row), passage["words"], passage["occurrence"])
    start = base + find(passage["words"], part["words"], part["occurrence"])
    return start, start + len(part["words"])


def passage_between(file: str, record: str | None, first: str, last: str) -> str:
    text = text_of(file, record)
    start = find(text, first)
    end = text.find(last, start)
    assert end >= 0, f"{last!r} does not follow {first!r} in {file}"
    return text[start : end + len(last)]


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [f"{row['file'].split('/', 1)[1]}-{row['record'] or ''}" for row in rows]


def test_the_gold_lists_every_file_and_no_other() -> None:
    on_disk = {path.relative_to(DEMO).as_posix() for path in (DEMO / "pages").rglob("*") if path.is_file()}
    assert {page["file"] for page in PAGES} == on_disk
    assert len(PAGES) >= 24
    assert {page["outlet"] for page in PAGES} == OUTLETS
    kinds = [Path(file).suffix for file in on_disk]
    assert kinds.count(".html") >= 10
    assert kinds.count(".txt") >= 13
    assert kinds.count(".xml") == 1


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_words_of_a_page_stand_on_it(page: dict[str, Any]) -> None:
    text = place(page)
    for article in page["articles"]:
        passage_between(page["file"], page["record"], article["first"], article["last"])
        assert article["title"] in title_of(page["file"], page["record"])
        assert article["published"].startswith("2031-05-")
    for line in [*page["boilerplate"], *([page["credit"]] if page["credit"] else [])]:
        assert line in text
        for article in page["articles"]:
            body = passage_between(page["file"], page["record"], article["first"], article["last"])
            assert line not in body, "boilerplate stands beside a story, not in it"


@pytest.mark.parametrize("row", ATTRIBUTIONS, ids=[row["id"] for row in ATTRIBUTIONS])
def test_an_attribution_stands_where_the_gold_says(row: dict[str, Any]) -> None:
    contents = [span(row, part) for part in row["content"]]
    others = [span(row, row[role]) for role in ("source", "cue") if row[role]]
    ends = [at for pair in contents + others for at in pair]
    start = find(place(row), row["passage"]["words"], row["passage"]["occurrence"])
    assert min(ends) == start
    assert max(ends) <= start + len(row["passage"]["words"])
    assert contents == sorted(contents)
    for a, b in contents:
        assert all(end <= a or b <= begin for begin, end in others), "source and cue stand outside the content"
    assert row["polarity"] in POLARITIES
    assert row["speaker_kind"] in SPEAKER_KINDS
    assert (row["speaker_kind"] == "anonymous") <= (row["speaker"] is None)
    assert set(row["via"]) <= OUTLETS
    words = [part["words"] for part in row["content"]]
    opened = [w[0] in '“"‘' for w in words]
    quoted = any(mark in w for w in words for mark in '“”"‘')
    assert row["style"] == {(True, True): "direct", (False, True): "mixed", (False, False): "indirect"}.get(
        (all(opened), quoted), "mixed"
    )


def test_a_nested_attribution_stands_in_the_content_of_its_parent() -> None:
    rows = {row["id"]: row for row in ATTRIBUTIONS}
    assert len(rows) == len(ATTRIBUTIONS)
    nested = [row for row in ATTRIBUTIONS if row["parent"]]
    assert len(nested) >= 5
    for row in nested:
        parent = rows[row["parent"]]
        low = min(span(parent, part)[0] for part in parent["content"])
        high = max(span(parent, part)[1] for part in parent["content"])
        assert all(low <= span(row, part)[0] and span(row, part)[1] <= high for part in row["content"])


def test_enough_is_annotated_and_every_kind_occurs() -> None:
    full = {(page["file"], page["record"]) for page in PAGES if page["fully_annotated"]}
    rows = [row for row in ATTRIBUTIONS if (row["file"], row["record"]) in full]
    assert len({(row["file"], row["record"]) for row in rows}) >= 10
    assert len(rows) >= 90
    assert {row["polarity"] for row in rows} == set(POLARITIES)
    assert {row["style"] for row in rows} == {"direct", "indirect", "mixed"}
    assert {row["speaker_kind"] for row in rows} == set(SPEAKER_KINDS)
    assert any(row["source"] is None and row["cue"] is None for row in rows), "floating quotes"
    assert any(len(row["content"]) > 1 for row in rows), "split quotes"
    assert any(row["cue"] is None and row["source"] for row in rows), "headlines of the form 'Lund: …'"


def test_a_quotation_over_several_paragraphs_closes_only_once() -> None:
    raw = (DEMO / "pages/free-valley-voice/torvane-interview.txt").read_text(encoding="utf-8")
    assert raw.count("“") == raw.count("”") + 2


def test_the_example_of_the_design_occurs_and_is_nested() -> None:
    sentence = (
        "Harbour Radio cited ministry spokeswoman Ana Lund as saying the militants “broke the truce” on Tuesday,"
        " killing at least three."
    )
    found = [page for page in PAGES if sentence in place(page)]
    assert {page["outlet"] for page in found} == {"Anvil & Flag", "Ordania Worldcast"}
    for page in found:
        inner = [r for r in ATTRIBUTIONS if r["file"] == page["file"] and r["record"] == page["record"] and r["parent"]]
        assert any(r["speaker"] == "Ana Lund" and r["via"] == ["Harbour Radio"] for r in inner)


@pytest.mark.parametrize("copy", GOLD["copies"], ids=[f"{c['kind']}-{c['file']}" for c in GOLD["copies"]])
def test_a_copy_shares_what_the_gold_says(copy: dict[str, Any]) -> None:
    ours = passage_between(copy["file"], copy["record"], copy["first"], copy["last"])
    theirs = passage_between(copy["of_file"], copy["of_record"], copy["of_first"], copy["of_last"])
    assert len(ours.split()) == copy["words"]
    matcher = difflib.SequenceMatcher(None, ours.split(), theirs.split(), autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks()) / len(theirs.split())
    low, high = {"spun": (0.6, 0.85), "stitched": (0.85, 1.0), "sentence": (0.85, 1.0)}.get(copy["kind"], (1.0, 1.0))
    assert low <= same <= high
    assert copy["stock"] == (copy["kind"] == "stock")
    assert copy["direction"] in ("from", "to", "unknown")
    if copy["kind"] == "lift":
        assert len(re.findall(r"[.!?]”?(?= |$)", ours)) >= 3
    if copy["kind"] == "exact":
        assert (DEMO / copy["file"]).read_bytes() == (DEMO / copy["of_file"]).read_bytes()


def test_every_kind_of_copy_is_planted() -> None:
    assert {c["kind"] for c in GOLD["copies"]} == {
        "exact",
        "lift",
        "same_text",
        "sentence",
        "spun",
        "stitched",
        "stock",
    }
    exact = [page for page in PAGES if page["duplicate_of"]]
    assert [(p["file"], p["duplicate_of"]) for p in exact] == [
        (c["file"], c["of_file"]) for c in GOLD["copies"] if c["kind"] == "exact"
    ]


def test_claims_have_the_origins_they_are_said_to_have() -> None:
    counts = {}
    for claim in GOLD["origins"]:
        for account in claim["accounts"]:
            find(place(account), account["words"], account["occurrence"])
            assert account["root"] in [*claim["roots"], None]
        assert claim["independent_origins"] == len(claim["roots"])
        assert {account["root"] for account in claim["accounts"]} - {None} == set(claim["roots"])
        counts[claim["id"]] = (claim["independent_origins"], len({a["outlet"] for a in claim["accounts"]}))
    assert counts == {"lissel-bridge-three-dead": (1, 7), "tarrow-nine-dead": (2, 6), "granary-guns": (0, 3)}
    circle = next(claim["circular"] for claim in GOLD["origins"] if claim["circular"])
    outlet = {page["file"]: page["outlet"] for page in PAGES}
    for here, there in (circle, circle[::-1]):
        assert outlet[there] in text_of(here)


def test_casualty_counts_differ_by_source() -> None:
    incidents = {incident["id"]: incident for incident in GOLD["incidents"]}
    rows = {row["id"] for row in ATTRIBUTIONS}
    for event in GOLD["events"]:
        find(place(event), event["words"], event["occurrence"])
        assert event["incident"] in incidents
        assert event["attribution"] is None or event["attribution"] in rows
        assert event["killed_high"] is None or event["killed_low"] <= event["killed_high"]
    for name, incident in incidents.items():
        assert incident["killed_low"] == min(e["killed_low"] for e in GOLD["events"] if e["incident"] == name)
    tarrow = {(e["killed_low"], e["killed_high"]) for e in GOLD["events"] if e["incident"] == "tarrow-market"}
    assert {(4, 4), (9, None), (9, 11), (14, 14), (21, None)} <= tarrow


def test_acts_of_the_truce_have_their_words_and_their_source() -> None:
    (truce,) = GOLD["ceasefires"]
    rows = {row["id"] for row in ATTRIBUTIONS}
    for act in truce["acts"]:
        find(place(act), act["words"], act["occurrence"])
        assert act["act"] in ACTS
        assert act["source"]
        assert act["by"]
        assert act["attribution"] is None or act["attribution"] in rows
    assert {"announced", "accepted", "refused", "excluded", "took_effect", "extended", "violated", "collapsed"} <= {
        act["act"] for act in truce["acts"]
    }
    violators = {name for act in truce["acts"] if act["act"] == "violated" for name in act["by"]}
    assert violators == {"Free Valleys Front", "Government of Veskara"}
    assert truce["excluded"] == ["Ember Covenant"]


def test_one_group_has_many_names() -> None:
    for label in GOLD["labels"]:
        find(place(label), label["label"], label["occurrence"])
    names = " ".join(label["label"].lower() for label in GOLD["labels"] if label["group"] == "Free Valleys Front")
    for word in ("rebel", "militants", "terrorists", "defenders", "freedom fighters", "insurgent", "opposition"):
        assert word in names


def test_nothing_real_is_named() -> None:
    for page in PAGES:
        assert not REAL.findall(place(page)), page["file"]
    known = {"purl.org", "schema.org", "www.w3.org"}
    for path in sorted((DEMO / "pages").rglob("*.*")):
        if path.is_file():
            hosts = set(re.findall(rb"(?:https?:|[\"\s])//([\w.-]+)", path.read_bytes()))
            assert all(host.endswith(b".example") or host.decode() in known for host in hosts), path


def test_the_world_keeps_its_dates() -> None:
    feed = feedparser.parse((DEMO / "pages/ordania-worldcast/feed.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 4
    for entry in feed.entries:
        when = datetime.strptime(entry.published, "%a, %d %b %Y %H:%M:%S %z")
        assert when.strftime("%a") == entry.published[:3]
        assert when.isoformat() in [a["published"] for p in PAGES if p["record"] == entry.id for a in p["articles"]]
    weekdays = re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (\d{1,2}) May")
    for page in PAGES:
        for day, number in weekdays.findall(place(page)):
            assert datetime(2031, 5, int(number)).strftime("%A") == f"{day}day", page["file"]


def test_pages_that_are_hard_to_read_are_there() -> None:
    assert b"\r\n" in (DEMO / "pages/harbour-radio/morning-bulletin.txt").read_bytes()
    statement = (DEMO / "pages/ministry-of-defence/statement-114.html").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        statement.decode("utf-8")
    assert "’" in text_of("pages/ministry-of-defence/statement-114.html")
    assert any(len(page["articles"]) == 2 for page in PAGES)
    assert any(".push({})" in place(page) for page in PAGES)
    assert any(not article["published_on_page"] for page in PAGES for article in page["articles"])


def test_outlets_and_actors_load_as_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_DATA", str(DEMO / "data"))
    for kind, keys in (("outlets", {"name", "kind", "domains"}), ("actors", {"name", "kind"})):
        monkeypatch.setattr(data, "HERE", DEMO / "data")
        loaded = [content for _, content in data.load.__wrapped__(kind)]
        assert all(keys <= set(content) for content in loaded)
        names = [content["name"] for content in loaded]
        assert len(names) == len(set(names))
        if kind == "outlets":
            assert set(names) == OUTLETS
            assert all(domain.endswith(".example") for content in loaded for domain in content["domains"])
            assert len({content["kind"] for content in loaded}) >= 6
        else:
            actors = {content["name"]: content["kind"] for content in loaded}
            assert all(content["gender"] in ("m", "f") for content in loaded if content["kind"] == "person")
    for row in ATTRIBUTIONS:
        name = row["speaker"]
        assert name is None or name in actors or name in OUTLETS or name in place(row), row["id"]
