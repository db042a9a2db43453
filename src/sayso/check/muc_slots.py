"""What one filler of a MUC-4 template is worth against another: right, half right or wrong.

As the MUC-4 scorer does it without a person at its side, after sections 3.1 and 3.2 of the scoring guidelines
(version 7): where they leave a judgement to people, the answer here is the one that gives less.
"""

from __future__ import annotations

import re
from datetime import date

from sayso.check import muc_keys
from sayso.check.muc_keys import Filler
from sayso.understand.words import word_set

RIGHT, HALF, WRONG = 1.0, 0.5, 0.0
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(rf"(\d{{1,2}})\s+({'|'.join(_MONTHS)})[A-Z]*\s+(?:19)?(\d\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(~?)\s*(\d{0,7})\s*(-?)\s*(\d{0,7})")
#: "Recent", in the words of the task's documentation, is what happened within two months of the article.
RECENT_DAYS = 62
#: Kinds that the list of places of the task uses for one and the same: "CITY and TOWN were treated as synonymous".
_TOWNS = frozenset({"CITY", "TOWN", "CAPITAL", "MUNICIPALITY", "VILLAGE", "HAMLET", "PORT", "SUBURB", ""})
#: Words that carry nothing (guidelines, 3.1.1.1): articles and numbers before a noun.
_EMPTY = word_set(
    "a an the some another other several many one two three four five six seven eight nine ten eleven twelve mr mrs "
    "about least at more than nearly almost over dozens of hundreds between and"
)
#: What scores half in place of what, beside equal values: slot → {response: keys}.
_HALF_SETS: dict[int, dict[str, frozenset[str]]] = {
    muc_keys.CONFIDENCE: {"SUSPECTED OR ACCUSED": frozenset({"SUSPECTED OR ACCUSED BY AUTHORITIES"})},
    muc_keys.VICTIM_TYPE: {
        "GOVERNMENT OFFICIAL": frozenset({"FORMER GOVERNMENT OFFICIAL"}),
        "ACTIVE MILITARY": frozenset({"FORMER ACTIVE MILITARY"}),
        "POLITICAL FIGURE": frozenset({"GOVERNMENT OFFICIAL"}),
    },
}
Days = tuple[date | None, date]


def worth(slot: int, response: Filler, key: Filler) -> float:
    """Return what a response's filler is worth against one of the key: 1, 0.5 or 0.

    Any of the key's alternatives will do. A right value that refers to another string than the key's is half right
    (guidelines, 3.1.2 and 3.2.21).
    """
    compare = {
        muc_keys.DATE: _date,
        muc_keys.LOCATION: _location,
        muc_keys.TYPE: _type,
        muc_keys.VICTIM_NUMBER: _number,
    }.get(slot)
    best = WRONG
    for ours in response.values[:1]:
        for theirs in key.values:
            if compare is not None:
                best = max(best, compare(ours, theirs))
            elif slot in _HALF_SETS or slot in {muc_keys.STAGE, 8}:
                best = max(best, _set(slot, ours, theirs))
            else:
                best = max(best, string(ours, theirs))
    if slot in muc_keys.TAGGED and key.tags and best == RIGHT:
        tag = max((string(ours, theirs) for ours in response.tags for theirs in key.tags), default=WRONG)
        return RIGHT if tag == RIGHT else HALF
    return best


def string(response: str, key: str) -> float:
    """Compare two strings of a text: words that carry nothing do not count, more words in front of a noun neither.

    Half right is a part of a name or phrase that begins or ends it, and a phrase that goes on behind the key's.
    """
    ours, theirs = _words(response), _words(key)
    if not ours or not theirs:
        return RIGHT if response.strip().upper() == key.strip().upper() else WRONG
    if ours == theirs or ours[-len(theirs) :] == theirs:
        return RIGHT
    if ours[: len(theirs)] == theirs or theirs[-len(ours) :] == ours or theirs[: len(ours)] == ours:
        return HALF
    return WRONG


def _words(value: str) -> list[str]:
    found = re.findall(r"[\w'-]+", value.upper())
    while len(found) > 1 and (found[0].lower() in _EMPTY or found[0].isdigit()):
        found.pop(0)
    return found


def _type(response: str, key: str) -> float:
    if response == key:
        return RIGHT
    return HALF if response == "ATTACK" else WRONG  # 3.2.4


def _set(slot: int, response: str, key: str) -> float:
    if response == key:
        return RIGHT
    return HALF if key in _HALF_SETS.get(slot, {}).get(response, ()) else WRONG


def days(value: str) -> Days | None:
    """Return the first and last day of "02 FEB 90", "01 FEB 90 - 02 FEB 90" or "- 02 FEB 90" (first is None)."""
    found = []
    for day, month, year in _DAY.findall(value):
        try:
            found.append(date(1900 + int(year), _MONTHS.index(month.upper()) + 1, int(day)))
        except ValueError:
            return None
    if not found:
        return None
    if len(found) > 1:
        return found[0], found[-1]
    return (None if value.strip("( ").startswith("-") else found[0]), found[0]


def _date(response: str, key: str) -> float:
    """3.2.2: half right is a part of the key's time, and "on or before the dateline" where the key ends there."""
    ours, theirs = days(response), days(key)
    if ours is None or theirs is None:
        return RIGHT if response.strip() == key.strip() else WRONG
    if ours == theirs:
        return RIGHT
    if ours[0] is None:
        return HALF if ours[1] == theirs[1] else WRONG
    if theirs[0] is None:
        return HALF if ours[1] <= theirs[1] and (theirs[1] - ours[0]).days <= RECENT_DAYS else WRONG
    return HALF if theirs[0] <= ours[0] and ours[1] <= theirs[1] else WRONG


def _number(response: str, key: str) -> float:
    """3.2.21: half right is a number at the end of the key's range, or near what the key calls about."""
    if response == key:
        return RIGHT
    ours, theirs = _NUMBER.fullmatch(response.strip()), _NUMBER.fullmatch(key.strip())
    if ours is None or theirs is None:
        return WRONG
    if ours.groups() == theirs.groups():
        return RIGHT
    single = ours[2] and not ours[1] and not ours[3]
    return HALF if single and ours[2] in {theirs[2], theirs[4]} else WRONG


def _location(response: str, key: str) -> float:
    """3.2.3: half right is the right country, all but the country, or one of two places between which it was."""
    ours = levels(response)
    ends = key.split(" - ")
    if response.strip() == key.strip():
        return RIGHT
    best = WRONG
    country = ends[0].split(":")[0]
    for number, end in enumerate(ends):
        whole = number == 0 or end.startswith(country)
        theirs = levels(end if whole else f"{country}: {end}")
        if ours == theirs:
            best = max(best, RIGHT if len(ends) == 1 else HALF)
        elif ours[:1] == theirs[:1] or (len(theirs) > 1 and ours[1:] == theirs[1:]):
            best = max(best, HALF)
    return best


def levels(value: str) -> list[tuple[str, str]]:
    """Return the names of a place from the country down, each with its kind; kinds of towns are one."""
    found: list[tuple[str, str]] = []
    for level in value.upper().split(":"):
        name, _, kind = level.partition("(")
        kind = kind.strip(" )")
        found.append((name.strip(), "TOWN" if kind in _TOWNS and found else kind))
    return found
