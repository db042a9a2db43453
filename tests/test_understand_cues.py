"""Where a cue may stand, and what source and content are read from there. All people and places are made up."""

from __future__ import annotations

import pytest

from understanding import only, plain, read

LUND = "Ana Lund"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The source, its cue, and a clause
        (
            "Ana Lund said that the ferry would sail on Monday.",
            (LUND, "said", ("that the ferry would sail on Monday",)),
        ),
        ("Ana Lund said the ferry would sail on Monday.", (LUND, "said", ("the ferry would sail on Monday",))),
        (
            "Ana Lund said on Tuesday that the ferry would sail.",
            (LUND, "said", ("that the ferry would sail",)),
        ),
        (
            "Ana Lund said in a statement on Tuesday that the ferry would sail.",
            (LUND, "said in a statement", ("that the ferry would sail",)),
        ),
        (
            "Ana Lund has repeatedly said that the ferry would sail.",
            (LUND, "has repeatedly said", ("that the ferry would sail",)),
        ),
        ("On Tuesday Ana Lund said that the ferry would sail.", (LUND, "said", ("that the ferry would sail",))),
        ("In a statement, Ana Lund said that the ferry would sail.", (LUND, "said", ("that the ferry would sail",))),
        (
            "Ana Lund, the harbour master of Oster, said that the ferry would sail.",
            ("Ana Lund, the harbour master of Oster", "said", ("that the ferry would sail",)),
        ),
        (
            "The militia (OLF) said that the ferry would sail.",
            ("The militia (OLF)", "said", ("that the ferry would sail",)),
        ),
        # Somebody is told
        (
            "Ana Lund told Pieter Holm that the ferry would sail.",
            (LUND, "told", ("that the ferry would sail",)),
        ),
        ("Ana Lund told reporters: “It will sail.”", (LUND, "told", ("“It will sail.”",))),
        # Colon and quotation
        ("Ana Lund said: “It will sail.”", (LUND, "said", ("“It will sail.”",))),
        ("Ana Lund said, “It will sail.”", (LUND, "said", ("“It will sail.”",))),
        # The quotation first
        ("“It will sail,” Ana Lund said.", (LUND, "said", ("“It will sail,”",))),
        ("“It will sail,” said Ana Lund.", (LUND, "said", ("“It will sail,”",))),
        ("“Will it sail?” Ana Lund asked.", (LUND, "asked", ("“Will it sail?”",))),
        (
            "“It will sail,” said Ana Lund, the harbour master of Oster.",
            ("Ana Lund, the harbour master of Oster", "said", ("“It will sail,”",)),
        ),
        # Split quotations
        ("“It will sail,” Ana Lund said, “and be full.”", (LUND, "said", ("“It will sail,”", "“and be full.”"))),
        ("“It will sail,” said Ana Lund, “and be full.”", (LUND, "said", ("“It will sail,”", "“and be full.”"))),
        (
            "“It will sail,” Ana Lund said. “It will be full.”",
            (LUND, "said", ("“It will sail,”", "“It will be full.”")),
        ),
        # According to
        ("According to Ana Lund, the ferry would sail.", (LUND, "According to", ("the ferry would sail",))),
        ("The ferry would sail, according to Ana Lund.", (LUND, "according to", ("The ferry would sail",))),
        ("The ferry would sail according to Ana Lund.", (LUND, "according to", ("The ferry would sail",))),
        (
            "According to a harbour statement boats left the pier.",  # the comma was lost
            ("a harbour statement", "According to", ("boats left the pier",)),
        ),
        # The clause first
        ("The ferry would sail, Ana Lund said.", (LUND, "said", ("The ferry would sail",))),
        ("The ferry would sail, says Lund.", ("Lund", "says", ("The ferry would sail",))),
        (
            "The ferry would sail the harbour ministry said on Tuesday.",  # the comma was lost
            ("the harbour ministry", "said", ("The ferry would sail",)),
        ),
        ("The ferry, Ana Lund said, would sail.", (LUND, "said", ("The ferry", "would sail"))),
        # Infinitives and noun phrases
        ("Ana Lund vowed to rebuild the pier.", (LUND, "vowed", ("to rebuild the pier",))),
        ("Ana Lund announced a pause in the shelling.", (LUND, "announced", ("a pause in the shelling",))),
        ("Ana Lund called for a pause in the shelling.", (LUND, "called for", ("a pause in the shelling",))),
        ("But the militia denied the claim.", ("the militia", "denied", ("the claim",))),
        # Questions
        ("Ana Lund asked whether the ferry would sail.", (LUND, "asked", ("whether the ferry would sail",))),
        # Naming
        ("Ana Lund called the pact an “act of goodwill”.", (LUND, "called", ("the pact an “act of goodwill”",))),
        # Nobody is named
        ("The boats were believed to be from Westmark.", (None, "were believed", ("The boats", "to be from Westmark"))),
        ("The boats are said to be from Westmark.", (None, "are said", ("The boats", "to be from Westmark"))),
        # Quoted by somebody else
        (
            "Ana Lund was quoted by Reuters as saying that the ferry would sail.",
            (LUND, "was quoted by Reuters as saying", ("that the ferry would sail",)),
        ),
        (
            "Ana Lund has been quoted as saying: “It will sail.”",
            (LUND, "has been quoted as saying", ("“It will sail.”",)),
        ),
        ("“It will sail,” Ana Lund was quoted as saying.", (LUND, "was quoted as saying", ("“It will sail,”",))),
        ("“It will sail,” Reuters quoted Ana Lund as saying.", (LUND, "quoted", ("“It will sail,”",))),
        ("The ferry would sail, Reuters quoted Ana Lund as saying.", (LUND, "quoted", ("The ferry would sail",))),
        ("The ferry would sail Reuters quoted Ana Lund as saying.", (LUND, "quoted", ("The ferry would sail",))),
    ],
)
def test_one_attribution(text: str, expected: tuple[str | None, str | None, tuple[str, ...]]) -> None:
    assert plain(only(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ana Lund said the ferry would sail and added that it would be full.",
            [(LUND, "said", ("the ferry would sail",)), (LUND, "added", ("that it would be full",))],
        ),
        (
            "The harbour ministry said the ferry would sail, adding that it would be full.",
            [
                ("The harbour ministry", "said", ("the ferry would sail",)),
                ("The harbour ministry", "adding", ("that it would be full",)),
            ],
        ),
        (
            "The harbour ministry rejected the offer, vowing to fight on.",
            [
                ("The harbour ministry", "rejected", ("the offer",)),
                ("The harbour ministry", "vowing", ("to fight on",)),
            ],
        ),
        (
            "Ana Lund said that the pact was dead, while Pieter Holm said that it held.",
            [(LUND, "said", ("that the pact was dead",)), ("Pieter Holm", "said", ("that it held",))],
        ),
        (
            "“It is dead,” said Ana Lund. “It holds,” said Pieter Holm.",
            [(LUND, "said", ("“It is dead,”",)), ("Pieter Holm", "said", ("“It holds,”",))],
        ),
        (
            "Harbour Radio cited Ana Lund as saying the pact was dead.",
            [
                ("Harbour Radio", "cited", ("Ana Lund as saying the pact was dead",)),
                (LUND, "saying", ("the pact was dead",)),
            ],
        ),
        (
            "Harbour Radio quoted residents as saying that shells fell.",
            [
                ("Harbour Radio", "quoted", ("residents as saying that shells fell",)),
                ("residents", "saying", ("that shells fell",)),
            ],
        ),
    ],
)
def test_several_attributions(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert [plain(made) for made in read(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sailed on Monday.",
        "The State Department report was long.",
        "The harbour’s report of the storm was long.",
        "That said, the pact held for a year.",
        "He read the “Harbour News” every day.",
        "10:30 to Westmark",
        "“Gulls”",
        "…",
        "!!!",
        "said",
    ],
)
def test_what_is_nobodys_word(text: str) -> None:
    assert [plain(made) for made in read(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lund: the pact is dead", ("Lund", ":", ("the pact is dead",))),
        ("Harbour Ministry: No ferry this week", ("Harbour Ministry", ":", ("No ferry this week",))),
        ("Lund: “The pact is dead”", ("Lund", ":", ("“The pact is dead”",))),
    ],
)
def test_headlines_with_a_colon(text: str, expected: tuple[str, str, tuple[str, ...]]) -> None:
    assert plain(only(text, roles={0: "title"})) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Watch: the ferry sails",
        "Photos: the ferry sails",
        "18:30: the ferry sails",
        "Brisk: Closed",
        "the rest: gulls sing",
    ],
)
def test_headlines_with_a_colon_that_nobody_speaks(text: str) -> None:
    assert read(text, roles={0: "title"}) == []


