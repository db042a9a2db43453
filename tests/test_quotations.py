"""Quotation marks into quotations."""

from __future__ import annotations

import pytest

from sayso.understand.quotations import MAX_SINGLE, Quotation, quotations


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the lines that are not empty."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def read(text: str) -> list[Quotation]:
    return quotations(text, paragraphs(text))


def words(text: str) -> list[str]:
    return [text[quotation.start : quotation.end] for quotation in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lund said “the pact holds” twice.", ["“the pact holds”"]),
        ('Lund said "the pact holds" twice.', ['"the pact holds"']),
        ("Lund said 'the pact holds' twice.", ["'the pact holds'"]),
        ("Lund said ‘the pact holds’ twice.", ["‘the pact holds’"]),
        ("Lund said ''the pact holds'' twice.", ["''the pact holds''"]),
        ("Lund said ``the pact holds'' twice.", ["``the pact holds''"]),
        ("Lund said «the pact holds» twice.", ["«the pact holds»"]),
        ("Lund said „the pact holds“ twice.", ["„the pact holds“"]),
        ('Lund said “the pact holds" twice.', ['“the pact holds"']),
        ("Lund said (“the pact holds”) twice.", ["“the pact holds”"]),
        ("“It holds,” said Lund, “for now.”", ["“It holds,”", "“for now.”"]),
        ('"It holds," said Lund, "for now."', ['"It holds,"', '"for now."']),
        ("No mark stands here.", []),
        ("", []),
    ],
)
def test_every_kind_of_mark(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "inner"),
    [("a “pact” b", "pact"), ("a ''pact'' b", "pact"), ("a ‘pact’ b", "pact"), ("a “pact holds", "pact holds")],
)
def test_inner_words_are_without_the_marks(text: str, inner: str) -> None:
    (quotation,) = read(text)
    assert text[quotation.inner_start : quotation.inner_end] == inner


@pytest.mark.parametrize(
    "text",
    [
        "Oster's harbour and the rebels' guns.",
        "Oster’s harbour and the rebels’ guns.",
        "They don't know, they won't say, it isn't theirs.",
        "The class of '98 and rock 'n roll.",
        "A height of 6' and a half.",
    ],
)
def test_apostrophes_are_no_quotations(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He called it 'Oster's pact' again.", ["'Oster's pact'"]),
        ("‘The rebels’ guns fell silent,’ he said.", ["‘The rebels’ guns fell silent,’"]),
        ("“He told me ‘go home’ twice,” she said.", ["“He told me ‘go home’ twice,”"]),
        ("\"He told me 'go home' twice,\" she said.", ["\"He told me 'go home' twice,\""]),
        (
            "“The pact […] holds … and [we] know (all of us) it.”",
            ["“The pact […] holds … and [we] know (all of us) it.”"],
        ),
    ],
)
def test_apostrophes_plurals_and_brackets_within(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_single_marks_are_told_from_double_ones() -> None:
    single, double = read("the ‘pact’ and the “pact”")
    assert single.single
    assert not double.single


def test_a_single_quotation_does_not_run_on_for_ever() -> None:
    assert words("‘" + "word " * MAX_SINGLE + "end’ here") == []


def test_a_mark_left_open_runs_to_the_end_of_its_paragraph() -> None:
    text = "Lund said: “The pact holds.  \nNobody else spoke."
    (quotation,) = read(text)
    assert text[quotation.start : quotation.end] == "“The pact holds."
    assert not quotation.closed


def test_speech_over_several_paragraphs_is_marked_as_going_on() -> None:
    first, second, third = read("Lund said: “It holds.\n“It will hold.\n“It has held.”")
    assert (first.continued, second.continued, third.continued) == (True, True, False)
    assert (first.continues, second.continues, third.continues) == (False, True, True)
    assert (first.closed, second.closed, third.closed) == (False, False, True)


def test_closed_speech_does_not_go_on() -> None:
    first, second = read("Lund said: “It holds.”\n“It fell,” said Holm.")
    assert not first.continued
    assert not second.continues


def test_a_new_opening_mark_inside_an_open_quotation_begins_the_next_piece() -> None:
    text = "“It holds. “It will hold,” said Lund."
    first, second = read(text)
    assert text[first.start : first.end] == "“It holds."
    assert first.continued
    assert second.continues


def test_a_closing_mark_that_lost_its_opening_one_reaches_back_to_the_colon() -> None:
    text = (
        "Lund answered:\nThe pact holds and will go on to hold.\nNobody shall say otherwise, whoever asks.”\nShe left."
    )
    assert words(text) == [
        "The pact holds and will go on to hold.",
        "Nobody shall say otherwise, whoever asks.”",
    ]


def test_a_closing_mark_without_any_colon_takes_its_own_paragraph() -> None:
    assert words("She came.\nThe pact holds and will hold,” said Lund.") == ["The pact holds and will hold,”"]


def test_a_stray_closing_mark_near_the_start_is_left_alone() -> None:
    assert words("inches: 12” wide and 3 high, nothing more") == []


def test_reaching_back_stops_at_other_speech() -> None:
    text = "“We agree,” said Holm, who left:\n“No,” said Lund.\nThe pact holds and will go on,” said Falk."
    assert words(text) == ["“We agree,”", "“No,”", "The pact holds and will go on,”"]


def test_quotations_stay_within_their_paragraph() -> None:
    text = "Lund said “one\nHolm said “two” and left"
    assert words(text) == ["“one", "“two”"]
