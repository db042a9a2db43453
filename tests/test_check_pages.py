"""Gold of page reading: the renderer it counts in, its files, its scores, and the golds that lie here."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates import shared
from sayso.check import GoldError, check
from sayso.check.gold import load
from sayso.check.nouns import LabelledPage, PageArticle, PageBlock, PageDocument
from sayso.check.page_gold import ARTICLE_ROLES, OTHER_ROLES
from sayso.check.pages import (
    METRICS,
    PAGE_CLASSES,
    all_lines,
    as_labelled,
    count_page,
    line_extents,
    line_roles,
    page_examples,
    sentence_lines,
)
from sayso.check.plain_text import plain_text
from sayso.model import Article, Block, Page, sha256_of

HERE = Path(__file__).parent / "gold" / "pages"
TEXT = """Mill Post | News
Weir gives way
By Ana Lund
9 May 2031
The weir at Oster gave way on Monday, the miller said.
Nobody was hurt, and two ducks were moved.
Read also: Ten weirs of note

Goat wins prize
The goat of Ove Berg won the first prize again.
Share
© 2031 Mill Post"""
LABELS = [
    ("navigation", None),
    *((role, 0) for role in ("title", "byline", "dateline", "body", "body")),
    ("related", None),
    *((role, 1) for role in ("title", "body")),
    ("navigation", None),
    ("legal", None),
]


def at(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def record(**changes: Any) -> dict[str, Any]:
    blocks = [[*extent, *label] for extent, label in zip(line_extents(TEXT), LABELS, strict=True)]
    first = {"title": at("Weir gives way"), "author": at("Ana Lund"), "date": at("9 May 2031")}
    articles = [first | {"published": "2031-05-09"}, {"title": at("Goat wins prize")}]
    return {"page": "p.txt", "sha256": sha256_of(TEXT), "articles": articles, "blocks": blocks} | changes


def write(folder: Path, *records: dict[str, Any]) -> Path:
    (folder / "p.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records or (record(),)), encoding="utf-8")
    return path


def document(folder: Path) -> PageDocument:
    (only,) = load(write(folder)).documents
    return only


def made(page: PageDocument, change: Callable[[PageBlock], PageBlock | None] = lambda block: block) -> tuple[Any, Any]:
    """Return articles and blocks as the machine gives them, made of the labels, each block changed or left out."""
    spans: dict[int, list[int]] = {}
    blocks = []
    for number, block in enumerate(page.labels.blocks):
        one = change(block)
        if one is not None:
            article = None if one.article is None else f"a{one.article}"
            blocks.append(Block(f"b{number}", page.page.id, article, one.role, one.start, one.end))
            if one.article is not None:
                spans.setdefault(one.article, []).extend((one.start, one.end))
    articles = []
    for number, told in enumerate(page.labels.articles):
        start, end = min(spans.get(number, [0])), max(spans.get(number, [0]))
        rest = {"outlet": None, "published": told.published, "published_from": None, "text": page.text[start:end]}
        one = {"id": f"a{number}", "page_id": page.page.id, "title": told.title, "author": told.author}
        articles.append(Article(start=start, end=end, **one, **rest))
    return articles, blocks


# --- the renderer -----------------------------------------------------------------------------------------------


def test_html_as_the_text_that_labels_count_in() -> None:
    html = """<html><head><title>T</title><style>p{}</style></head><body><nav><ul><li>News<li>Farm</ul></nav>
    <h1>Weir
      gives&nbsp;way</h1><p>One <b>bold</b>ly<br>two<br><br>three</p><script>late()</script>tail
    <table><tr><td>1<td>2<tr><td>3</table><select><option>no</select><!-- no --></body></html>"""
    assert plain_text(html.encode()) == "News\n\nFarm\n\nWeir gives way\n\nOne boldly\ntwo\n\nthree\n\ntail\n\n1\t2\n3"


def test_the_renderer_is_frozen() -> None:
    """A change of it would move every offset of the gold; then the pages must be labelled anew, not this digest."""
    page = (HERE / "own" / "hill-weekly.html").read_bytes()
    assert sha256_of(plain_text(page)) == "ad41113f935619a1768a3efa6e497c75d1001edc31ea14b5b3a5c354f89249ee"


def test_the_renderer_refuses_what_it_cannot_take() -> None:
    for raw in (b"\xff\xfe", b"", b"<!-- -->"):
        with pytest.raises(ValueError, match=r"."):
            plain_text(raw)
    deep = plain_text(b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000)
    assert deep in ("", "deep")
    assert plain_text(b"<p>a\0b</p>") == "ab"


@given(st.text(max_size=200))
def test_any_text_is_rendered_without_blank_ends(text: str) -> None:
    try:
        rendered = plain_text(f"<p>x</p><div>{text}</div>".encode("utf-8", "ignore"))
    except ValueError:
        return
    assert rendered == rendered.strip()
    assert not re.search(r"\n{3}|[ \t]{2}|[ \t]\n|\n[ \t]", rendered)


# --- files of gold ----------------------------------------------------------------------------------------------


def test_gold_is_loaded(tmp_path: Path) -> None:
    page = document(tmp_path)
    assert page.labels.articles == (
        PageArticle("Weir gives way", "Ana Lund", "2031-05-09"),
        PageArticle("Goat wins prize", None, None),
    )
    assert line_roles(page.text, page.labels) == tuple(role for role, _ in LABELS)


def test_packed_html_is_loaded(tmp_path: Path) -> None:
    html = b"<h1>Goat wins prize</h1><p>The goat won.</p>"
    text = plain_text(html)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.html.gz").write_bytes(gzip.compress(html))
    blocks = [[0, 15, "title", 0], [17, 30, "body", 0]]
    one = {"page": "in/p.html.gz", "sha256": sha256_of(text), "articles": [{"title": [0, 15]}], "blocks": blocks}
    (only,) = load(write(tmp_path, one)).documents
    assert only.text == text


def test_pages_that_are_not_the_labelled_ones_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = [
        record(sha256="0" * 64),
        record(page="gone.txt"),
        record(page="../p.txt"),
        record(page="broken.html.gz"),
        record(page="latin.txt"),
    ]
    (tmp_path / "broken.html.gz").write_bytes(gzip.compress(b"<p>x</p>")[:-12])
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    gold = load(write(tmp_path, record(), *other))
    assert [one.id for one in gold.documents] == ["p.txt"]
    assert [note.partition(":")[0] for note in gold.notes] == [one["page"] for one in other]
    assert "is not the one that was labelled" in gold.notes[0]
    with pytest.raises(GoldError, match="--pages"):
        load(write(tmp_path, *other))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = elsewhere / "gold.jsonl"
    path.write_text(json.dumps(record()))
    assert load(path, pages=tmp_path).documents
    with pytest.raises(GoldError, match="--pages"):
        load(path)
    monkeypatch.setenv("SAYSO_SHARED", str(tmp_path))
    assert load(path).documents


def test_labels_that_do_not_fit_are_told(tmp_path: Path) -> None:
    good = record()
    bad: list[tuple[str, dict[str, Any]]] = [
        ("no role is called 'sidebar'", {"blocks": [[0, 10, "sidebar", None], *good["blocks"][1:]]}),
        ("must name one of the page's articles", {"blocks": [[0, 10, "body", None], *good["blocks"][1:]]}),
        ("must name one of the page's articles", {"blocks": [[0, 10, "body", 7], *good["blocks"][1:]]}),
        ("must name one of the page's articles", {"blocks": [[0, 10, "legal", 0], *good["blocks"][1:]]}),
        ("leaves out words", {"blocks": good["blocks"][1:]}),
        ("overlaps", {"blocks": [[0, 20, "navigation", None], *good["blocks"][1:]]}),
        ("nothing is said of the words", {"blocks": good["blocks"][:-1]}),
        ("article 2 has no block", {"articles": [*good["articles"], {}]}),
        ("not the offsets of words", {"articles": [{"title": [0, 4000]}, {}]}),
        ("not the offsets of words", {"articles": [{"author": [4, 5]}, {}]}),
        ("should be like 2031-05-09", {"articles": [{"date": at("9 May 2031"), "published": "May"}, {}]}),
        ("should be like 2031-05-09", {"articles": [{"published": "2031-05-09"}, {}]}),
        ("missing or misshapen", {"articles": [{"title": [1]}, {}]}),
        ("missing or misshapen", {"blocks": [["a", "b", "body", 0]]}),
    ]
    for message, change in bad:
        with pytest.raises(GoldError, match=re.escape(message)) as told:
            load(write(tmp_path, record(**change)))
        assert "gold.jsonl" in str(told.value)


# --- scores -----------------------------------------------------------------------------------------------------


def test_the_gold_itself_scores_one_everywhere(tmp_path: Path) -> None:
    report = check(write(tmp_path), predict=made)
    assert {row.value for row in report.rows} <= {1.0, None}
    assert report.score("text_f1") == report.score("several_border_f1") == report.score("role_right_all") == 1.0
    assert (report.examples, report.unanchored, report.kind) == ((), 0, "reading")
    assert report.score("role_f1:quote") is None  # there is none to find


def test_boilerplate_that_is_not_told_apart_counts_as_other(tmp_path: Path) -> None:
    def plain(page: PageDocument) -> tuple[Any, Any]:
        return made(page, lambda block: block if block.article is not None else replace(block, role="boilerplate"))

    report = check(write(tmp_path), predict=plain)
    assert report.score("role_right") == report.score("role_f1:boilerplate") == 1.0
    assert report.score("role_right_all") == pytest.approx(7 / 11)
    assert report.score("role_f1:navigation") == 0.0


def test_text_taken_for_boilerplate_and_the_other_way_round(tmp_path: Path) -> None:
    def faulty(page: PageDocument) -> tuple[Any, Any]:
        def change(block: PageBlock) -> PageBlock:
            if page.text.startswith("Nobody", block.start):
                return replace(block, role="boilerplate", article=None)
            return replace(block, role="body", article=0) if block.role == "related" else block

        return made(page, change)

    path = write(tmp_path)
    report = check(path, predict=faulty, words=True)
    lost, won = (len(words.replace(" ", "")) for words in (TEXT.split("\n")[5], TEXT.split("\n")[6]))
    all_ = sum(len("".join(TEXT.split("\n")[line].split())) for line in (4, 5, 9))
    assert report.score("text_recall") == pytest.approx((all_ - lost) / all_)
    assert report.score("text_precision") == pytest.approx((all_ - lost) / (all_ - lost + won))
    assert report.score("border_f1") == 1.0  # one line off
    assert report.error_counts() == {"role": 2}
    assert [(one.gold_value, one.found_value) for one in report.examples] == [
        ("body", "boilerplate"),
        ("boilerplate", "body"),
    ]
    assert report.examples[1].words == "Read also: Ten weirs of note"
    assert check(path, predict=faulty).examples[0].words is None


def test_articles_run_into_one_another(tmp_path: Path) -> None:
    def joined(page: PageDocument) -> tuple[Any, Any]:
        return made(page, lambda block: replace(block, article=0) if block.article == 1 else block)

    def only_first(page: PageDocument) -> tuple[Any, Any]:
        articles, blocks = joined(page)
        return articles[:1], blocks

    report = check(write(tmp_path), predict=only_first)
    assert report.score("article_count_right") == 0.0
    assert report.score("begin_f1") == pytest.approx(2 / 3)  # one of two wanted, one found
    assert report.score("end_f1") == pytest.approx(2 / 3)
    assert report.score("title_right") == 0.5
    assert report.score("author_right") == report.score("date_right") == report.score("title_precision") == 1.0
    assert report.error_counts() == {"article_missed": 1}


def test_what_a_page_says_of_an_article(tmp_path: Path) -> None:
    def told(page: PageDocument) -> tuple[Any, Any]:
        (first, second), blocks = made(page)
        first = replace(first, title="WEIR gives way!", author="Ana Lund, Oster", published="2031-05-09T06:00")
        return [first, replace(second, title="Another goat", author="Ove Berg")], blocks

    report = check(write(tmp_path), predict=told)
    assert (report.score("title_right"), report.score("title_precision")) == (0.5, 0.5)
    assert (report.score("author_right"), report.score("author_precision")) == (1.0, 0.5)
    assert (report.score("date_right"), report.score("date_precision")) == (1.0, 1.0)
    assert report.error_counts() == {"title": 1, "author": 1}


def test_a_failed_page_counts_with_nothing_found(tmp_path: Path) -> None:
    def broken(_: PageDocument) -> tuple[Any, Any]:
        raise RuntimeError("boom")

    report = check(write(tmp_path), predict=broken)
    assert report.failures == (("p.txt", "RuntimeError: boom"),)
    assert report.score("text_recall") == report.score("begin_f1") == 0.0
    assert report.error_counts()["article_missed"] == 2


def test_what_is_not_anchored_is_thrown_out(tmp_path: Path) -> None:
    page = document(tmp_path)
    articles, blocks = made(page)
    loose = replace(articles[1], text="elsewhere")
    far = replace(blocks[0], start=len(TEXT), end=len(TEXT) + 9)
    labels, thrown = as_labelled(page, ([articles[0], loose], [*blocks, far]))
    assert thrown == 2
    assert len(labels.articles) == 1
    assert {block.article for block in labels.blocks} == {None, 0}


def test_a_byline_far_below_is_not_the_end(tmp_path: Path) -> None:
    page = document(tmp_path)
    moved = [replace(one, role="byline", article=0) if one.role == "legal" else one for one in page.labels.blocks]
    counts = count_page(page, LabelledPage(tuple(moved), page.labels.articles))
    assert counts["end"] == counts["begin"] == (2, 2, 2)


def test_lines_that_a_block_cuts_have_the_role_of_the_most(tmp_path: Path) -> None:
    page = document(tmp_path)
    start, end = at("The goat of Ove Berg won the first prize again.")
    cut = (PageBlock(start, start + 8, "dateline", 0), PageBlock(start + 9, end, "body", 0))
    assert line_roles(page.text, LabelledPage(cut, (PageArticle(),)))[-3:] == ("body", "boilerplate", "boilerplate")


def test_baselines(tmp_path: Path) -> None:
    page = document(tmp_path)
    assert set(line_roles(page.text, all_lines(page))) == {"body"}
    roles = line_roles(page.text, sentence_lines(page))
    assert [number for number, role in enumerate(roles) if role == "body"] == [4, 5, 8]
    assert sentence_lines(replace(page, text="Menu\nHome")).articles == ()
    row = next(row for row in check(write(tmp_path), predict=made).rows if row.metric == "text_f1")
    assert row.baseline == 1.0
    assert dict(row.published)["all lines"] < 0.8


@given(st.text(alphabet="ab \n\t.\r", max_size=60))
def test_lines_cover_all_that_is_not_blank(text: str) -> None:
    extents = line_extents(text)
    assert [text[start:end] for start, end in extents] == [line.strip() for line in text.split("\n") if line.strip()]
    assert len("".join(text.split())) == sum(len("".join(text[start:end].split())) for start, end in extents)
    page = PageDocument("p", text, Page("p", "p", "", text), LabelledPage((), ()))
    assert len(line_roles(text, all_lines(page))) == len(extents)
    assert page_examples(page, ()) == []


# --- making gold ------------------------------------------------------------------------------------------------


def script() -> Any:
    """Return ``bench/page_gold.py`` as a module."""
    spec = spec_from_file_location("page_gold_script", HERE.parent.parent.parent / "bench" / "page_gold.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_labels_of_lines_become_gold(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text(TEXT, encoding="utf-8")
    labels = tmp_path / "labels.txt"
    lines = ["page p.txt", "1 navigation", "article", "2 title", "3 byline", "4 dateline", "5-6 body", "7 related"]
    lines += ["title 2", "author 3 Ana Lund", "date 4 = 2031-05-09", "", "article", "8 title", "9 body", "title 8"]
    labels.write_text("\n".join([*lines, "10 navigation", "11 legal"]), encoding="utf-8")
    (made_,) = script().make(labels, tmp_path)
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(made_))
    assert load(path).documents[0].labels.articles == document(tmp_path).labels.articles
    assert line_roles(TEXT, load(path).documents[0].labels) == tuple(role for role, _ in LABELS)
    for wrong in ("4-5 bodies", "title 99", "author 3 Ove Berg", "five body"):
        labels.write_text("\n".join([*lines, wrong]), encoding="utf-8")
        with pytest.raises(ValueError, match=r"labels\.txt: line 17"):
            script().make(labels, tmp_path)


def test_kappa_by_hand() -> None:
    """Twenty of fifty said yes by both, fifteen no by both, five and ten otherwise: .7 where chance gives .5."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert script().kappa(pairs) == pytest.approx(0.4)
    assert script().kappa([("a", "a")] * 3) == 1.0


