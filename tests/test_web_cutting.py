"""The reading room's cutting of texts for the screen: no word is lost, every mark covers what it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.case.reader import MARK_CLOSE, MARK_OPEN
from sayso.web import render, words
from sayso.web.render import Mark

TEXT = st.text(alphabet="ab “”\n\u202e\U0001f600", max_size=60)
MARKS = st.lists(
    st.builds(Mark, st.integers(-5, 70), st.integers(-5, 70), st.sampled_from(["source", "cue", "content", "copy"]),
              st.sampled_from(["a-1", "a-2", "a-3", ""])),
    max_size=12,
)  # fmt: skip


@given(TEXT, MARKS, st.integers(-3, 70), st.integers(-3, 70), st.lists(st.integers(0, 60), max_size=4))
def test_segments_joined_are_the_text_again(text, marks, start, end, cuts):
    found = render.segments(text, marks, start, end, cuts)
    high = min(max(end, 0), len(text))
    low = min(max(0, start), high)
    assert "".join(segment.text for segment in found) == text[low:high]
    for segment in found:
        assert segment.text == text[segment.start : segment.end] != ""


@given(TEXT, MARKS)
def test_every_character_has_exactly_the_kinds_and_keys_of_the_marks_over_it(text, marks):
    for segment in render.segments(text, marks):
        for place in range(segment.start, segment.end):
            over = [mark for mark in marks if mark.start <= place < mark.end]
            assert set(segment.kinds) == {mark.kind for mark in over}
            assert set(segment.keys) == {mark.key for mark in over if mark.key}
            assert segment.depth == sum(mark.kind == "content" for mark in over)


def test_nested_marks_are_cut_and_the_innermost_stands_last():
    found = render.segments(
        "abcdef", [Mark(2, 4, "content", "in"), Mark(0, 6, "content", "out"), Mark(3, 6, "cue", "in")]
    )
    assert [(s.text, s.kinds, s.keys, s.depth) for s in found] == [
        ("ab", ("content",), ("out",), 1),
        ("c", ("content",), ("out", "in"), 2),
        ("d", ("content", "cue"), ("out", "in"), 2),
        ("ef", ("content", "cue"), ("out", "in"), 1),
    ]


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["one", None])), max_size=6))
def test_no_word_of_a_page_goes_unseen(text, places):
    blocks = [{"start": a, "end": b, "role": "body", "article_id": i} for a, b, i in places]
    pieces = render.stretches(text, blocks, {"id": "one", "start": 3, "end": 20})
    shown = [span for piece in pieces for span in render.paragraphs(text, piece.start, piece.end)]
    assert shown == sorted(shown)
    assert "".join("".join(text[a:b].split()) for a, b in shown) == "".join(text.split())


def test_paragraphs_part_at_line_breaks_unless_wrapped_by_hand():
    wrapped = "A line that somebody wrapped by hand at some seventy or so\ncharacters, and its end.\n\nNext."
    assert [wrapped[a:b] for a, b in render.paragraphs(wrapped, 0, len(wrapped))] == [wrapped[:-7], "Next."]
    lines = "One line.\nAnother one.\n"
    assert [lines[a:b] for a, b in render.paragraphs(lines, 0, len(lines))] == ["One line.", "Another one."]
    endless = "word " * 10_000
    assert max(b - a for a, b in render.paragraphs(endless, 0, len(endless))) <= render.LONGEST_PARAGRAPH


@given(st.text(alphabet=["a", " ", MARK_OPEN, MARK_CLOSE], max_size=30))
def test_a_snippet_keeps_its_words_whatever_its_marks(marked):
    plain = marked.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    assert "".join(segment.text for segment in render.snippet(marked)) == plain


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("truce", ["truce", "Truce"]),
        ('"the truce"', ["the truce"]),
        ("tru*", ["truce", "Truce", "true"]),
        ("tru", []),
        ("broke NOT truce", ["broke"]),
        ("((", []),
        (None, []),
    ],
)
def test_hits_are_marked_as_the_search_reads_them(query, found):
    text = "They broke the truce. Truce? It is true."
    assert [segment.text for segment in render.hits(text, query) if segment.kinds] == found


@given(st.text(max_size=40), st.text(max_size=40))
def test_marking_hits_changes_nothing(text, query):
    assert "".join(segment.text for segment in render.hits(text, query)) == text


def test_words_for_people():
    assert [words.date(d) for d in ("2016-10-03T14:05", "2016-10", "2016", None, "soon", "2016-13")] == [
        "3 Oct 2016", "Oct 2016", "2016", "no date", "soon", "2016-13"]  # fmt: skip
    assert words.moment("2016-10-03T14:05:00Z") == "3 Oct 2016, 14:05"
    assert words.percent(0.999) == "99\u202f%"
    assert [words.confidence(c) for c in (1, 0.7, 0.5, 0.1)] == ["sure", "fairly sure", "doubtful", "unsafe"]
    assert [bool(words.safe_url(u)) for u in ("https://a/b", "javascript:alert(1)", "http://", "http://[", None)] == [
        True, False, False, False, False]  # fmt: skip
