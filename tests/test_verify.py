"""Verifying a case: within itself, against the files it was read from, and against a manifest of an earlier day."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

import sayso
from command import invoke, story
from reading import HTML
from sayso.case import manifest, soundness
from sayso.case.manifest import Entry
from sayso.case.reader import Case
from sayso.case.schema import CaseError
from sayso.pipeline.verify import verify
from small_case import plain

FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Radio</title>"
    "<item><guid>f1</guid><title>Truce</title><description>The truce holds, Ana Lund said on Tuesday.</description>"
    "</item>"
    "<item><guid>f2</guid><title>Aid</title><description>Aid will come on Friday, the mayor said.</description></item>"
    "</channel></rss>"
)
#: Of the pile: two texts, a web page, two entries of a feed, four rows (two of them alike), a text in an archive.
PAGES = 10


def make_pile(folder: Path) -> Path:
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(story(number), encoding="utf-8")
    (folder / "web.html").write_text(HTML, encoding="utf-8")
    (folder / "news.rss").write_text(FEED, encoding="utf-8")
    rows = [("7", story(7)), ("7", story(7)), ("7", story(8)), ("9", "“It is over,” Ana Lund said.\x00")]
    lines = [json.dumps({"ref": ref, "body": text}) for ref, text in rows]
    (folder / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("deep/3.txt", story(3))
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``pages`` and the case ``a.sayso`` that they were read into."""
    folder = tmp_path_factory.mktemp("verify")
    summary = sayso.read(
        make_pile(folder / "pages"),
        into=folder / "a.sayso",
        columns={"text": "body", "id": "ref"},
        reader="rules",
        workers=1,
    )
    assert (summary.new, summary.failed) == (PAGES, 1)
    assert summary.in_case["copies"] > 0
    assert summary.attributions > PAGES
    return folder


@pytest.fixture
def there(made: Path, tmp_path: Path) -> Path:
    """The same, to be altered."""
    shutil.copytree(made, tmp_path / "there")
    return tmp_path / "there"


def said(done: Result) -> str:
    return " ".join(done.output.split())


# What is as it was ----------------------------------------------------------------------------------------------


def test_a_case_and_its_files_match(made: Path) -> None:
    before = (made / "a.sayso").read_bytes()
    done = invoke("verify", made / "a.sayso", made / "pages")
    assert done.exit_code == 0, done.output
    assert "within itself" in done.stdout
    assert "against the files" in done.stdout
    assert done.stderr.splitlines()[-1] == "sayso: everything matches"
    assert (made / "a.sayso").read_bytes() == before
    found = json.loads(invoke("verify", made / "a.sayso", made / "pages", "--json").stdout)
    assert found["sound"] is True
    assert found["inside"]["wrong"] == {}
    with Case(made / "a.sayso") as opened:
        counts = opened.counts()
        for table in ("pages", "articles", "attributions", "copies"):
            assert found["inside"]["checked"][table] == counts[table] > 0
        for table in ("blocks", "mentions"):
            assert found["inside"]["checked"][table] == opened.table(table).num_rows > 0
    [against] = found["comparisons"]
    assert {name: against[name] for name in ("match", "changed", "missing", "new")} == {
        "match": PAGES, "changed": 0, "missing": 0, "new": 0,
    }  # fmt: skip


def test_the_case_may_lie_among_its_pages(there: Path) -> None:
    inside = there / "pages" / "a.sayso"
    shutil.copy(there / "a.sayso", inside)
    assert verify(inside, [there / "pages"]).sound


def test_where_the_pile_lies_does_not_matter(there: Path) -> None:
    (there / "elsewhere").mkdir()
    moved = shutil.move(there / "pages", there / "elsewhere" / "pages")
    assert verify(there / "a.sayso", [moved]).sound


def test_ids_are_hashed_as_the_readers_hash_them(made: Path) -> None:
    with Case(made / "a.sayso") as opened:
        for (page_id,) in opened.rows("SELECT id FROM pages"):
            known = opened.recall(page_id)
            assert known is not None
            articles = {article.id: article for article in known[1].articles}
            for found in known[1].attributions:
                assert soundness.attribution_id(articles[found.article_id], found) == found.id


# Files that are others now --------------------------------------------------------------------------------------