# --- the golds that lie here ------------------------------------------------------------------------------------


def test_the_own_gold_runs_without_other_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAYSO_SHARED", raising=False)
    gold = load(HERE / "own.jsonl")
    assert gold.notes == ()
    numbers = [len(page.labels.articles) for page in gold.documents]
    assert (len(numbers), sum(numbers), min(numbers), max(numbers)) == (6, 21, 2, 6)
    roles = {block.role for page in gold.documents for block in page.labels.blocks}
    assert roles == {*ARTICLE_ROLES, *OTHER_ROLES}
    report = check(HERE / "own.jsonl")
    assert (report.failures, report.unanchored) == ((), 0)
    text = next(row for row in report.rows if row.metric == "text_f1")
    assert text.value is not None
    assert text.baseline is not None
    assert text.value > text.baseline


def test_golds_hold_offsets_and_no_words() -> None:
    for path, pages in ((HERE / "own.jsonl", 6), (HERE / "shared.jsonl", 45), (HERE / "second.jsonl", 8)):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len({one["page"] for one in records}) == pages
        for one in records:
            assert set(one) == {"page", "sha256", "articles", "blocks"}
            values = [value for article in one["articles"] for key, value in article.items() if key != "published"]
            assert all(isinstance(number, int) for value in values for number in value)
            assert all(block[2] in ARTICLE_ROLES + OTHER_ROLES for block in one["blocks"])


