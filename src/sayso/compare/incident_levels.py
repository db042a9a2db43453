"""Compare: pairs of events, by place, day, kind, numbers, parties, words and copied passages, each to a level.

What each level weighs is data (``data/linkage/incidents.yaml``); here stands only how levels are told apart.
"""

from __future__ import annotations

import numpy as np

from sayso.compare.arrays import F64, I8, I64, Flags, kilometres
from sayso.compare.incident_blocks import Pairs
from sayso.compare.linkage import pick
from sayso.compare.rare_words import dice
from sayso.compare.tellings import UNKNOWN, Tellings

LEVELS = {
    "place": ("same", "same_wide", "near", "inside", "country", "far", "remote", "unknown"),
    "days": (
        "same",
        "next",
        "printed",
        "likely",
        "close",
        "unclear",
        "same_span",
        "crossing",
        "within",
        "apart",
        "unknown",
    ),
    "kind": ("same_rare", "same", "akin", "vague", "other", "other_type"),
    "killed": ("same_many", "same_few", "near", "fits", "differs", "far", "unknown"),
    "injured": ("same", "near", "differs", "unknown"),
    "actors": ("same", "differ", "unknown"),
    "victims": ("same", "differ", "unknown"),
    "words": ("most", "many", "some", "few", "none", "unknown"),
    "story": ("lead", "same", "like", "other", "unknown"),
    "passage": ("copied", "elsewhere", "none"),
    "telling": ("other_article", "again", "lead_again", "next_other", "next_same", "far_other", "far_same"),
}
#: Modes of attack that tellers take for each other: a barrel bomb falls from a helicopter, a gas shell is a shell.
AKIN = (
    ("aerial", "drone"),
    ("aerial", "explosives"),
    ("aerial", "heavy-weapons"),
    ("aerial", "unconventional"),
    ("explosives", "suicide-attack"),
    ("explosives", "unconventional"),
    ("heavy-weapons", "explosives"),
    ("heavy-weapons", "unconventional"),
    ("heavy-weapons", "firearms"),
    ("targeted", "firearms"),
    ("restrict", "seize"),
)
#: Modes that every day of a war has; that two events are both of another mode tells more.
COMMON = ("aerial", "heavy-weapons", "explosives")
#: Modes that say nothing of the means: fights, and killings however done.
VAGUE = ("mixed", "other", None)
#: Kilometres: one place by two names, and places that a teller may take for each other.
SAME_KM, NEAR_KM = 1.0, 15.0
#: Kilometres beyond which no teller takes one place for the other; a reader may still have taken the wrong name.
REMOTE_KM = 100.0
#: A place holds another when it reaches so many times as far: a town its quarters, a province its towns.
WIDER = 1.5
#: Days: a happening of so many is one happening, a longer one is a campaign.
SHORT_DAYS = 3
CLOSE_DAYS = 3
#: A number as large tells which incident is meant; smaller ones are common.
MANY = 8
#: How far numbers of one thing lie apart in different tellings.
NEAR_RATIO, FITS_RATIO, DIFFERS_RATIO = 1.35, 2.0, 2.5
#: The shared part of the rare words (weighted, Dice 1945).
MOST, MANY_WORDS, SOME, FEW = 0.6, 0.35, 0.2, 0.1
SAME_STORY, LIKE_STORY = 0.3, 0.15


def levels(events: Tellings, a: I64, b: I64, copied: Pairs, elsewhere: Pairs) -> dict[str, I8]:
    """Return for every comparison the number of the level (in ``LEVELS``) that each pair comes out at."""
    same_article = events.article[a] == events.article[b]
    killed = _killed(events, a, b)
    # Two numbers in one article are two counts or two happenings; how near they lie to each other tells nothing.
    killed = np.where(same_article & ~_equal(killed), np.int8(LEVELS["killed"].index("unknown")), killed)
    passage = _passage(len(events), a, b, copied, elsewhere)
    # Articles that share a passage share its words; where in the passage a thing stands is all there is to compare.
    spent = same_article | (passage == LEVELS["passage"].index("elsewhere"))
    return {
        "place": _place(events, a, b),
        "days": _days(events, a, b),
        "kind": _kind(events, a, b),
        "killed": killed,
        "injured": _injured(events, a, b),
        "actors": _parties(events.doers[a], events.doers[b]),
        "victims": _victims(events, a, b),
        "words": _words(events, a, b, spent),
        "story": _story(events, a, b, spent),
        "passage": passage,
        "telling": _telling(events, a, b, same_article),
    }