def test_changed_missing_and_new_files_are_told(there: Path) -> None:
    pages = there / "pages"
    (pages / "1.txt").write_text(story(1).replace("three", "four"), encoding="utf-8")
    (pages / "2.txt").unlink()
    (pages / "4.txt").write_text(story(4), encoding="utf-8")
    (pages / "web.html").write_bytes(bytes(range(256)) * 20)
    (pages / "news.rss").write_text(FEED.replace("on Tuesday", "on Monday"), encoding="utf-8")
    lines = (pages / "rows.jsonl").read_text("utf-8").splitlines()
    (pages / "rows.jsonl").write_text("\n".join(lines[1:]), encoding="utf-8")
    with zipfile.ZipFile(pages / "old.zip", "w") as archive:
        archive.writestr("deep/3.txt", story(3) + " ")
    done = invoke("verify", there / "a.sayso", pages)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == f"sayso: {there}/a.sayso: not everything matches"
    [against] = verify(there / "a.sayso", [pages]).comparisons
    assert against.matching == 4
    found = {(one.kind, one.file, one.record): one.why for one in against.differences}
    assert set(found) == {
        ("changed", "pages/1.txt", None),
        ("missing", "pages/2.txt", None),
        ("new", "pages/4.txt", None),
        ("missing", "pages/web.html", None),
        ("changed", "pages/news.rss", "f1"),
        ("missing", "pages/rows.jsonl", "7"),
        ("changed", "pages/old.zip", "deep/3.txt"),
    }
    digest = hashlib.sha256((pages / "1.txt").read_bytes()).hexdigest()
    assert found["changed", "pages/1.txt", None].startswith(f"SHA-256 is {digest[:12]}…, was ")
    assert found["missing", "pages/2.txt", None] == "not among the files given"
    assert found["missing", "pages/web.html", None].startswith("can no longer be read: ")
    assert "1.txt" in done.stdout
    assert "can no longer be read" in said(done)


def test_only_a_part_of_the_files_leaves_the_rest_missing(made: Path) -> None:
    found = verify(made / "a.sayso", [made / "pages" / "1.txt"])
    [against] = found.comparisons
    assert against.count("missing") == PAGES  # a file by itself has another name than one in its folder
    assert against.count("new") == 1
    assert not found.sound


def test_other_columns_give_other_pages(made: Path) -> None:
    done = invoke("verify", made / "a.sayso", made / "pages", "--columns", "text=ref")
    assert done.exit_code == 1
    assert "rows.jsonl" in done.stdout


def test_a_text_altered_on_both_sides_is_told_by_the_files(there: Path) -> None:
    """Whoever alters a page and everything found on it alike cannot alter the file as well."""
    text = story(1)
    with plain(there / "a.sayso") as db:
        db.execute("UPDATE pages SET text = replace(text, 'mill', 'well') WHERE file = 'pages/1.txt'")
        (page,) = db.execute("SELECT id FROM pages WHERE file = 'pages/1.txt'").fetchone()
        db.execute("UPDATE articles SET text = replace(text, 'mill', 'well') WHERE page_id = ?", (page,))
        for column in ("content", "content_text", "source_text"):
            db.execute(
                f"UPDATE attributions SET {column} = replace({column}, 'mill', 'well') WHERE page_id = ?", (page,)
            )
        db.execute(
            "UPDATE mentions SET text = replace(text, 'mill', 'well') "
            "WHERE article_id IN (SELECT id FROM articles WHERE page_id = ?)",
            (page,),
        )
    assert "mill" in text
    found = verify(there / "a.sayso", [there / "pages"])
    assert not found.inside.wrong
    [one] = found.comparisons[0].differences
    assert (one.kind, one.file, one.why) == ("changed", "pages/1.txt", "the same bytes, but another text")


def test_of_another_version_only_the_bytes_are_compared(there: Path) -> None:
    with plain(there / "a.sayso") as db:
        db.execute("UPDATE pages SET made_by = 'sayso 0.0.9 reader rules', url = 'https://other.example/'")
    found = verify(there / "a.sayso", [there / "pages"])
    assert found.sound
    assert found.notes == ["read by another version of Sayso: of the files, only the bytes were compared"]


# A case that does not hang together ---------------------------------------------------------------------------------