LIMIT = "a limit of rules without a parser"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ana Lund, who said that the pact was dead, left for Westmark.",
            [(LUND, "said", ("that the pact was dead",))],
            marks=pytest.mark.xfail(strict=True, reason=f"a relative clause ends at its comma: {LIMIT}"),
        ),
        pytest.param(
            "Ana Lund said the pact was dead but the militia said it held.",
            [(LUND, "said", ("the pact was dead",)), ("the militia", "said", ("it held",))],
            marks=pytest.mark.xfail(strict=True, reason=f"'but' without a comma may go on or turn: {LIMIT}"),
        ),
        pytest.param(
            "The pact, said Ana Lund, was dead.",
            [(LUND, "said", ("The pact", "was dead"))],
            marks=pytest.mark.xfail(
                strict=True, reason=f"what follows an inverted source may be its apposition: {LIMIT}"
            ),
        ),
        pytest.param(
            "‘It is dead,’ Ana Lund said.",
            [(LUND, "said", ("‘It is dead,’",))],
            marks=pytest.mark.xfail(strict=True, reason="few words in single marks are labels more often than speech"),
        ),
        pytest.param(
            "Reports indicating that the pact was dead reached Brisk.",
            [("Reports", "indicating", ("that the pact was dead",))],
            marks=pytest.mark.xfail(strict=True, reason=f"the main verb ends the clause: {LIMIT}"),
        ),
    ],
)
def test_known_misses(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert [plain(made) for made in read(text)] == expected