def _pick(comparison: str, conditions: list[tuple[str, Flags]], otherwise: str) -> I8:
    return pick(LEVELS[comparison], conditions, otherwise)


def apart_km(events: Tellings, a: I64, b: I64) -> F64:
    """Return how far apart events are told to lie, in kilometres, NaN where either place has no coordinates."""
    return kilometres(events.latitude[a], events.longitude[a], events.latitude[b], events.longitude[b])


def _place(events: Tellings, a: I64, b: I64) -> I8:
    distance = apart_km(events, a, b)
    name = (events.place[a] == events.place[b]) & (events.place[a] != UNKNOWN)
    wide = events.wide[a] & events.wide[b]
    country = events.whole_country[a] | events.whole_country[b]
    located = np.isfinite(distance)
    small, large = np.minimum(events.reach[a], events.reach[b]), np.maximum(events.reach[a], events.reach[b])
    inside = (distance <= large) & (large >= WIDER * small)
    region = (events.region[a] == events.region[b]) & (events.region[a] != UNKNOWN)
    return _pick(
        "place",
        [
            ("unknown", (events.place[a] == UNKNOWN) | (events.place[b] == UNKNOWN)),
            ("country", country & ((events.country[a] == events.country[b]) | inside | name)),
            ("same_wide", wide & (name | (distance <= SAME_KM))),
            ("same", name | (distance <= SAME_KM)),
            ("unknown", ~located),
            ("inside", inside | (region & (events.wide[a] | events.wide[b]))),
            ("near", distance <= NEAR_KM),
            ("remote", distance > REMOTE_KM),
        ],
        "far",
    )


def _days(events: Tellings, a: I64, b: I64) -> I8:
    first_a, first_b, last_a, last_b = events.day_from[a], events.day_from[b], events.day_to[a], events.day_to[b]
    gap = np.maximum(first_a, first_b) - np.minimum(last_a, last_b)
    long_a, long_b = last_a - first_a >= SHORT_DAYS, last_b - first_b >= SHORT_DAYS
    told = events.told[a] & events.told[b]
    short = ~long_a & ~long_b
    return _pick(
        "days",
        [
            ("unknown", (first_a == UNKNOWN) | (first_b == UNKNOWN)),
            ("printed", ~told & short & (last_a == last_b)),
            ("likely", ~told & short & (gap <= 0)),
            ("unclear", ~told & short & (gap <= CLOSE_DAYS)),
            ("same", short & (gap <= 0)),
            ("next", short & (gap == 1)),
            ("close", short & (gap <= CLOSE_DAYS)),
            ("same_span", long_a & long_b & (np.abs(first_a - first_b) <= 1) & (gap <= 0)),
            ("crossing", long_a & long_b & (gap <= 0)),
            ("within", gap <= 0),
        ],
        "apart",
    )


def _kind(events: Tellings, a: I64, b: I64) -> I8:
    names = [*events.modes, None]
    akin = {frozenset(pair) for pair in AKIN}
    table = np.array([[frozenset((one, two)) in akin for two in names] for one in names])
    vague = np.array([one in VAGUE for one in names])
    rare = ~vague & np.array([one not in COMMON for one in names])
    one, two = events.mode[a], events.mode[b]
    return _pick(
        "kind",
        [
            ("other_type", events.kind[a] != events.kind[b]),
            ("vague", vague[one] | vague[two]),
            ("same_rare", (one == two) & rare[one]),
            ("same", one == two),
            ("akin", table[one, two]),
        ],
        "other",
    )


def _killed(events: Tellings, a: I64, b: I64) -> I8:
    low_a, low_b, high_a, high_b = (
        events.killed_low[a],
        events.killed_low[b],
        events.killed_high[a],
        events.killed_high[b],
    )
    best_a, best_b = _told(low_a, high_a), _told(low_b, high_b)
    ratio = (np.maximum(best_a, best_b) + 0.5) / (np.minimum(best_a, best_b) + 0.5)
    meet = (np.minimum(high_a, high_b) >= np.maximum(low_a, low_b)) & (np.isinf(high_a) | np.isinf(high_b))
    return _pick(
        "killed",
        [
            ("unknown", np.isnan(ratio)),
            ("same_many", (best_a == best_b) & (best_a >= MANY)),
            ("same_few", best_a == best_b),
            ("near", ratio <= NEAR_RATIO),
            ("fits", meet & (ratio <= FITS_RATIO)),
            ("differs", ratio <= DIFFERS_RATIO),
        ],
        "far",
    )


