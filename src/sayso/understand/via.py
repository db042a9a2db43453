"""Via: the outlets and agencies that words came through on their way to the page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from sayso.understand import actors
from sayso.understand.reader import Extent, Passage, RawAttribution
from sayso.understand.references import Speaker

_NAME = r"((?:[Tt]he\s)?(?:[A-Z][\w’'.-]*|al-\w+)(?:\s(?:[A-Z][\w’'.-]*|al-\w+|of|news|agency)){0,4})"
_BEHIND = re.compile(rf"^[,\s”\"]*(?:as\s)?(?:quoted|cited|carried|reported)\s(?:as saying\s)?by\s{_NAME}")
_PLATFORM = re.compile(
    r"\s(?:in a (?:post|statement|video|message) )?(?:on|via|to|in (?:an interview|remarks) (?:with|to))\s" + _NAME
)
_SPEAKING = re.compile(rf"(?:[Ss]peaking|[Tt]alking|interview|phone call|e-?mail|statement)\s(?:to|with)\s{_NAME}")
_OURSELVES = re.compile(
    r"(?:this|our)\s(?:newspaper|paper|agency|website|site|station|channel|broadcaster|magazine|reporter|correspondent)\b|us$",
    re.IGNORECASE,
)
#: A line that hands the floor to another outlet: "Harbour News Agency reports", "Via Harbour Radio:".
_HANDS_OVER = re.compile(rf"^(?:[Vv]ia\s{_NAME}[.:]?|{_NAME}\s(?:reports|reported|writes|wrote)\s?[:.…]?)$")


def resolve(
    passage: Passage,
    found: Sequence[RawAttribution],
    parents: Sequence[int | None],
    speakers: Sequence[Speaker],
    *,
    own: str | None = None,
) -> list[tuple[str, ...]]:
    """Return, for each attribution, the outlets it came through, nearest to the speaker first.

    ``own`` is the article's outlet, which "this newspaper" and "our correspondent" mean.
    """
    floors = _floors(passage)
    result: list[tuple[str, ...]] = [()] * len(found)
    last: dict[str, tuple[str, ...]] = {}
    shared: dict[Extent, tuple[str, ...]] = {}
    for number in sorted(range(len(found)), key=lambda n: (found[n].content[0][0], parents[n] is not None, n)):
        raw, speaker = found[number], speakers[number]
        names: list[str] = []
        if raw.addressee is not None:
            told = passage.text[slice(*raw.addressee)]
            names += [own] if own and _OURSELVES.match(told) else _outlet(told)
        names += _around(passage.text, raw)
        parent = parents[number]
        if parent is not None:
            if speakers[parent].kind == "outlet" and speakers[parent].name:
                names.append(str(speakers[parent].name))
            names += result[parent]
        if raw.carried is not None:
            names += result[raw.carried]
        if raw.source is not None and raw.source in shared and not names:
            names += shared[raw.source]  # told AFP …, adding
        if speaker.kind == "anonymous" and raw.source is not None:
            names += _outlet(passage.text[slice(*raw.source)])  # An AFP photographer
            if (
                not names
                and speaker.name in last
                and passage.text[raw.source[0] : raw.source[1]].lower().startswith("the ")
            ):
                names += last[speaker.name]  # told Reuters … The source added
        floor = bisect_right(floors, raw.content[0][0], key=lambda line: line[0]) - 1
        if floor >= 0:
            names.append(floors[floor][1])
        unique = tuple(dict.fromkeys(name for name in names if name != speaker.name))
        result[number] = unique
        if raw.source is not None and unique:
            shared[raw.source] = unique
        if speaker.name is not None:
            last[speaker.name] = unique
    return result


def _around(text: str, raw: RawAttribution) -> list[str]:
    """Outlets named right behind the source or the cue, or before the source in its sentence."""
    names: list[str] = []
    for span in (raw.source, raw.cue):
        if span is None:
            continue
        rest = text[span[1] : span[1] + 90]
        for pattern in (_BEHIND, _PLATFORM):
            match = pattern.match(rest)
            if match:
                names += _outlet(match.group(1))
    if raw.cue is not None:  # a cue takes its manner along: "said on Twitter"
        match = _PLATFORM.search(text[slice(*raw.cue)] + " ")
        if match:
            names += _outlet(match.group(1))
    if raw.source is not None:
        lead = re.split(r"[.!?]\s", text[max(0, raw.source[0] - 120) : raw.source[0]])[-1]
        match = _SPEAKING.search(lead)
        if match:
            names += _outlet(match.group(1))
    return names


def _outlet(words: str) -> list[str]:
    """The outlet a phrase begins with, if any."""
    canonical = actors.outlet(words)
    if canonical is not None:
        return [canonical]
    parts = words.split()
    for length in range(len(parts) - 1, 0, -1):
        canonical = actors.outlet(" ".join(parts[:length]))
        if canonical is not None:
            return [canonical]
    known = actors.find(words) or (actors.find(parts[0]) if parts else None)
    return [known.name] if known is not None and known.kind == "outlet" else []


def _floors(passage: Passage) -> list[tuple[int, str]]:
    """Where another outlet is given the floor, and which: it has it to the next such line or the end."""
    found: list[tuple[int, str]] = []
    for start, end, _ in passage.paragraphs:
        line = passage.text[start:end].strip()
        match = _HANDS_OVER.match(line) if len(line) < 80 else None
        if match:
            names = _outlet(match.group(1) or match.group(2))
            if names:
                found.append((end, names[0]))
    return found
