"""The whole check: its report, the errors in it, and the published figures beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made_gold import (
    QUOTE,
    TEXT,
    at,
    attribution,
    document,
    mark,
    oracle,
    write_pages,
    write_polnear,
    write_rows,
)
from sayso.check import check
from sayso.check.baseline import quotes_and_names
from sayso.check.counts import LOWER_IS_BETTER
from sayso.check.errors import CLASSES
from sayso.check.metrics import METRICS
from sayso.check.name_scores import METRICS as NAME_METRICS
from sayso.check.nouns import GoldDocument, as_marked
from sayso.check.reference_scores import METRICS as REFERENCE_METRICS
from sayso.check.report import published
from sayso.check.span_errors import NAME_CLASSES, REFERENCE_CLASSES
from sayso.model import Attribution, Span


def test_perfect_reader_scores_one_everywhere(tmp_path: Path) -> None:
    rows, table = write_rows(tmp_path)
    for path, options in ((write_polnear(tmp_path / "p.jsonl", 6), {}), (rows, {"texts": table})):
        report = check(path, predict=oracle, **options)
        assert {row.value for row in report.rows if row.metric not in LOWER_IS_BETTER} <= {1.0, None}
        assert report.score("calibration_error") == 0.0  # always sure, always right
        assert report.examples == ()
    linked = next(row for row in check(tmp_path / "p.jsonl", predict=oracle).rows if row.metric == "linked_f1")
    assert (linked.low, linked.high, linked.n) == (1.0, 1.0, 12)
    assert dict(linked.published)["human pairs"] == 0.729


def test_report_of_a_faulty_reader(tmp_path: Path) -> None:
    def faulty(gold: GoldDocument) -> list[Attribution]:
        if gold.id == "d1":
            raise RuntimeError("boom")
        good = oracle(gold)
        loose = attribution(gold.text, gold.attributions[0], content=(Span(0, 5, "not here"),))
        stray = attribution(gold.text, gold.attributions[0], content=(Span(0, 5, gold.text[:5]),))
        return [good[1], loose, stray]

    report = check(write_polnear(tmp_path / "p.jsonl", 2), predict=faulty)
    assert report.failures == (("d1", "RuntimeError: boom"),)
    assert report.unanchored == 1
    assert report.score("linked_recall") == 0.25
    assert report.score("linked_precision") == 0.5
    assert report.score("nonsense") is None
    assert report.error_counts() == {"missed": 3, "spurious": 1}
    assert report.missed_cues() == {"said": 3}
    plain = json.loads(report.to_json())
    assert plain["rows"][0]["metric"] == "source_exact_f1"
    assert set(plain["files"]) == {"p.jsonl"}
    out = tmp_path / "errors.jsonl"
    assert report.write_errors(out) == 4
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert {line["error"] for line in lines} == {"missed", "spurious"}
    assert all("words" not in line for line in lines)
    assert "bridge" not in out.read_text()
    told = check(tmp_path / "p.jsonl", predict=faulty, words=True).examples
    assert any("bridge" in (one.words or "") for one in told)


def test_the_pipeline_runs_the_same_in_two_processes(tmp_path: Path) -> None:
    path = write_polnear(tmp_path / "p.jsonl", 20)
    one, two = (json.loads(check(path, jobs=jobs).to_json()) for jobs in (1, 2))
    assert one["failures"] == []
    assert one | {"seconds": 0} == two | {"seconds": 0}
    assert one["errors"].get("missed", 0) < 40  # it is the reader that ran
    with pytest.raises(ValueError, match="nonsense"):
        check(path, reader="nonsense")


def test_pages_go_the_whole_way(tmp_path: Path) -> None:
    path = write_pages(tmp_path)
    filler = "\n\nThe bridge stood empty on Monday, and the market behind it was closed. Nobody crossed before noon."
    (tmp_path / "pages" / "p.txt").write_text(
        TEXT.replace("the truce holds.", "the truce holds. The road was open on Monday, she added.") + filler * 3,
        encoding="utf-8",
    )
    report = check(path)
    assert (report.failures, report.unanchored) == ((), 0)
    assert report.score("content_recall") == 1.0


def test_error_classes(tmp_path: Path) -> None:
    def off(gold: GoldDocument) -> list[Attribution]:
        first, second = oracle(gold)
        start, end = at("the truce")
        return [
            attribution(gold.text, gold.attributions[0], content=(Span(start, end, "the truce"),)),
            attribution(gold.text, gold.attributions[1], source=first.source, cue=second.cue),
        ]

    report = check(write_polnear(tmp_path / "p.jsonl"), predict=off)
    assert report.error_counts() == {"content": 1, "source": 1}


def test_value_errors_name_both_sides(tmp_path: Path) -> None:
    path, table = write_rows(tmp_path)
    report = check(
        path,
        texts=table,
        predict=lambda gold: [attribution(gold.text, gold.attributions[0], speaker="Ove Berg", polarity="denies")],
    )
    assert [(e.error, e.gold_value, e.found_value) for e in report.examples] == [
        ("polarity", "asserts", "denies"),
        ("speaker", "Ana Lund", "Ove Berg"),
    ]


def test_report_is_the_same_again(tmp_path: Path) -> None:
    path = write_polnear(tmp_path / "p.jsonl", 6)
    first, second = (json.loads(check(path, predict=lambda _: []).to_json()) for _ in range(2))
    assert first | {"seconds": 0} == second | {"seconds": 0}


def test_table_has_a_column_for_each_published_figure(tmp_path: Path) -> None:
    row = check(write_polnear(tmp_path / "p.jsonl"), predict=oracle).table()[0]
    assert {"label", "metric", "value", "low", "high", "n", "baseline"} < set(row)
    assert set(row) > {"linear head", "human pairs"}


def test_published_figures_belong_to_known_metrics() -> None:
    known = {"polnear": METRICS, "uner": NAME_METRICS, "coreference": REFERENCE_METRICS}
    for kind, metrics in known.items():
        assert set(published(kind)) <= set(metrics)
        assert published(kind)
    assert published("demo") == {}


def test_unanchored_findings_are_thrown_out() -> None:
    text = "Ana said so."
    good = mark((9, 11), (0, 3), (4, 8))
    kept, loose = as_marked(text, [attribution(text, good), attribution(text, good, cue=Span(4, 8, "told"))])
    assert (len(kept), loose) == (1, 1)


def test_baseline_by_hand() -> None:
    found = quotes_and_names(document(TEXT))
    assert len(found) == 1
    only = found[0]
    assert list(only.content[0]) == QUOTE
    assert TEXT[slice(*only.cue[0])] == "said"
    assert only.speaker == "Ove Berg"
    assert quotes_and_names(document('A “scare quote” only, and an "unclosed one')) == ()


def test_documentation_names_every_score_and_class() -> None:
    words = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    names = (*METRICS, *NAME_METRICS, *REFERENCE_METRICS, *CLASSES, *NAME_CLASSES, *REFERENCE_CLASSES)
    assert [name for name in names if f"`{name}`" not in words] == []
