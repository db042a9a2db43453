"""The words around one attribution that tell through whom it came: "told Harbour Radio", "quoted by", "… reports".

Everything is read from the text beside source, cue and content, so that it holds for any reader's spans: a long source
may swallow "who spoke to this newspaper", a cue may be "told" alone or "told Harbour Radio".
"""

from __future__ import annotations

import re

from sayso.understand.outlet_names import House, at, before
from sayso.understand.reader import Extent, RawAttribution

#: So far behind a cue or a content the outlet's name begins, in characters, and so far before a source.
_REACH, _LEAD = 110, 160
#: An introduction ("Speaking to Harbour Radio, …") begins its sentence, give or take "On Monday".
_OPENING = 40
_DAY = (
    r"(?:on\s)?(?:late\s|early\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:morning|afternoon|evening|night))?"
)
_FILLER = re.compile(
    rf"(?:[\s,”\"’]|(?:{_DAY}|yesterday|today|earlier|later|also|again|exclusively|recently|live|in\s[A-Z][a-z]+|"
    rf"by\s(?:tele)?phone)\b)*"
)
_TELLING = r"(?:told|tells?|telling|informed|informs?|informing)\s(?:exclusively\s)?"
_TOLD = re.compile(r"(?:(?:has|have|had|later|also)\s)*(?:told|informed|assured)\b", re.IGNORECASE)
_RELAYED = (
    r"(?:as\s)?(?:quoted|cited|carried|reported|published|broadcast|aired|relayed|released|posted)\s"
    rf"(?:as\s(?:saying|telling)\s)?(?:{_DAY}\s)?(?:by|on|in)\s"
)
_TALKING = (
    r"(?:speaking|speaks?|spoke|spoken|talking|talks?|talked|in\s(?:talks|conversation))\s(?:\w+\s){0,2}?(?:to|with)\s"
)
_MEANS = (
    r"(?:interviews?|statements?|remarks|comments|(?:tele)?phone\scall|conversation|call|e-?mail|letter|messages?|posts?|"
    r"videos?|tweets?|articles?|op-ed|column|communiqu[eé]|press\srelease|footage)"
)
_BY_MEANS = (
    rf"(?:in|during|through|via|by|over)\s(?:[\w-]+\s){{0,5}}?{_MEANS}\s(?:[\w-]+\s){{0,3}}?"
    r"(?:with|to|for|on|by)\s"
)
_PLATFORM = r"(?:on|via|to|through)\s"
_PASSIVE = re.compile(r"(?:was|were|been|be)\stold\b|(?:has\s|have\s)?(?:learned|learnt|heard)\sfrom\b")
#: Behind a cue, tried in this order at every place within the cue and right behind it.
_BEHIND = [re.compile(rf"\b{shape}", re.IGNORECASE) for shape in (_TELLING, _RELAYED, _TALKING, _BY_MEANS, _PLATFORM)]
#: Before the source at the head of its sentence, between source and cue, or within a source.
_INTRODUCING = re.compile(
    rf"\b(?:{_TALKING}|{_BY_MEANS}|(?:asked|contacted|reached|interviewed|quoted|cited)\s(?:as\ssaying\s)?by\s)",
    re.IGNORECASE,
)
_ASIDE = re.compile(rf"\b(?:{_TELLING}|{_TALKING}|{_BY_MEANS}|{_RELAYED})", re.IGNORECASE)
_BEHIND_CONTENT = re.compile(rf"[\s,”\"’]*(?:{_RELAYED}|{_TALKING}|{_BY_MEANS})", re.IGNORECASE)
_ACCORDING = re.compile(r"[\s,”\"’]*according\sto\s", re.IGNORECASE)
_SIGNING = re.compile(r"[\s,”\"’]*(?:as\s)?(?=[A-Z]|al-|the\s)")
_REPORTS = re.compile(r"\b(?:(?:has|have)\s)?(?:reports?|reported|writes|wrote)\b")
#: "Harbour Radio quoted …", "citing …": whose the quoting is stands before it.
_QUOTING = re.compile(r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing)|interviewed)\b", re.IGNORECASE)
_QUOTING_BEFORE = re.compile(
    r"\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing))\s(?:\w+ly\s)?(?:an?\s|the\s|its\s)?$", re.IGNORECASE
)
_FULL_STOP = re.compile(r"[.!?…][”\"’']?\s+(?=[A-Z“\"‘'(])|\n")
_TITLES = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Gen|Lt|Col|Maj|Sgt|Capt|St|[A-Z])\.\s+$")


def through(text: str, raw: RawAttribution, house: House, *, quoted: bool = False) -> list[str]:
    """Return the outlets named around an attribution, nearest to the speaker first; the same may come twice.

    ``quoted`` tells that it stands in somebody's words, whose "us" is not the article's.
    """
    names: list[str | None] = []
    if raw.addressee is not None:
        told = raw.cue is not None and _TOLD.match(text, *raw.cue) is not None
        names.append(at(text, *raw.addressee, house, quoted=quoted or not told))
    if raw.source is not None:
        names += _in_source(text, raw, house, quoted=quoted)
    if raw.cue is not None:
        names += _behind_cue(text, raw, house, quoted=quoted)
        names += _quoted_by(text, raw, house)
    if raw.source is not None:
        names.append(_introduced(text, raw, house, quoted=quoted))
        names.append(_tweeted(text, raw.source))
    if raw.source is not None or raw.cue is not None:
        names.append(_behind_all(text, raw, house))
    return [name for name in names if name is not None]


def sentence_start(text: str, place: int, most: int = _LEAD) -> int:
    """Return where the sentence around ``place`` begins; at most ``most`` characters before it."""
    low = max(0, place - most)
    start = low
    for match in _FULL_STOP.finditer(text, low, place + 1):
        if match.end() <= place and not _TITLES.search(text[max(low, match.start() - 5) : match.end()]):
            start = match.end()
    return start