def _equal(killed: I8) -> Flags:
    names = LEVELS["killed"]
    return np.isin(killed, [names.index("same_many"), names.index("same_few")])


def _told(low: F64, high: F64) -> F64:
    """Return the number that was told: the low one, or the high one of "up to"."""
    return np.where((low > 0) | np.isinf(high), low, high)


def _injured(events: Tellings, a: I64, b: I64) -> I8:
    one = _told(events.injured_low[a], events.injured_high[a])
    two = _told(events.injured_low[b], events.injured_high[b])
    ratio = (np.maximum(one, two) + 0.5) / (np.minimum(one, two) + 0.5)
    return _pick(
        "injured", [("unknown", np.isnan(ratio)), ("same", one == two), ("near", ratio <= NEAR_RATIO)], "differs"
    )


def _parties(one: I64, two: I64) -> I8:
    shared = ((one[:, :, None] == two[:, None, :]) & (one[:, :, None] != UNKNOWN)).any(axis=(1, 2))
    unknown = (one[:, 0] == UNKNOWN) | (two[:, 0] == UNKNOWN)
    return _pick("actors", [("unknown", unknown), ("same", shared)], "differ")


def _victims(events: Tellings, a: I64, b: I64) -> I8:
    one, two = events.combatants[a], events.combatants[b]
    sufferers = _parties(events.sufferers[a], events.sufferers[b]) == LEVELS["actors"].index("same")
    return _pick(
        "victims",
        [
            ("differ", (one != two) & (one != UNKNOWN) & (two != UNKNOWN)),
            ("same", ((one == two) & (one != UNKNOWN)) | sufferers),
        ],
        "unknown",
    )


def _words(events: Tellings, a: I64, b: I64, spent: Flags) -> I8:
    """Compare rare words, but where they are ``spent``: windows of one article overlap, so there they tell nothing."""
    shared, known = dice(events.words, events.weights, a, b)
    bounds = [("most", MOST), ("many", MANY_WORDS), ("some", SOME), ("few", FEW)]
    found = [(name, shared >= least) for name, least in bounds]
    return _pick("words", [("unknown", spent | ~known), *found], "none")


def _story(events: Tellings, a: I64, b: I64, spent: Flags) -> I8:
    """Compare what the articles begin with: it tells most of what both begin with, their first event."""
    shared, known = dice(events.story, events.story_weights, a, b)
    lead = events.lead[a] & events.lead[b]
    found = [("lead", lead & (shared >= SAME_STORY)), ("same", shared >= SAME_STORY), ("like", shared >= LIKE_STORY)]
    return _pick("story", [("unknown", spent | ~known), *found], "other")


def _passage(count: int, a: I64, b: I64, copied: Pairs, elsewhere: Pairs) -> I8:
    codes = np.minimum(a, b) * count + np.maximum(a, b)
    return _pick(
        "passage",
        [
            ("copied", np.isin(codes, copied.a * count + copied.b)),
            ("elsewhere", np.isin(codes, elsewhere.a * count + elsewhere.b)),
        ],
        "none",
    )


def _telling(events: Tellings, a: I64, b: I64, same_article: Flags) -> I8:
    """Say how two events of one article are told: again, one after the other or far apart, by one voice or two.

    One voice tells of several things; another voice, just after, mostly tells of the same thing.
    """
    voice = events.voice[a] != events.voice[b]
    following = (events.before[a] == b) | (events.before[b] == a)
    again = ((events.before[a] == b) & events.again[a]) | ((events.before[b] == a) & events.again[b])
    lead = (events.lead[a] & events.again[b]) | (events.lead[b] & events.again[a])
    return _pick(
        "telling",
        [
            ("other_article", ~same_article),
            ("again", again),
            ("lead_again", lead),
            ("next_other", following & voice),
            ("next_same", following),
            ("far_other", voice),
        ],
        "far_same",
    )