@pytest.mark.parametrize(("name", "pages"), [("shared.jsonl", 45), ("second.jsonl", 8)])
def test_golds_of_pages_kept_elsewhere_fit_them(name: str, pages: int) -> None:
    if not (shared() / "pages").is_dir():
        pytest.skip("the pages are not here; set SAYSO_SHARED to the folder that holds them")
    gold = load(HERE / name, pages=shared())
    assert gold.notes == ()
    assert len(gold.documents) == pages


def test_the_documentation_describes_scores_roles_and_errors() -> None:
    words = (HERE.parent.parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for name in METRICS:
        assert f"`{name.replace(name.partition(':')[2], 'ROLE') if ':' in name else name}`" in words, name
    for name in PAGE_CLASSES:
        assert f"`{name}`" in words, name
    roles = (HERE / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{role}` |" in roles for role in ARTICLE_ROLES + OTHER_ROLES)


def test_the_example_in_the_documentation_is_gold(tmp_path: Path) -> None:
    words = (HERE.parent.parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```jsonl\n(.*?)```", words, re.DOTALL)
    text = "Truce holds\nAna Lund, 9 May 2031\nLund said it holds.\nMore news"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "truce.txt").write_text(text, encoding="utf-8")
    path = tmp_path / "gold.jsonl"
    path.write_text(example.replace("…", sha256_of(text)), encoding="utf-8")
    (only,) = load(path).documents
    assert only.labels.articles == (PageArticle("Truce holds", "Ana Lund", "2031-05-09"),)
    assert line_roles(only.text, only.labels) == ("title", "byline", "body", "related")
