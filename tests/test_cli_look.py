"""The verbs that look into a case, the example and the help: what is printed, and with what exit code."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import sayso
from command import invoke, spawn, write_pages
from sayso.cli import looking, screen
from sayso.cli.screen import clean, short
from sayso.model import POLARITIES


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    done = invoke("read", write_pages(folder / "pages"), "--into", folder / "cli.sayso", "--workers", 1)
    assert done.exit_code == 0, done.output
    return folder / "cli.sayso"


def test_search_finds_phrases_and_says_so_in_json(case: Path) -> None:
    lines = invoke("search", case, '"truce holds" AND word1x3', "--json").stdout.splitlines()
    [hit] = [json.loads(line) for line in lines]
    assert hit["file"] == "pages/page1.txt"
    assert "\ue000" not in hit["snippet"]
    shown = invoke("search", case, "word7x3")
    assert shown.stdout.startswith("1 article\n")
    assert invoke("search", case, "word7x3", "--outlet", "nobody", "--json").stdout == ""
    assert invoke("search", case, '"((').exit_code == 0


def test_quotes_are_narrowed_and_counted(case: Path) -> None:
    rows = [json.loads(line) for line in invoke("quotes", case, "--json", "--limit", 1000).stdout.splitlines()]
    assert rows
    lund = [json.loads(line) for line in invoke("quotes", case, "--speaker", "ana lund", "--json").stdout.splitlines()]
    assert lund
    assert {row["speaker"] for row in lund} == {"Ana Lund"}
    holds = [json.loads(line) for line in invoke("quotes", case, "truce", "--json").stdout.splitlines()]
    assert all("truce" in row["content_text"].lower() for row in holds)
    assert f"2 of {len(rows)} attributions" in invoke("quotes", case, "--limit", 2).stdout


def test_a_date_that_is_none_is_refused(case: Path) -> None:
    for option in ("--since", "--until"):
        done = invoke("search", case, "truce", option, "05/10/2017")
        assert done.exit_code == 2
        assert "'05/10/2017' is not a date; write it as 2016, 2016-10 or 2016-10-03" in done.stderr
    assert invoke("quotes", case, "--since", "2016-09", "--until", "2016-09-12T10:00").exit_code == 0


def test_an_empty_list_says_which_name_is_not_known(case: Path) -> None:
    done = invoke("quotes", case, "--speaker", "anna lund")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no speaker is called 'anna lund'; did you mean Ana Lund?" in done.stderr
    assert f"sayso sources {case}" in done.stderr
    assert "no outlet is called 'Harbour'" in invoke("search", case, "truce", "--outlet", "Harbour").stderr
    assert "no words came through 'Harbor Radio'" in invoke("quotes", case, "--via", "Harbor Radio").stderr
    nothing = invoke("search", case, "nosuchword")
    assert nothing.stderr == "sayso: no article fits what was asked; try fewer words or filters\n"
    assert invoke("search", case, "nosuchword", "--json").output == ""


def test_what_is_left_over_can_be_asked_for(case: Path) -> None:
    titles = [json.loads(line)["file"] for line in invoke("search", case, "NOT word1x3", "--json").stdout.splitlines()]
    assert sorted(titles) == ["pages/page0.txt", "pages/page2.txt", "pages/rows.jsonl"]


def test_polarities_are_those_of_the_model() -> None:
    assert looking.POLARITIES == POLARITIES


def test_a_full_disk_under_the_output_gets_one_line(case: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m sayso quotes {case} > /dev/full"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("sayso: the output: no space left on device; make room")
    assert len(done.stderr.splitlines()) == 1


def test_times_are_shown_to_the_minute() -> None:
    assert screen.moment("2031-05-05T16:14:00+02:00") == "2031-05-05 16:14"
    assert (screen.moment("2031-05"), screen.moment(None)) == ("2031-05", None)


def test_sources_copies_and_failures_show_and_speak_json(case: Path) -> None:
    found = json.loads(invoke("sources", case, "--json").stdout)
    assert set(found) == {"speakers", "outlets", "via", "cited", "shared"}
    assert "Ana Lund" in {row["name"] for row in found["speakers"]}
    assert "who speaks" in invoke("sources", case).stdout
    copies = [json.loads(line) for line in invoke("copies", case, "--json", "--stock").stdout.splitlines()]
    assert copies
    assert "passages in two articles" in invoke("copies", case, "--stock").stdout
    assert "broken.txt" in invoke("failures", case).stdout


def test_page_text_has_no_power_over_the_terminal(case: Path) -> None:
    for verb in (("quotes", case), ("search", case, "truce"), ("sources", case), ("copies", case, "--stock")):
        shown = invoke(*verb).output
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "[red]Row[/red] \ufffd[31mseven" in invoke("search", case, "word7x3").stdout


def test_progress_without_a_terminal_is_a_plain_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screen, "QUIET_SECONDS", 0.0)
    with screen.TerminalProgress() as progress:
        progress.begin(200)
        progress.advance(50)
        progress.tell(sayso.Summary("a.sayso", new=3, attributions=1234, words=100))
        progress.stage("compare")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("sayso: 25% read, 3 pages, 1,234 attributions, ")
    assert lines[1] == "sayso: looking for copies"
    with screen.TerminalProgress(quiet=True) as progress:
        progress.begin(0)
        progress.tell(sayso.Summary("a.sayso"))
    assert capsys.readouterr().err == ""


def test_clean_and_short() -> None:
    assert clean("a\x1b[2Jb\x9b\u2066c\td\n") == "a\ufffd[2Jb\ufffd\ufffdc\td\n"
    assert short("one two  three", 9) == "one two …"
    assert short(None) == ""


def test_export_names_its_files_and_refuses_in_one_line(case: Path, tmp_path: Path) -> None:
    done = invoke("export", case, "--as", "csv", "--to", tmp_path / "out")
    assert [Path(line).name for line in done.stdout.splitlines()] == [f"{name}.csv" for name in sayso.TABLES]
    (tmp_path / "mine.txt").write_text("mine")
    refused = invoke("export", case, "--as", "csv", "--to", tmp_path)
    assert refused.exit_code == 1
    assert "give an empty or a new folder" in refused.stderr


def test_a_reader_that_goes_away_is_no_error(case: Path) -> None:
    command = f"{sys.executable} -m sayso quotes {case} --json | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


# The rest ------------------------------------------------------------------------------------------------------


def test_version_is_told_quickly() -> None:
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = spawn("--version")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    assert took < 0.7, "seconds of processor time: 0.1 if only what is needed is loaded, 1 if everything is"
    assert done.stdout == f"sayso, version {sayso.__version__}\n"


def test_every_verb_says_what_it_is_for() -> None:
    overview = invoke("--help").stdout
    verbs = ("read", "open", "search", "quotes", "sources", "copies", "failures", "verify", "export", "check", "demo")
    for verb in verbs:
        assert f"\n  {verb} " in overview
        assert invoke(verb, "--help").exit_code == 0


def test_demo_prints_the_findings_and_ends_without_a_terminal(tmp_path: Path) -> None:
    done = spawn("demo", "--into", tmp_path / "demo.sayso")
    assert done.returncode == 0, done.stderr
    for words in ("attributions", "who speaks", "outlets", "passages in two articles"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    with sayso.open(tmp_path / "demo.sayso") as case:
        assert case.counts()["pages"] >= 24
        assert case.counts()["failures"] == 0


def test_check_scores_the_bundled_example() -> None:
    done = spawn("check", "demo", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]
    assert invoke("check", "/no/such/gold.json").exit_code == 1
