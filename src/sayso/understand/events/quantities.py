"""Numbers of people as news writes them: "at least 19", "two dozen", "between 20 and 30", "a family of five".

The words stand in ``data/quantities``. A number is a range of persons: low, best and high as UCDP gives them
(Sundberg and Melander 2013), None where it is open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sayso import data
from sayso.data import DataError
from sayso.understand.events.phrases import PhraseTable, check_keys
from sayso.understand.sentences import Token

#: No happening harms more people than live: a longer figure is a telephone number or rubbish.
MOST = 8_000_000_000
#: So many words may one number take ("one hundred and twenty-two thousand").
MOST_WORDS = 8
_FIGURE = re.compile(r"\d{1,10}")
_SPAN = re.compile(r"(\d{1,9})[-/–](\d{1,9})")
_BOUNDS = ("least", "above", "most", "below", "about")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence: tokens ``[begin, end)``, persons ``low``, ``best`` and ``high``, None for open.

    ``figure`` is the number in digits where it is one, to tell years.
    """

    begin: int
    end: int
    low: int | None
    best: int | None
    high: int | None
    figure: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    units: dict[str, int]
    scales: dict[str, int]
    vague: PhraseTable[tuple[int | None, int | None]]
    bounds: PhraseTable[str]
    behind: PhraseTable[bool]
    none: PhraseTable[bool]
    starts: frozenset[str]


@data.cached
def _words() -> _Words:
    """Return the number words; raises DataError for a file that cannot be used."""
    content: dict[str, Any] = {}
    for file, given in data.load("quantities"):
        check_keys(
            f"data/quantities/{file}.yaml", given, ("units", "scales", "vague", "bounds", "behind_least", "none")
        )
        content.update(given)
    try:
        units = {str(word): int(worth) for word, worth in content["units"].items()}
        scales = {str(word): int(worth) for word, worth in content["scales"].items()}
        vague: PhraseTable[tuple[int | None, int | None]] = PhraseTable()
        for phrase, (low, high) in content["vague"].items():
            vague.add(str(phrase), (low, high))
        bounds: PhraseTable[str] = PhraseTable()
        for kind in _BOUNDS:
            for phrase in content["bounds"][kind]:
                bounds.add(str(phrase), kind)
        behind, none = PhraseTable[bool](), PhraseTable[bool]()
        for phrase in content["behind_least"]:
            behind.add(str(phrase), True)
        for phrase in content["none"]:
            none.add(str(phrase), True)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"data/quantities: needs units, scales, vague, bounds, behind_least and none ({error!r}); see "
            "docs/data-quantities.md"
        ) from error
    starts = {"between", "from", *units, *vague.by_first, *bounds.by_first}
    return _Words(units, scales, vague, bounds, behind, none, frozenset(starts))


def find_quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """Return the numbers of a sentence in order; they overlap nothing."""
    words = _words()
    found: list[Quantity] = []
    behind = 0
    for index, token in enumerate(tokens):
        if index < behind or not (token.lower in words.starts or token.text[0].isdigit() or "-" in token.lower):
            continue
        one = _quantity(tokens, index, words)
        if one is not None:
            found.append(one)
            behind = one.end
    return found


def none_begins(tokens: Sequence[Token]) -> list[int]:
    """Return the numbers of the tokens that a word for nobody may begin at."""
    return _words().none.begins(tokens)


def none_at(tokens: Sequence[Token], index: int) -> int | None:
    """Return where a word for nobody ends that begins at a token ("no", "nobody"), or None."""
    found = _words().none.at(tokens, index)
    return found[0] if found else None


