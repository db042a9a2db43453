"""The reader of TimeML and the scores of times, on documents of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gates import HERE, shared
from sayso.check import GoldError, changed_data, drops, read_pin
from sayso.check.timeml import Timex, read_folder, read_timeml
from sayso.check.times import METRICS, check_times, count_times, half_of

DOCUMENT = """<?xml version="1.0" ?>
<TimeML>
<DOCID>{name}</DOCID>
<DCT><TIMEX3 tid="t0" type="DATE" value="2016-09-14" functionInDocument="CREATION_TIME">09/14/16</TIMEX3></DCT>
<TITLE>On <TIMEX3 tid="t9" type="DATE" value="2016">no account</TIMEX3></TITLE>
<TEXT>
Shells <EVENT eid="e1">fell</EVENT> on <TIMEX3 tid="t1" type="DATE" value="2016-09-12">Monday</TIMEX3>
&amp; <TIMEX3 tid="t2" type="DURATION" value="P2D">for <EVENT eid="e2">two</EVENT> days</TIMEX3>.<!-- no text -->

It rained <TIMEX3 tid="t3" type="DATE" value="1999">in the year of the gull</TIMEX3>,
<TIMEX3 tid="t4" type="DATE">then</TIMEX3>.
</TEXT>
</TimeML>
"""


def put(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / f"{name}.tml").write_text(DOCUMENT.format(name=name), encoding="utf-8")
    return folder


def test_timeml_is_read_with_its_offsets(tmp_path: Path) -> None:
    put(tmp_path, "gull")
    (tmp_path / "deep").mkdir()
    put(tmp_path / "deep", "oar")
    (tmp_path / "._gull.tml").write_bytes(b"\x00\x05 leftovers of a file system")
    documents = read_folder(tmp_path)
    assert [one.name for one in documents] == ["gull", "oar"]
    text, created = documents[0].text, documents[0].created
    assert created == "2016-09-14"
    assert "Shells fell on Monday\n& for two days." in text
    assert "no account" not in text
    assert "no text" not in text
    assert [(text[one.start : one.end], one.type, one.value) for one in documents[0].times] == [
        ("Monday", "DATE", "2016-09-12"),
        ("for two days", "DURATION", "P2D"),
        ("in the year of the gull", "DATE", "1999"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<TimeML><TEXT>", r"bad\.tml: is not XML .* mend or remove it"),
        ("<TimeML/>", r"bad\.tml: has no TEXT element"),
        ("", r"bad\.tml: is not XML"),
    ],
)
def test_a_broken_file_is_told_by_its_name(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "bad.tml").write_text(content)
    with pytest.raises(GoldError, match=message):
        read_folder(tmp_path)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no TimeML files"):
        check_times(tmp_path)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    place = tmp_path / "bad.tml"
    place.write_text(
        f'<!DOCTYPE T [<!ENTITY x SYSTEM "{tmp_path / "secret.txt"}">]><TimeML><TEXT>a &x; b</TEXT></TimeML>'
    )
    assert "secret" not in read_timeml(place).text


def test_the_counts_are_those_of_tempeval() -> None:
    gold = [Timex(0, 6, "DATE", "2016"), Timex(10, 20, "DURATION", "P2D"), Timex(30, 36, "DATE", "2015")]
    found = [Timex(0, 6, "DATE", "2016"), Timex(14, 20, "DURATION", "P3D"), Timex(50, 56, "SET", "P1D")]
    given = [Timex(0, 6, "DATE", "2016"), Timex(10, 20, "DATE", "P2D"), None]
    counts = count_times(gold, (found, given))
    assert counts == {
        "relaxed": (2, 3, 3),
        "strict": (1, 3, 3),
        "type": (2, 3, 3),
        "value": (1, 3, 3),
        "given_value": (2, 3, 2),
        "given_type": (1, 3, 2),
    }
    assert {name for name, *_ in METRICS.values()} == set(counts)


def test_one_found_expression_stands_for_one_annotated() -> None:
    gold = [Timex(0, 6, "DATE", "2016"), Timex(7, 12, "DATE", "2016")]
    assert count_times(gold, ([Timex(0, 12, "DATE", "2016")], [None, None]))["relaxed"] == (1, 2, 1)


def test_the_report_of_documents_of_our_own(tmp_path: Path) -> None:
    report = check_times(put(tmp_path, "gull", "oar"))
    assert report.documents == 2
    assert report.score("relaxed_f1") == pytest.approx(2 * 2 / (3 + 2))
    assert report.score("value_f1") == pytest.approx(2 * 2 / (3 + 2))
    assert report.score("strict_f1") == pytest.approx(2 * 1 / (3 + 2))
    assert report.score("given_value_f1") == pytest.approx(2 * 2 / (3 + 2))
    row = next(row for row in report.rows if row.metric == "value_f1")
    assert row.baseline == pytest.approx(2 * 1 / (3 + 1))
    assert ("HeidelTime", 0.776) in row.published


def test_the_halves_part_the_documents(tmp_path: Path) -> None:
    names = [f"document{number}" for number in range(40)]
    put(tmp_path, *names)
    seen, unseen = check_times(tmp_path, "seen"), check_times(tmp_path, "unseen")
    assert seen.documents + unseen.documents == 40
    assert seen.documents == sum(half_of(name) == "seen" for name in names) not in {0, 40}
    assert seen.files != unseen.files


@pytest.mark.gate
@pytest.mark.parametrize("path", sorted((HERE / "times").glob("*.json")), ids=lambda path: path.stem)
def test_scores_of_times_hold(path: Path) -> None:
    pinned = read_pin(path)
    folder = shared() / pinned["at"]
    if not folder.exists():
        pytest.skip(f"{pinned['at']} is not here; set SAYSO_SHARED to the folder that holds it")
    report = check_times(folder, pinned["half"])
    if changed := changed_data(report, pinned):
        pytest.fail("\n".join(changed))
    if fallen := drops(report, pinned):
        pytest.fail("\n".join(fallen))
