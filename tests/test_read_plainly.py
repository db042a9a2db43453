"""What reading does in a quick way, beside the plain way of doing it: both give the same."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import data
from sayso.model import Layout, Page
from sayso.read import maintext
from sayso.read.furniture import furniture
from sayso.read.limits import Limits
from sayso.read.lines import letters, read_lines
from sayso.read.render import parse, render
from sayso.read.roles import features, markup
from sayso.read.roles.features import Features, Floats, Ints
from sayso.read.roles.network import DILATIONS, MIDDLE, Seen, Weights, load, look


@given(st.text(max_size=60))
def test_letters(words: str) -> None:
    assert letters(words) == re.sub(r"[\W_]+", "", words).casefold()


@given(st.text(alphabet="ab.\r\n\t \xa0\x1c\x85\u3000", max_size=60))
def test_lines(text: str) -> None:
    plain = [part.strip() for part in re.split("[\r\n]", text) if part.strip()]
    lines = read_lines(Page(id="p", file="p.txt", sha256="0", text=text, media_type="text/plain"))
    assert [line.text for line in lines] == plain
    assert all(text[line.start : line.end] == line.text for line in lines)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 20), st.sampled_from(["p", "a", "nav"])), max_size=8, unique=True
    )
)
def test_tags_hold_most_of_a_line(marks: list[tuple[int, int, str]]) -> None:
    text = "abcdefghij\nklmnopqrst\nuvwxyzabcd\nefghijklmn\nopqrstuvwx"
    layout = sorted((Layout(start, start + size, tag) for start, size, tag in marks), key=lambda m: (m.start, -m.end))
    page = Page(id="p", file="p.html", sha256="0", text=text, media_type="text/html", layout=tuple(layout))
    for line in read_lines(page):
        covered = {
            tag: {place for m in layout if m.tag == tag for place in range(m.start, m.end)} for tag in ("p", "a", "nav")
        }
        inside = range(line.start, line.end)
        assert line.tags == {tag for tag, places in covered.items() if 2 * len(places.intersection(inside)) >= 10}


@given(st.lists(st.text(alphabet="ab \t\r\n\xa0\u200b\u2028\xad\u2060\u3000", max_size=12), min_size=1, max_size=6))
def test_blanks_of_html_are_folded(texts: list[str]) -> None:
    tree = parse("<p>x<b>" + "</b><b>".join(texts) + "</b>y</p>", Limits())
    seen = "x" + "".join(texts).replace("\xad", "").replace("\u2060", "") + "y"
    assert render(tree, Limits()).text == re.sub("[ \t\n\r\f\v\xa0\u2028\u2029\u200b\ufeff]+", " ", seen)


@pytest.mark.parametrize(
    ("pattern", "hit", "miss"),
    [
        ("^caw|mew$", "the cats mew", "the cats purr"),
        (r"^(\w+) \1$", "caw caw", "caw mew"),
        ("(?i)^CAW$", "caw", "mew"),
        (r"^caw [|)] mew$", "caw | mew", "caw mew"),
    ],
)
def test_own_patterns_of_all_kinds_are_found_beside_ours(tmp_path: Path, pattern: str, hit: str, miss: str) -> None:
    (tmp_path / "furniture").mkdir()
    (tmp_path / "furniture" / "gulls.yaml").write_text(f"patterns: ['{pattern}']\n", encoding="utf-8")
    with data.also(tmp_path):
        found = furniture(hit)
        assert found is not None
        assert found.kind == "gulls"
        assert furniture(miss) is None
        ended = furniture("12 comments")
        assert ended is not None
        assert ended.kind == "comments"
    assert furniture(hit) is None


def test_of_two_phrases_in_a_line_the_first_counts_and_of_two_at_one_place_the_file_named_first(tmp_path: Path) -> None:
    (tmp_path / "furniture").mkdir()
    for name, phrases in (("a", "[gulls cry]"), ("b", "[gulls, terns dive]"), ("c", "[gulls cry loudly]")):
        (tmp_path / "furniture" / f"{name}.yaml").write_text(f"contains: {phrases}\n", encoding="utf-8")
    with data.also(tmp_path):
        found = [furniture(line) for line in ("The gulls cry loudly.", "Terns dive where gulls cry.", "So gulls dive.")]
    assert [kind and kind.kind for kind in found] == ["a", "b", "b"]


# --- the network, by the formulas of its layers ---


def _plain_linear(weights: Weights, name: str, x: Floats) -> Floats:
    return np.asarray(np.einsum("lc,oc->lo", x, weights[f"{name}.weight"]) + weights[f"{name}.bias"])


def _plain_normal(weights: Weights, name: str, x: Floats) -> Floats:
    told = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5)
    return np.asarray(told * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _plain_mean(table: Floats, numbers: Ints) -> Floats:
    return np.stack([table[row[row > 0]].mean(0) if row.any() else np.zeros(table.shape[1]) for row in numbers])


def _plain(weights: Weights, found: Features, names: Ints, flags: Floats) -> Floats:
    front, back = features.FRONT, features.FRONT + features.BACK
    groups = (found.words[:, :front], found.words[:, front:back], found.words[:, back:])
    around = (names[:, : markup.NEAR], names[:, markup.NEAR :])
    parts = [found.numbers, *(_plain_mean(weights["words.weight"], group) for group in groups)]
    parts += [*(_plain_mean(weights["names.weight"], group) for group in around), flags]
    x = np.maximum(_plain_linear(weights, "enter", np.concatenate(parts, 1)), 0)
    for number, step in enumerate(DILATIONS):
        if number == MIDDLE:
            page = np.concatenate([x.mean(0), x.max(0)])[None]
            x = x + np.maximum(_plain_linear(weights, "page", page), 0)
        told, taps = _plain_normal(weights, f"norms.{number}", x), weights[f"taps.{number}"]
        seen = np.zeros_like(x)
        for line in range(len(x)):
            for tap in range(len(taps)):
                other = line + (tap - len(taps) // 2) * step
                if 0 <= other < len(x):
                    seen[line] += told[other] * taps[tap]
        value, gate = np.split(_plain_linear(weights, f"mixes.{number}", seen), 2, axis=1)
        x = x + value / (1 + np.exp(-gate))
    return _plain_linear(weights, "leave", _plain_normal(weights, "leave_norm", x))


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 70), st.booleans(), st.integers(0, 2**32 - 1))
def test_network(count: int, marked: bool, seed: int) -> None:
    random = np.random.default_rng(seed)
    numbers = random.standard_normal((count, features.NUMBERS)).astype(np.float32)
    found = Features(numbers, random.integers(0, features.BUCKETS, (count, features.SLOTS)) * (numbers[:, :16] > -1))
    names = random.integers(0, markup.BUCKETS, (count, markup.SLOTS)) * random.integers(0, 2, (count, markup.SLOTS))
    links = random.random(count).astype(np.float32)
    seen = look(found, names, links) if marked else look(found)
    flags = np.stack([links, np.ones(count)], 1) if marked else np.zeros((count, 2))
    scores = np.mean([_plain(weights, found, names * marked, flags) for weights in load()], axis=0)
    assert np.allclose(seen.inside, 1 / (1 + np.exp(-scores[:, 0])), atol=1e-4)
    assert np.allclose(seen.begin, 1 / (1 + np.exp(-scores[:, 1])), atol=1e-4)


# --- when trafilatura is asked ---


def _asked(monkeypatch: pytest.MonkeyPatch, inside: float, other: float) -> int:
    """Return how often it is, when ten lines are text with the probability ``inside`` and ten with ``other``."""
    asked: list[int] = []
    odds = np.array([inside] * 10 + [other] * 10, dtype=np.float32)
    seen = Seen(odds, odds * 0, np.zeros((20, 4), dtype=np.float32))
    monkeypatch.setattr(maintext, "look", lambda *_: seen)
    monkeypatch.setattr(maintext, "extracted", lambda _, lines: asked.append(len(lines)) or [False] * len(lines))
    tree = parse("".join(f"<p>The ferry of Oster sailed at {hour:02}.</p>" for hour in range(20)), Limits())
    maintext.main_text(tree, render(tree, Limits()))
    return len(asked)


def test_trafilatura_is_asked_where_the_network_is_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _asked(monkeypatch, 0.99, 0.0)
    assert _asked(monkeypatch, 0.99, 0.5)
    assert _asked(monkeypatch, 0.5, 0.0)
    assert _asked(monkeypatch, 0.0, 0.0), "sure of nothing"
