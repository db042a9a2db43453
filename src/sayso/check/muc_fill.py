"""MUC-4 templates from what Sayso finds in a message: events of one article put together into incidents.

A message in capitals gets its normal case back (``truecase``) and is understood as one article with the day and the
town of its dateline. Of what is found, assaults that are told as done count; one template is made of all that may be
one incident: the same type, no other day, no other place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sayso.check import muc_keys
from sayso.check.muc_keys import Filler, MucText, Template
from sayso.check.muc_messages import COUNTRIES, Dateline, dateline_of, prepared
from sayso.check.muc_slots import RECENT_DAYS
from sayso.check.truecase import CaseModel
from sayso.model import Attribution, Casualties, Event, Evidence, Findings, Place
from sayso.understand import actors, understand
from sayso.understand.events.quantities import find_quantities
from sayso.understand.places import folding, gazetteer, happens_at
from sayso.understand.reader import AttributionReader
from sayso.understand.sentences import tokenise
from sayso.understand.words import word_set

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)

#: Types by the words of the trigger, before those by mode: the first that fits.
_BY_WORDS = (
    ("ARSON", re.compile(r"\b(?:arson|set fire|set on fire|set ablaze|torch|burn)", re.IGNORECASE)),
    ("ROBBERY", re.compile(r"\b(?:rob|hold up|held up|stole|loot|ransack)", re.IGNORECASE)),
    ("HIJACKING", re.compile(r"\bhijack", re.IGNORECASE)),
    ("BOMBING", re.compile(r"\b(?:dynamit|bomb|explo|blow|blew|blown|detonat|blast|go off|went off)", re.IGNORECASE)),
)
_ROBBED = re.compile(r"\b(?:rob|loot|ransack)", re.IGNORECASE)
_BY_MODE = {"explosives": "BOMBING", "suicide-attack": "BOMBING", "abduct": "KIDNAPPING"}
#: Modes of violence that the task does not ask for.
_LEFT_OUT = frozenset({"crowd-control", "cyber", "unconventional"})
#: Who fights is no victim of terrorism: what armies and guerrillas do to each other is left out (section 1 of the
#: task's documentation), unless others are told to have suffered.
_FIGHT = re.compile(
    r"\b(?:clash|fight|fought|battle|offensive|combat|operation|fighting|skirmish|invade|invasion)", re.I
)
#: Words of the events' lexicon that tell of wars over land, and mere beginnings and ends of something.
_VAGUE = re.compile(
    r"^(?:launch|seiz|captur|recaptur|take over|taken over|took over|taking over|taken?$|oust|fell|fall|land|advanc|"
    r"wrest|expel|drove|push|taking|target|rain|control|break|broke)",
    re.IGNORECASE,
)
_AUTHORITIES = re.compile(
    r"\b(?:police|army|military|government|minist|armed forces|president|authorit|official|colonel|general|command)",
    re.I,
)
_CONFIDENCE = {
    "fact": "REPORTED AS FACT",
    "claimed": "REPORTED AS FACT",
    "accused": "SUSPECTED OR ACCUSED",
    "suspected": "SUSPECTED OR ACCUSED",
    "possible": "POSSIBLE",
}
_KINDS = {"region": "DEPARTMENT", "district": "MUNICIPALITY", "town": "CITY", "neighbourhood": "NEIGHBORHOOD"}
_HARMED = {"killed": "DEAD", "injured": "WOUNDED", "captured": "HOSTAGES", "missing": "MISSING"}
#: Who fights is no victim the task asks for.
_MILITARY = re.compile(
    r"\b(?:soldier|guerrilla|rebel|terrorist|troop|combatant|insurgent|subversive|fighter|battalion|brigade|army|fmln|enemy)",
    re.I,
)
#: Bodies that can be behind an attack, beside the armed groups of the actor files.
_FORCE = re.compile(
    r"\b(?:army|police|armed forces|air force|navy|guard|government|front|movement|cartel|extraditables|forces|brigade|"
    r"battalion|squads?|contras?|command|commandos?|path|union|party|embassy|security|military|militia)\b",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"\b(?:guerrilla|rebel|terrorist|subversive|insurgent|extremist|commando|armed group)", re.I)
_PLURAL = word_set("several some many dozens hundreds scores few numerous various thousands")
_DETERMINER = re.compile(
    r"^(?:the|an?|at least|some|about|approximately|others?|another|all|more than|of|its|his|her|members? of|\d[\d,]*|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|fifty)(?:\s+|$)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Incident:
    """What may be one incident: its MUC type and the events that tell of it, in their order."""

    type: str
    events: list[Event] = field(default_factory=list)


def fill(
    message: MucText, cases: CaseModel, reader: AttributionReader, countries: tuple[str, ...] = COUNTRIES
) -> list[Template]:
    """Return the templates of one message, by what ``reader`` and Sayso's rules find in it.

    Incidents count that happened in one of ``countries`` (codes of ISO 3166), or where nothing tells otherwise.
    """
    dateline = dateline_of(message.text, countries)
    page, article, blocks = prepared(message, cases, dateline)
    findings = understand(page, [article], blocks, reader)
    told = _Told(findings, dateline, countries)
    incidents = merge([one for one in findings.events if told.is_asked_for(one)], told)
    return [told.template(message.id, number, one) for number, one in enumerate(incidents, 1)]


def merge(events: Sequence[Event], told: _Told) -> list[Incident]:
    """Put events that may be one incident together; an attack without more joins what it is told with."""
    made: list[Incident] = []
    for event in events:
        kind = type_of(event)
        same = next((one for one in made if one.type == kind and told.agree(one, event)), None)
        if same is None and kind == "ATTACK":
            same = next((one for one in reversed(made) if told.near(one, event) and told.agree(one, event)), None)
        if same is None:
            vague = next((one for one in made if one.type == "ATTACK" and told.near(one, event)), None)
            if kind != "ATTACK" and vague is not None and told.agree(vague, event):
                vague.type, same = kind, vague
        if same is None:
            made.append(Incident(kind, [event]))
        else:
            same.events.append(event)
    return made


def type_of(event: Event) -> str:
    """Return the MUC-4 type of an assault, by the words that tell of it, else by its mode."""
    for kind, words in _BY_WORDS:
        if words.search(event.trigger.text) and not (kind == "BOMBING" and event.mode in {"aerial", "drone"}):
            return kind
    return _BY_MODE.get(event.mode or "", "ATTACK")


class _Told:
    """What one message tells, for asking about its events."""

    def __init__(self, findings: Findings, dateline: Dateline, countries: tuple[str, ...] = COUNTRIES) -> None:
        self.findings = findings
        self.dateline = dateline
        self.lands = {land.name for code in countries if (land := gazetteer.country(code)) is not None}
        self.places = {(one.start, one.end): one for one in findings.places}
        self.attributions = {one.id: one for one in findings.attributions}
        self.persons = {(one.start, one.end) for one in findings.mentions if one.kind == "person"}
        titles = [one for one in findings.mentions if one.kind == "title"]
        self.named = [
            (
                max([one.start, *(t.end + 1 for t in titles if one.start <= t.start and t.end < one.end)]),
                one.end,
                one.entity_id,
            )
            for one in findings.mentions
            if one.kind == "person" and not one.entity.startswith("unnamed:")
        ]
        self.bodies = [one for one in findings.mentions if one.kind in {"organisation", "group"}]
        lands = Counter(one.country for one in findings.places if one.country in self.lands)
        most = lands.most_common(1)
        self.country = most[0][0] if most else dateline.country

    # Which events count ---------------------------------------------------------------------------------------------

    def is_asked_for(self, event: Event) -> bool:
        """Whether an event is an incident of the task: a recent assault, told as done, in one of its countries."""
        robbery = event.type == "COERCE" and _ROBBED.search(event.trigger.text)
        if not (event.type == "ASSAULT" or robbery) or event.modality != "asserted" or event.mode in _LEFT_OUT:
            return False
        if _FIGHT.search(event.trigger.text) and event.victims in {None, "combatants"}:
            return False
        if _VAGUE.search(event.trigger.text) or self._is_war(event):
            return False
        place = self.place_of(event)
        country = place.country if place is not None and place.country else self.country
        if country not in self.lands:
            return False
        last = _day(event.date_to)
        return last is None or self.dateline.day is None or (self.dateline.day - last).days <= RECENT_DAYS

    def _is_war(self, event: Event) -> bool:
        """Whether those who were hurt, or aimed at, are all fighters."""
        hurt = [cell.text for cell in event.evidence if cell.what in {"killed", "injured", "captured"}]
        if hurt:
            return all(_MILITARY.search(words) for words in hurt)
        aimed = [cell.text for cell in event.evidence if cell.what == "recipients"]
        return bool(aimed) and all(_MILITARY.search(words) for words in aimed)

    def place_of(self, event: Event) -> Place | None:
        """Return the place that an event's evidence names, if any happens there."""
        for cell in event.evidence:
            place = self.places.get((cell.start, cell.end)) if cell.what == "place" else None
            if place is not None and happens_at(place):
                return place
        return None

    def agree(self, incident: Incident, event: Event) -> bool:
        """Whether an event may be the incident's: neither its days nor its place differ."""
        for other in incident.events:
            if _another_day(event, other):
                return False
            if _elsewhere(self.place_of(event), self.place_of(other)):
                return False
        return True

    def near(self, incident: Incident, event: Event) -> bool:
        """Whether an event is told in the same paragraph as the incident, or the next."""
        last = incident.events[-1].trigger.end
        between = self.findings.articles[0].text[last : event.trigger.start]
        return between.count("\n\n") <= 1

    # What fills a template ------------------------------------------------------------------------------------------

    def template(self, message: str, number: int, incident: Incident) -> Template:
        """Return the template of an incident."""
        slots: dict[int, tuple[Filler, ...]] = {
            muc_keys.TYPE: (Filler((incident.type,)),),
            muc_keys.STAGE: (Filler(("ACCOMPLISHED",)),),
            muc_keys.LOCATION: (Filler((self.location(incident),)),),
        }
        when = self.date(incident)
        if when:
            slots[muc_keys.DATE] = (Filler((when,)),)
        victims = self.victims(incident)
        if victims:
            slots[muc_keys.VICTIM_NUMBER] = victims
            slots[muc_keys.VICTIM_DESCRIPTION] = tuple(Filler(one.tags) for one in victims)
        blamed = self.blamed(incident)
        if blamed:
            slots[muc_keys.CONFIDENCE] = blamed
            slots[muc_keys.ORGANIZATION] = tuple(Filler(one.tags) for one in blamed)
        return Template(message, str(number), slots)

    def location(self, incident: Incident) -> str:
        """Return the place of an incident in MUC's form, the finest that is told."""
        places = [place for one in incident.events if (place := self.place_of(one)) is not None]
        named = [one for one in places if one.name and one.kind != "country" and one.country]
        if not named:
            land = next((one.country for one in places if one.country), None) or self.country or self.dateline.country
            return (land or "").upper()
        best = next((one for one in named if one.kind != "region"), named[0])
        kind = _KINDS.get(best.kind or "", "CITY")
        return f"{best.country}: {_plain(best.name or '')} ({kind})".upper()

    def date(self, incident: Incident) -> str | None:
        """Return the day of an incident in MUC's form; what a weekday tells is "on or before the dateline" there."""
        default = f"- {_written(self.dateline.day)}" if self.dateline.day is not None else None
        for event in incident.events:
            first, last = _day(event.date_from), _day(event.date_to)
            cells = (cell for cell in event.evidence if cell.what == "date" and cell.start >= self.dateline.end)
            words = next((cell.text for cell in cells), "")
            if first is None or last is None or not words:
                continue
            if self.dateline.day is not None and last > self.dateline.day:
                continue
            if _WEEKDAY.search(words):
                return default
            if first == last:
                return _written(first)
            if last - first <= timedelta(RECENT_DAYS):
                return f"{_written(first)} - {_written(last)}"
        return default

    def victims(self, incident: Incident) -> tuple[Filler, ...]:
        """Return how many of whom were hurt, taken or aimed at, those who fight left out."""
        ids = {event.id for event in incident.events}
        found: dict[str, str] = {}
        for one in self.findings.casualties:
            if one.event_id in ids and not one.cumulative and one.high != 0 and not _MILITARY.search(one.text):
                for number, who in self._counted(one):
                    found.setdefault(who, number)
        for event in incident.events:
            for cell in event.evidence:
                name = self._full_name(cell.start, cell.end) if cell.what == "recipients" else None
                if name is not None:
                    found.setdefault(name, "1")
        return tuple(Filler((number,), (who,)) for who, number in found.items())

    def _counted(self, one: Casualties) -> list[tuple[str, str]]:
        """Return numbers and people of a count: those named one by one, those joined by "and" each with its number."""
        names = [
            name
            for start, end in sorted(self.persons)
            if one.start <= start and end <= one.end and (name := self._full_name(start, end)) is not None
        ]
        if names:
            return [("1", name) for name in names]
        parts = re.split(
            r"\s+and\s+(?=(?:an?|the|his|her|\d+|[a-z]+teen|one|two|three|four|five|six|seven|eight|nine|ten)\s)",
            one.text,
        )
        if len(parts) == 1:
            return [(_number(one.low, one.high, one.text), _who(one.text) or _HARMED.get(one.harm, "VICTIMS"))]
        found = []
        for part in parts:
            numbers = find_quantities(tokenise(part, 0, len(part)))
            low, high = (numbers[0].low, numbers[0].high) if numbers else (1, 1)
            found.append((_number(low, high, part), _who(part) or _HARMED.get(one.harm, "VICTIMS")))
        return found

    def _full_name(self, start: int, end: int) -> str | None:
        """The longest name in the message of the person at an extent, without titles; None where no person stands."""
        here = next((key for left, right, key in self.named if left < end and start < right), None)
        if here is None:
            return None
        names = [self.findings.articles[0].text[left:right] for left, right, key in self.named if key == here]
        return max(names, key=len).upper()

    def blamed(self, incident: Incident) -> tuple[Filler, ...]:
        """Return how surely which organisation is held responsible.

        Doers who are only called guerrillas or terrorists are those of the one armed group that the message names.
        """
        found: dict[str, str] = {}
        for event in incident.events:
            if event.blame_confidence is None:
                continue
            for cell in event.evidence:
                name = self._organization(cell) if cell.what == "actors" else None
                if name is not None:
                    found.setdefault(name.upper(), self.confidence(event, name))
        return tuple(Filler((degree,), (name,)) for name, degree in found.items())

    def _organization(self, cell: Evidence) -> str | None:
        """The name of an organisation in the words of a doer: "members of the Wide Front"; None for what is none."""
        inside = [one.text for one in self.bodies if cell.start <= one.start and one.end <= cell.end]
        named = [one for one in inside if re.search(r"[A-Z]", one)]
        if named:
            name = re.sub(r"^[Tt]he\s+", "", max(named, key=len))
            return name if _FORCE.search(name) or name.isupper() or self._is_armed(name) else None
        if _FORCE.search(cell.text) and not _NAMELESS.search(cell.text):
            return cell.text
        groups = sorted({one.entity for one in self.bodies if self._is_armed(one.entity)})
        if _NAMELESS.search(cell.text) and len(groups) == 1:
            return next(one.text for one in self.bodies if one.entity == groups[0])
        return None

    @staticmethod
    def _is_armed(name: str) -> bool:
        known = actors.find(name)
        return known is not None and known.kind == "group"

    def confidence(self, event: Event, name: str) -> str:
        """Return MUC's degree: who says so matters beside how surely."""
        degree = _CONFIDENCE[event.blame_confidence or "fact"]
        voice = self._voice(event)
        if voice is None:
            return degree
        said = f"{voice.speaker or ''} {voice.source.text if voice.source else ''}"
        if name.lower() in said.lower():
            return "CLAIMED OR ADMITTED"
        if degree == "SUSPECTED OR ACCUSED" and _AUTHORITIES.search(said):
            return "SUSPECTED OR ACCUSED BY AUTHORITIES"
        return degree

    def _voice(self, event: Event) -> Attribution | None:
        return self.attributions.get(event.attribution_id or "")


def _another_day(one: Event, other: Event) -> bool:
    if not (one.date_from and other.date_from and one.date_to and other.date_to):
        return False
    return one.date_from > other.date_to or other.date_from > one.date_to


def _elsewhere(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None or not one.name or not other.name or one.name == other.name:
        return False
    return one.country != other.country or not {one.kind, other.kind} & {"country", "region"}


def _number(low: int | None, high: int | None, words: str) -> str:
    """A count as MUC writes it: "6", "6-" for at least six, "~6" for about six, PLURAL."""
    first = words.lower().split()[:1]
    if low is None or (first and first[0] in _PLURAL):
        return "PLURAL"
    if low == high:
        return f"~{low}" if re.match(r"(?:about|some|approximately|around|nearly)\b", words, re.I) else str(low)
    return f"{low}-"


def _who(words: str) -> str:
    while (shorter := _DETERMINER.sub("", words)) != words:
        words = shorter
    return words.upper()


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _written(day: date | None) -> str:
    return f"{day.day:02} {_MONTHS[day.month - 1]} {day.year % 100:02}" if day is not None else ""


def _plain(name: str) -> str:
    """A name without the marks over its letters, which the task's texts lack."""
    return folding.plain(name)
