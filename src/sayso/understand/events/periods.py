"""Numbers and periods that are no happening's own: dates, and tolls that came together over years."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.events.quantities import Quantity
from sayso.understand.sentences import Token
from sayso.understand.words import MONTHS, word_set

_WAR = word_set(
    "conflict war uprising revolution violence fighting unrest crisis protests beginning start began outbreak"
)
_FROM_THEN = word_set("then early late mid")
_TO_DATE = word_set("killed claimed cost displaced left taken")
#: Years that news tells of.
_FIRST_YEAR, _LAST_YEAR, _YEAR_DIGITS = 1900, 2100, 4


def is_cumulative(tokens: Sequence[Token]) -> bool:
    """Whether a sentence tells what came together over a long time: "since 2011", "in five years of war".

    "It has killed …" sums up what the sentence before is about; of a single strike it would be "it killed".
    """
    lowers = [token.lower for token in tokens]
    if lowers[:2] == ["it", "has"] and _TO_DATE & set(lowers[2:4]):
        return True
    return any(_over_long(lowers, at, word) for at, word in enumerate(lowers) if word in _OPENING)


_OPENING = word_set("since year month years conflict war five-year six-year four-year seven-year")


def _over_long(lowers: Sequence[str], at: int, word: str) -> bool:
    behind = lowers[at + 1 : at + 9]
    before = lowers[at - 1] if at else ""
    if word == "since":
        return bool(behind) and _since(behind)
    if word in {"conflict", "war"}:
        return before in {"the", "civil"} and bool(_TO_DATE & set(lowers[at + 1 : at + 6]))
    if before == "this":
        return word == "year" or (word == "month" and "so" in lowers[max(0, at - 3) : at])
    return behind[:1] != [] and behind[0] in {"of", "war", "conflict", "civil"} and bool(_WAR & set(behind[:4]))


def _since(behind: Sequence[str]) -> bool:
    """Whether what follows "since" is long ago: a year, a month, the beginning of a war; a weekday is not."""
    first = behind[0]
    year = first.isdigit() and len(first) == _YEAR_DIGITS
    return year or first in MONTHS or first in _FROM_THEN or bool(_WAR & set(behind)) or "intervened" in behind


def is_date(tokens: Sequence[Token], one: Quantity) -> bool:
    """Whether a figure is a year or a day of a month."""
    if not one.figure or one.end - one.begin > 1:
        return False
    before = tokens[one.begin - 1].lower if one.begin else ""
    behind = tokens[one.end].lower if one.end < len(tokens) else ""
    if before in MONTHS or (behind in MONTHS and behind != "may"):
        return True
    year = one.low is not None and _FIRST_YEAR <= one.low <= _LAST_YEAR
    return year and (before in _BEFORE_YEARS or not behind)


_BEFORE_YEARS = word_set("in since of until by from year mid early late")