def sentence_end(text: str, place: int, most: int = _REACH) -> int:
    """Return where the sentence around ``place`` ends; at most ``most`` characters behind it."""
    for match in _FULL_STOP.finditer(text, place, min(len(text), place + most)):
        if not _TITLES.search(text[max(place, match.start() - 5) : match.end()]):
            return match.end()
    return min(len(text), place + most)


def _behind_cue(text: str, raw: RawAttribution, house: House, *, quoted: bool) -> list[str]:
    assert raw.cue is not None
    start, end = raw.cue
    stop = sentence_end(text, end)
    filled = _FILLER.match(text, end, stop)
    latest = filled.end() if filled else end
    content = min((piece[0] for piece in raw.content if piece[0] >= end), default=stop)
    names = []
    for pattern in _BEHIND:
        telling = pattern is _BEHIND[0]
        limit = stop if telling else min(stop, content)  # what is told may begin with whom it is told
        for match in pattern.finditer(text, start, limit):
            if match.start() > latest:
                break
            # "that tells us", "this reminds us": those are all of us
            ours = not telling or _TOLD.match(text, match.start()) is not None
            name = at(text, match.end(), limit, house, quoted=quoted or not ours)
            if name is not None:
                names.append(name)
                break
        if names:
            break
    if _PASSIVE.match(text, start, end):
        name = before(text, start, sentence_start(text, start), house)
        names += [name] if name else []
    return names


def _quoted_by(text: str, raw: RawAttribution, house: House) -> list[str]:
    """Who quotes or cites: the outlet before that verb, or behind the source where the verb opens the sentence."""
    places = []
    for place in (raw.cue[0] if raw.cue else None, raw.source[0] if raw.source else None):
        if place is None:
            continue
        if _QUOTING.match(text, place):
            places.append(place)
        match = _QUOTING_BEFORE.search(text, max(0, place - 30), place)
        if match:
            places.append(match.start())
    if raw.source is not None and _AS_SAYING.match(text, raw.source[1]):
        match = _REPORTING_BEFORE.search(text, max(0, raw.source[0] - 30), raw.source[0])
        places += [match.start()] if match else []
    for place in dict.fromkeys(places):
        if _PASSIVE_BEFORE.search(text, max(0, place - 12), place):
            continue
        start = sentence_start(text, place)
        name = before(text, place, start, house)
        if name is None and raw.source is not None and place <= start + 1:
            behind = _SIGNING.match(text, raw.source[1])
            name = at(text, behind.end(), sentence_end(text, behind.end()), house) if behind else None
        if name is not None:
            return [name]
    return []


_AS_SAYING = re.compile(r"[\s,]*as\s(?:saying|telling|describing)\b")
_REPORTING_BEFORE = re.compile(r"\b(?:reported|reports|showed|shows)\s(?:an?\s|the\s|its\s)?$")
_PASSIVE_BEFORE = re.compile(r"\b(?:was|were|is|are|been|being)\s$")


def _in_source(text: str, raw: RawAttribution, house: House, *, quoted: bool) -> list[str | None]:
    """Within the source, and between it and its cue: "Lund, quoted by Harbour Radio, claims"."""
    assert raw.source is not None
    start, end = raw.source
    if (
        raw.cue is not None
        and end <= raw.cue[0] <= end + _REACH
        and not any(end <= c[0] < raw.cue[0] for c in raw.content)
    ):
        end = raw.cue[0]
    return [
        at(text, match.end(), max(end, raw.source[1]), house, quoted=quoted)
        for match in _ASIDE.finditer(text, start, end)
    ]


def _introduced(text: str, raw: RawAttribution, house: House, *, quoted: bool) -> str | None:
    assert raw.source is not None
    start = sentence_start(text, raw.source[0])
    match = _INTRODUCING.search(text, start, raw.source[0])
    if match is None or match.start() - start > _OPENING:
        return None
    # scraped pages lose commas, so that the outlet may have become part of the source
    return at(text, match.end(), raw.source[1], house, quoted=quoted)


def _tweeted(text: str, source: Extent) -> str | None:
    """The signature under a post that a page shows: "Ana Lund (@analund) May 14, 2031"."""
    start, end = max(0, source[0] - 70), source[1] + 40
    return (
        "Twitter"
        if _SIGNATURE.search(text, max(start, source[0] - 1), end) and _POST.search(text, start, end)
        else None
    )


_SIGNATURE = re.compile(r"\(@?\w{2,15}\)\s(?:\w+\.?\s)?\d{1,2},?\s(?:\w+\s)?\d{4}\b")
_POST = re.compile(r"\(@\w|pic\.twitter\.com|\bt\.co/?\w|twitter\.com/|\bx\.com/")


def _behind_all(text: str, raw: RawAttribution, house: House) -> str | None:
    """Behind source, cue and content, in the same sentence: "…, Harbour Radio reports", "…, according to COTEL"."""
    place = max(piece[1] for piece in (raw.source, raw.cue, *raw.content) if piece is not None)
    if text[place - 1] in ".!?…":
        return None
    stop = sentence_end(text, place)
    for pattern in (_BEHIND_CONTENT, _ACCORDING):
        match = pattern.match(text, place, stop)
        if match:
            return at(text, match.end(), stop, house)
    match = _SIGNING.match(text, place, stop)
    reports = _REPORTS.search(text, match.end(), min(stop, match.end() + 60)) if match else None
    if match and reports:
        name = at(text, match.end(), reports.start(), house)
        # nothing but the name stands before the verb: "RT reports", not "RT viewers said a report …"
        return name if name is not None and before(text, reports.start(), match.end(), house) == name else None
    return None