ALTERED = {
    "words of an article": ("UPDATE articles SET text = replace(text, 'truce', 'peace')", "articles", "do not stand"),
    "what is said": (
        "UPDATE attributions SET content = replace(content, 'holds', 'fails')", "attributions", "do not stand"
    ),
    "words shown": ("UPDATE attributions SET content_text = 'We did it.'", "words shown", "lists show other words"),
    "who says it": ("UPDATE attributions SET source_text = 'Tom Berg'", "attributions", "do not stand"),
    "a mention": ('UPDATE mentions SET start = start + 1, "end" = "end" + 1', "mentions", "do not stand at"),
    "an id": ("UPDATE blocks SET id = 'b' || id", "blocks", "its id is not the hash"),
    "a hash": ("UPDATE pages SET sha256 = 'f' || substr(sha256, 2)", "pages", "its id is not the hash"),
    "a page that has no such place": ('UPDATE blocks SET "end" = 10000000', "blocks", "not on its page"),
    "a passage": ("UPDATE copies SET of_start = -5", "copies", "outside its articles"),
    "no spans": ("UPDATE attributions SET content = '[1]'", "pages", "cannot be read back"),
    "a speaker nobody knows": ("UPDATE attributions SET speaker_id = 'nobody'", "references", "a row of entities"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_in_the_case_is_told(there: Path, what: str) -> None:
    sql, table, why = ALTERED[what]
    db = plain(there / "a.sayso")
    with db:
        db.execute(sql)
    db.close()
    done = invoke("verify", there / "a.sayso", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found["sound"] is False
    assert found["inside"]["wrong"][table] > 0
    assert why in " ".join(fault["why"] for fault in found["inside"]["faults"] if fault["table"] == table)
    shown = invoke("verify", there / "a.sayso")
    assert shown.exit_code == 1
    assert "what is wrong" in shown.stdout


def test_a_damaged_file_is_told(there: Path) -> None:
    path = there / "a.sayso"
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 20_000] = b"\xff" * 20_000
    path.write_bytes(raw)
    done = invoke("verify", path)
    assert done.exit_code == 1
    assert "SQLite: " in done.stdout or "damaged" in done.stderr


# Manifests ------------------------------------------------------------------------------------------------------


def test_a_manifest_says_what_was_fetched_and_is_the_same_each_time(made: Path, tmp_path: Path) -> None:
    done = invoke("verify", made / "a.sayso", "--manifest", tmp_path / "m.jsonl")
    assert done.exit_code == 0, done.output
    raw = (tmp_path / "m.jsonl").read_bytes()
    *own, last = raw.splitlines(keepends=True)
    digest = hashlib.sha256(b"".join(own)).hexdigest()
    assert json.loads(last) == {"manifest": "sayso manifest 1", "pages": PAGES, "sha256": digest}
    assert f"its SHA-256 is {digest}" in done.stderr
    rows = [json.loads(line) for line in own]
    assert list(rows[0]) == ["file", "record", "sha256", "url", "fetched_at", "page", "text_sha256"]
    assert [row["file"] for row in rows] == sorted(row["file"] for row in rows)
    by_file = {row["file"]: row for row in rows}
    web = by_file["pages/web.html"]
    assert web["sha256"] == hashlib.sha256((made / "pages" / "web.html").read_bytes()).hexdigest()
    assert web["url"] == "https://harbour.example/a1"
    plain_text = by_file["pages/1.txt"]
    assert plain_text["sha256"] == plain_text["text_sha256"]
    assert "pages/broken.txt" not in by_file
    again = invoke("verify", made / "a.sayso", "--manifest", tmp_path / "m.jsonl")
    assert again.exit_code == 0
    assert (tmp_path / "m.jsonl").read_bytes() == raw
    assert [file.name for file in tmp_path.iterdir()] == ["m.jsonl"]


def test_a_manifest_is_not_written_over_nor_of_a_case_that_is_not_sound(there: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text("mine\n")
    done = invoke("verify", there / "a.sayso", "--manifest", path)
    assert done.exit_code == 1
    assert "is there already and says something else; give another file name" in done.stderr
    assert path.read_text() == "mine\n"
    with plain(there / "a.sayso") as db:
        db.execute("UPDATE articles SET text = ''")
    done = invoke("verify", there / "a.sayso", "--manifest", tmp_path / "other.jsonl")
    assert done.exit_code == 1
    assert "no manifest was written" in done.stderr
    assert not (tmp_path / "other.jsonl").exists()
    with pytest.raises(CaseError, match="cannot be written"):
        manifest.write([], tmp_path / "no" / "m.jsonl")


def test_a_case_is_checked_against_an_earlier_manifest(there: Path) -> None:
    case, path = there / "a.sayso", there / "m.jsonl"
    invoke("verify", case, "--manifest", path)
    done = invoke("verify", case, "--against", path)
    assert done.exit_code == 0, done.output
    assert "everything matches" in done.stderr
    (there / "pages" / "5.txt").write_text(story(5), encoding="utf-8")
    columns = {"text": "body", "id": "ref"}
    sayso.read(there / "pages", into=case, columns=columns, reader="rules", workers=1)
    with plain(case) as db:
        db.execute("UPDATE pages SET url = 'https://other.example/' WHERE file = 'pages/web.html'")
        db.execute("UPDATE pages SET text = text || ' ' WHERE file = 'pages/2.txt'")
        db.execute("UPDATE pages SET sha256 = 'f' || substr(sha256, 2) WHERE file = 'pages/1.txt'")
        db.execute("DELETE FROM pages WHERE file = 'pages/news.rss' AND record = 'f2'")
    done = invoke("verify", case, "--against", path, "--json")
    assert done.exit_code == 1
    [against] = json.loads(done.stdout)["comparisons"]
    assert (against["with"], against["match"]) == (str(path), PAGES - 4)
    found = {(one["kind"], one["file"]): one["why"] for one in against["differences"]}
    assert found.pop(("changed", "pages/1.txt")).startswith("SHA-256 is f")
    assert found == {
        ("changed", "pages/2.txt"): "the same bytes, but another text",
        ("changed", "pages/web.html"): "the same bytes, but another address",
        ("missing", "pages/news.rss"): "",
        ("new", "pages/5.txt"): "",
    }


def _cut(raw: bytes) -> bytes:
    return b"".join(raw.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    ("alter", "message"),
    [
        (lambda raw: raw.replace(b"pages/1.txt", b"pages/9.txt"), "was changed since it was written"),
        (lambda raw: raw[raw.index(b"\n") + 1 :], "was changed since it was written"),
        (_cut, "no whole manifest"),
        (lambda raw: b"", "no whole manifest"),
        (lambda raw: b"\xff\x00" * 50, "no whole manifest"),
        (lambda raw: b"[" * 100_000, "no whole manifest"),
    ],
    ids=["a line", "a line less", "no last line", "empty", "no text", "deep"],
)
def test_a_manifest_that_was_tampered_with_is_refused(
    made: Path, tmp_path: Path, alter: Callable[[bytes], bytes], message: str
) -> None:
    path = tmp_path / "m.jsonl"
    verify(made / "a.sayso", into=path)
    path.write_bytes(alter(path.read_bytes()))
    done = invoke("verify", made / "a.sayso", "--against", path)
    assert done.exit_code == 1
    assert message in done.stderr
    assert "Traceback" not in done.output


def test_a_manifest_of_lines_that_are_no_pages_is_refused(tmp_path: Path) -> None:
    own = b'{"file":"a","record":null}\n'
    last = {"manifest": manifest.KIND, "pages": 1, "sha256": hashlib.sha256(own).hexdigest()}
    (tmp_path / "m.jsonl").write_bytes(own + json.dumps(last).encode())
    with pytest.raises(CaseError, match="holds a line that is no page"):
        manifest.read(tmp_path / "m.jsonl")
    with pytest.raises(CaseError, match="cannot be read"):
        manifest.read(tmp_path / "none.jsonl")


def test_pages_of_one_place_are_compared_as_a_set() -> None:
    one = Entry("t.csv", "7", "a" * 64, None, None, "p1", "b" * 64)
    other, third = replace(one, sha256="c" * 64), replace(one, sha256="d" * 64)
    assert manifest.compare([one, one, other], [other, one, one]) == (3, [])
    matching, differences = manifest.compare([one, one, other], [one, third, other, other])
    assert (matching, [difference.kind for difference in differences]) == (2, ["changed", "new"])
    assert manifest.compare([], []) == (0, [])


def test_an_odd_name_stays_on_its_line(tmp_path: Path) -> None:
    odd = Entry("a\u2028b\n\u0085é.txt", 'r"1', "a" * 64, "https://x.example/ü", "2031-05-10T00:00:00Z", "p", "b" * 64)
    manifest.write([odd], tmp_path / "m.jsonl")
    assert len((tmp_path / "m.jsonl").read_bytes().splitlines()) == 2
    assert manifest.read(tmp_path / "m.jsonl") == [odd]


def test_a_case_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = invoke("verify", tmp_path / "no.sayso")
    assert done.exit_code == 1
    assert "no such case" in done.stderr
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE mine(x)")
    assert "not a Sayso case" in invoke("verify", tmp_path / "other.db").stderr