def added(first: Quantity, second: Quantity) -> Quantity:
    """Return the sum of two numbers as one that reaches over both; open where one of them is."""
    return Quantity(
        min(first.begin, second.begin),
        max(first.end, second.end),
        _sum(first.low, second.low),
        _sum(first.best, second.best),
        _sum(first.high, second.high),
    )


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def _quantity(tokens: Sequence[Token], index: int, words: _Words) -> Quantity | None:
    if tokens[index].lower in {"between", "from"}:
        made = _between(tokens, index, words)
        if made is not None:
            return made
    bound, begin = None, index
    for _ in range(3):  # "at least another", "up to an estimated"
        found = words.bounds.at(tokens, begin)
        if found is None or found[0] >= len(tokens):
            break
        begin = found[0]
        bound = found[1] if bound in (None, "about") else bound
    number = _number(tokens, begin, words)
    if number is None:
        return None
    end, low, high, figure = number
    if end + 1 < len(tokens) and tokens[end].lower in {"to", "-", "–", "or"} and low == high:
        upper = _number(tokens, end + 1, words)
        if upper is not None and low is not None and upper[2] is not None and upper[2] > low:
            return Quantity(index, upper[0], low, None, upper[2], figure)
    made = _bounded(Quantity(index, end, low, low if low == high else None, high, figure), bound)
    behind = words.behind.at(tokens, end) if end < len(tokens) else None
    return replace(made, end=behind[0], high=None) if behind is not None else made


def _bounded(made: Quantity, bound: str | None) -> Quantity:
    low, high = made.low, made.high
    if bound is None or bound == "about" or low is None:
        return made
    if bound == "least":
        return replace(made, best=low, high=None)
    if bound == "above":
        return replace(made, low=low + 1, best=low, high=None)
    top = high if high is not None else low
    return replace(made, low=None, best=low if bound == "most" else None, high=top - (bound == "below"))


def _between(tokens: Sequence[Token], index: int, words: _Words) -> Quantity | None:
    lower = _number(tokens, index + 1, words)
    if lower is None or lower[0] + 1 >= len(tokens) or tokens[lower[0]].lower not in {"and", "to"}:
        return None
    upper = _number(tokens, lower[0] + 1, words)
    if upper is None or lower[1] is None or upper[2] is None or upper[2] <= lower[1]:
        return None
    return Quantity(index, upper[0], lower[1], None, upper[2], lower[3])


def _number(tokens: Sequence[Token], index: int, words: _Words) -> tuple[int, int | None, int | None, bool] | None:
    """Read one number: ``(end, low, high, whether in digits)``."""
    if index >= len(tokens):
        return None
    vague = words.vague.at(tokens, index)
    if vague is not None:
        return vague[0], vague[1][0], vague[1][1], False
    text = tokens[index].lower
    if text[0].isdigit():
        return _figure(tokens, index, words)
    end, total = _in_words(tokens, index, words)
    return (end, total, total, False) if end > index else None


def _figure(tokens: Sequence[Token], index: int, words: _Words) -> tuple[int, int, int, bool] | None:
    text = tokens[index].text
    span = _SPAN.fullmatch(text)
    if span is not None and int(span[1]) < int(span[2]):
        return index + 1, int(span[1]), int(span[2]), True
    if not text.isascii() or not _FIGURE.fullmatch(text):
        return None
    end, digits = index + 1, text
    while (  # 1,200: a comma between figures without a space
        end + 1 < len(tokens)
        and tokens[end].text == ","
        and tokens[end].start == tokens[end - 1].end
        and tokens[end + 1].start == tokens[end].end
        and len(tokens[end + 1].text) == 3
        and tokens[end + 1].text.isascii()
        and tokens[end + 1].text.isdigit()
        and len(digits) <= 9
    ):
        digits += tokens[end + 1].text
        end += 2
    value = int(digits)
    if end < len(tokens) and tokens[end].lower in words.scales:
        value *= words.scales[tokens[end].lower]
        end += 1
    return (end, value, value, True) if value <= MOST else None


def _in_words(tokens: Sequence[Token], index: int, words: _Words) -> tuple[int, int]:
    """Read a number in words: where it ends and what it is worth; an end of ``index`` means there is none."""
    total, current, end = 0, 0, index
    while end < len(tokens) and end - index < MOST_WORDS:
        parts = tokens[end].lower.split("-")
        if all(part in words.units for part in parts):
            current += sum(words.units[part] for part in parts)
        elif len(parts) == 1 and parts[0] in words.scales and end > index:
            current = max(current, 1) * words.scales[parts[0]]
            if words.scales[parts[0]] >= 1000:
                total, current = total + current, 0
        elif not (
            tokens[end].lower == "and"
            and end > index
            and end + 1 < len(tokens)
            and tokens[end - 1].lower in words.scales
            and tokens[end + 1].lower.split("-")[0] in words.units
        ):
            break
        end += 1
    value = total + current
    return (end, value) if value <= MOST else (index, 0)
