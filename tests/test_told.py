"""Lists of what is said to have happened, from the case and in the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso import model
from sayso.case import labels, told
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.cli import happenings, main
from sayso.cli.happenings import count
from sayso.cli.reading import show_summary
from sayso.model import Findings, content_id
from sayso.pipeline.intake import Intake
from sayso.pipeline.summary import Summary
from small_case import SMALL, write
from told import with_happenings


def dated(found: Findings, number: int) -> Findings:
    """The happenings of ``told``, each article's a month later than the last's; the fifth has no date."""
    found = with_happenings(found)
    day = f"2016-{number + 1:02}-10" if number != 4 else None
    (event,) = found.events
    event = replace(event, date_from=day, date_to=day, killed_low=number, place="Brisk" if number else "Oster")
    if number == 3:
        event = replace(event, attribution_id=None, modality="denied")
    return replace(found, events=(event,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "a.sayso", [(page, dated(found, n)) for n, (page, found) in enumerate(SMALL)])


def asked(path: Path, **where: object) -> list[tuple[str | None, int]]:
    with Case(path) as case:
        narrowed = told.EventFilter(**where)  # type: ignore[arg-type]
        found = told.events(case, narrowed)
        assert told.count_events(case, narrowed) == len(found)
    return [(row["date_from"], row["killed_low"]) for row in found]


def test_events_come_in_the_order_of_their_dates_and_those_without_last(path: Path) -> None:
    days = [day for day, _ in asked(path)]
    assert days == ["2016-01-10", "2016-02-10", "2016-03-10", "2016-04-10", "2016-06-10", None]


@pytest.mark.parametrize(
    ("where", "killed"),
    [
        ({"type": "assault"}, [0, 1, 2, 3, 5, 4]),
        ({"type": "AGREE"}, []),
        ({"mode": "aerial", "place": "oster"}, [0]),
        ({"since": "2016-03"}, [2, 3, 5]),
        ({"since": "2016-03-11"}, [3, 5]),
        ({"until": "2016-03"}, [0, 1, 2]),
        ({"since": "2016-02", "until": "2016-02-10"}, [1]),
        ({"killed": 4}, [5, 4]),
        ({"actor": "low guard"}, [0, 1, 2, 3, 5, 4]),
        ({"actor": "civilians", "killed": 5}, [5]),
        ({"actor": "Low"}, []),
        ({"modality": "denied"}, [3]),
        ({"article_id": SMALL[2][1].articles[0].id}, [2]),
    ],
)
def test_a_filter_leaves_what_it_says(path: Path, where: dict[str, object], killed: list[int]) -> None:
    assert [low for _, low in asked(path, **where)] == killed


def test_an_event_is_said_by_its_speaker_or_by_the_outlet_in_its_own_voice(path: Path) -> None:
    with Case(path) as case:
        said_by = {row["killed_low"]: row["said_by"] for row in told.events(case)}
    assert said_by[0] == "Ana Lund"
    assert said_by[3] == "Coastal Telegraph"
    assert [low for _, low in asked(path, said_by="coastal telegraph")] == [2, 3]


def test_who_says_so_is_told_with_the_entity_and_whether_it_is_the_outlets_own_voice(path: Path) -> None:
    with Case(path) as case:
        rows = {row["killed_low"]: row for row in told.events(case)}
        acts = told.ceasefires(case, article_id=SMALL[0][1].articles[0].id)[0]["acts"]
    spoken = SMALL[0][1].attributions[0]
    assert (rows[0]["said_by_id"], rows[0]["own"], acts[0]["own"]) == (spoken.speaker_id, False, False)
    assert rows[0]["source_text"] == (spoken.source and spoken.source.text)
    assert (rows[3]["said_by_id"], rows[3]["own"]) == (None, True)


def test_the_case_counts_them(path: Path) -> None:
    with Case(path) as case:
        counts = case.counts()
        assert told.count_ceasefires(case) == counts["ceasefires"] == len(SMALL)
        assert (counts["events"], counts["labels"]) == (len(SMALL), len(SMALL))


def test_a_run_counts_what_its_pages_tell_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, found = SMALL[0]
    summary = Summary(str(tmp_path / "a.sayso"))
    with CaseWriter(tmp_path / "a.sayso") as writer:
        intake = Intake(iter([page]), writer, "by hand", summary)
        assert len(list(intake.batches())) == 1
        intake.write([with_happenings(found)])
    assert (summary.events, summary.ceasefires) == (1, 1)
    summary.in_case = {"events": 17, "ceasefires": 12}
    show_summary(summary)
    shown = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().err.splitlines() if line.split()}
    assert (shown["events"], shown["ceasefires"]) == (["1", "17"], ["1", "12"])


def test_a_date_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="since: 'May' is not a date; write 2016, 2016-10"):
        told.EventFilter(since="May")


def test_ceasefires_have_their_acts_and_who_says_so(path: Path) -> None:
    with Case(path) as case:
        found = told.ceasefires(case)
        assert len(told.ceasefires(case, limit=2)) == 2
    assert len(found) == len(SMALL)
    assert found[0]["parties"] == ["Low Guard", "High Guard"]
    assert {(act["act"], *act["by"]) for one in found for act in one["acts"]} == {("violated", "Low Guard")}
    assert all(act["id"] in one["statements"] for one in found for act in one["acts"])


def test_names_tell_whose_words_they_are(tmp_path: Path) -> None:
    things = [(page, with_happenings(found)) for page, found in SMALL]
    page, found = things[0]
    (label,) = found.labels
    own = replace(label, id=content_id("own"), speaker=None, label="Fighters", attribution_id=None)
    things[0] = page, replace(found, labels=(label, own))
    with Case(write(tmp_path / "a.sayso", things)) as case:
        rows = labels.names(case)
        assert labels.names(case, group="nobody") == []
        assert labels.names(case, group="low guard") == rows
    assert [(row["voice"], row["own"], row["label"], row["times"]) for row in rows] == [
        ("Ana Lund", False, "bandits", 6),
        ("Harbour Radio", True, "fighters", 1),
    ]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(None, None, ""), (19, 19, "19"), (19, 21, "19–21"), (19, None, "19 or more"), (None, 4, "up to 4"), (0, 0, "0")],
)
def test_a_range_reads_as_people_write_it(low: int | None, high: int | None, words: str) -> None:
    assert count(low, high) == words


def test_the_terminal_shows_them(path: Path) -> None:
    run = CliRunner()
    shown = run.invoke(main, ["events", str(path), "--killed", "4"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert "2 events" in shown.output
    assert "5 or more" in shown.output
    rows = [json.loads(line) for line in run.invoke(main, ["events", str(path), "--json"]).stdout.splitlines()]
    assert len(rows) == len(SMALL)
    assert rows[0]["evidence"][0]["what"] == "killed"
    shown = run.invoke(main, ["ceasefires", str(path)], env={"COLUMNS": "200"})
    assert "violated" in shown.output
    assert "Low Guard; High" in shown.output.replace("\n", " ")
    assert "bandits" in run.invoke(main, ["names", str(path)], env={"COLUMNS": "200"}).output


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    path, run = write(tmp_path / "a.sayso"), CliRunner()
    assert "no event fits" in run.invoke(main, ["events", str(path), "--place", "Nowhere"]).output
    assert "no article of the case tells" in run.invoke(main, ["ceasefires", str(path)]).output
    assert "nobody calls 'Them' anything" in run.invoke(main, ["names", str(path), "--group", "Them"]).output
    refused = run.invoke(main, ["events", str(path), "--since", "May"])
    assert refused.exit_code == 2
    assert "is not a date" in refused.output


def test_the_modalities_to_choose_from_are_the_models() -> None:
    assert happenings.MODALITIES == model.MODALITIES
