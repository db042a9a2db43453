"""bench/fuzz.py: a few inputs of every reader, and that it would notice what it looks for."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))

import fuzz
from fuzz_inputs import READERS, made
from sayso.model import Page


def options(folder: Path, seconds: float = 20, mib: float = 512) -> argparse.Namespace:
    return argparse.Namespace(folder=folder, seconds=seconds, mib=mib)


@pytest.mark.parametrize("reader", READERS)
def test_broken_files_of_every_format(tmp_path: Path, reader: str) -> None:
    """To try more: python bench/fuzz.py READER"""
    came = fuzz.fuzz(reader, 500_000, 30, options(tmp_path))
    assert came["failures"] == []
    assert came["inputs"] == 30
    assert came["pages"] > 0
    assert came["reasons"]


def test_the_same_number_gives_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    first = {reader: [made(reader, seed) for seed in range(40)] for reader in READERS}
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert {reader: [made(reader, seed) for seed in range(40)] for reader in READERS} == first
    for reader in READERS:
        assert made(reader, 7)[1] != made(reader, 8)[1]


def page(**more: object) -> Page:
    return Page(id="1", file="x", sha256="", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "no page at all"),
        ([page(text="a"), page(text="b")], "two pages of one id"),
        ([page(error="broken")], "an error without a fix"),
        ([page(error="broken", fix=" ")], "a fix that says nothing"),
        ([page(error="broken\nhere", fix="mend it")], "more than a line"),
        ([page(error="it takes more memory than there is", fix="mend it")], "memory"),
        ([page(text="  ")], "without words"),
        ([page(text="a", url="\ud800")], "surrogates"),
        ([page(text="a\x00")], "a NUL"),
    ],
)
def test_pages_that_break_a_promise_are_noticed(given: list[Page], said: str) -> None:
    with pytest.raises((AssertionError, UnicodeEncodeError), match=said):
        fuzz.hold([(found, [], []) for found in given])


def test_words_in_no_block_are_noticed() -> None:
    with pytest.raises(AssertionError, match="words in no block"):
        fuzz.hold([(page(text="words"), [], [])])


def hang(*_: object, **__: object) -> None:
    until = time.process_time() + 5
    while time.process_time() < until:
        sum(range(1000))


def crash(*_: object, **__: object) -> None:
    raise KeyError("x")


@pytest.mark.parametrize(("fault", "said"), [(hang, "TookTooLong"), (crash, "KeyError")])
def test_what_hangs_or_raises_is_noticed_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: object, said: str
) -> None:
    monkeypatch.setattr(fuzz, "read", fault)
    came = fuzz.fuzz("text", 3, 2, options(tmp_path, seconds=0.2))
    assert [seed for seed, _ in came["failures"]] == [3, 4]
    assert all(said in what for _, what in came["failures"])
    name, raw = made("text", 3)
    assert (tmp_path / f"failed-text-3-{name}").read_bytes() == raw


def test_slices_are_added_up_and_no_input_counted_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = {"reader": "text", "inputs": 10, "pages": 9, "reasons": {"x": 1}, "failures": [], "seconds": 1.0,
            "slowest": [0.5, 3], "largest": [2.0, 4]}  # fmt: skip
    lines = [json.dumps({**part, "first": first}) for first in (0, 5, 5)]
    (tmp_path / "results.jsonl").write_text("\n".join(lines))
    fuzz.total(tmp_path, reasons=True)
    told = capsys.readouterr().out
    assert "15 inputs" in told.splitlines()[0]
    assert "3 x" in told
