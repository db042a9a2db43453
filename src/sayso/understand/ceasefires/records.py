"""One record for each ceasefire an article tells of: truce phrases and acts are put together.

An article is taken to speak of one ceasefire. It speaks of another where a truce phrase says so ("a separate truce", "a
February ceasefire") or is new and has another place than the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.model import Article, Ceasefire, CeasefireAct, Evidence, content_id
from sayso.understand import groups, nations
from sayso.understand.ceasefires.acts import RawAct
from sayso.understand.ceasefires.lexicon import lexicon
from sayso.understand.ceasefires.terms import Extent, add_duration
from sayso.understand.ceasefires.truces import Truce, is_other
from sayso.understand.words import MONTHS

#: Kinds of entities that keep or break a truce; persons and outlets speak for others.
_BOUND = frozenset({"group", "organisation", None})
_SAYING_YES = frozenset({"accepted", "agreed"})
#: Acts that make whoever does them a party.
_BINDING = _SAYING_YES | {"announced", "took_effect"}


@dataclass(slots=True)
class Draft:
    """A ceasefire in the making; extents are in the article's text."""

    truces: list[Truce] = field(default_factory=list)
    acts: list[tuple[RawAct, CeasefireAct]] = field(default_factory=list)
    area: str | None = None
    declared: str | None = None
    effective: str | None = None
    ends: str | None = None
    duration: str | None = None
    purpose: str | None = None
    parties: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    mediators: list[str] = field(default_factory=list)
    evidence: list[tuple[str, Extent]] = field(default_factory=list)
    start: int = 0
    end: int = 0
    certain: bool = False
    weekday: bool = False

    def add(self, what: str, name: str, extent: Extent | None) -> None:
        """Add a name to one of the lists, once, with the words it was read from."""
        names: list[str] = getattr(self, what)
        if name not in names and not name.startswith("unnamed"):
            names.append(name)
            if extent is not None:
                self.evidence.append((what, extent))

    def settle(self, what: str, value: str | None, extent: Extent | None) -> None:
        """Fill a cell that is still empty."""
        if value is not None and getattr(self, what) is None:
            setattr(self, what, value)
            if extent is not None:
                self.evidence.append((what, extent))

    @property
    def told(self) -> bool:
        """Whether the article tells of a ceasefire, and not only that there is none or could be one."""
        return self.certain or bool(self.acts or self.excluded or self.mediators or len(self.parties) > 1)


def draft_for(drafts: list[Draft], truce: Truce, area: str | None) -> Draft:
    """Return the draft that a truce phrase belongs to, a new one at the end if it speaks of another ceasefire."""
    if not drafts:
        drafts.append(Draft())
    elif truce.kind == "noun":
        here = drafts[-1]
        same = [one for one in reversed(drafts) if area is not None and one.area == area]
        if same:
            return same[0]
        elsewhere = area is not None and here.area is not None and area != here.area
        if (is_other(truce) and not _same_words(here, truce)) or (elsewhere and not truce.definite):
            drafts.append(Draft())
        elif _scope(truce) and _scope_of(here) and _scope(truce) != _scope_of(here):
            fitting = [one for one in drafts if _scope_of(one) == _scope(truce)]
            if fitting:
                return fitting[-1]
            drafts.append(Draft())
    return drafts[-1]


def _same_words(draft: Draft, truce: Truce) -> bool:
    months = MONTHS.intersection(truce.words)
    return any(months & MONTHS.intersection(one.words) for one in draft.truces) if months else truce.definite


def _scope(truce: Truce) -> str | None:
    known = lexicon()
    if known.everywhere.intersection(truce.words):
        return "everywhere"
    return "somewhere" if known.somewhere.intersection(truce.words) else None


def _scope_of(draft: Draft) -> str | None:
    return next((scope for truce in draft.truces if (scope := _scope(truce))), None)


def finish(article: Article, draft: Draft, country: str | None) -> Ceasefire:
    """Return the record of a draft. ``country`` is its area where the words name none."""
    text = article.text
    _parties(draft, country)
    _order(draft)
    acts = sorted((act for _, act in draft.acts), key=lambda act: (act.start, act.end, act.act, act.by))
    ends = draft.ends
    if ends is None and draft.effective and draft.duration:
        ends = add_duration(draft.effective, draft.duration)
    asserted = [act for act in acts if act.modality not in {"denied", "hypothetical"}]
    return Ceasefire(
        id=ceasefire_id(article, draft),
        article_id=article.id,
        declared=draft.declared,
        effective=draft.effective,
        ends=ends,
        duration=draft.duration,
        side=_side(draft),
        purpose=draft.purpose,
        area=draft.area or country,
        parties=tuple(draft.parties),
        excluded=tuple(draft.excluded),
        mediators=tuple(draft.mediators),
        accepted_by=_by(asserted, _SAYING_YES),
        refused_by=_by(asserted, {"refused"}),
        violations=tuple(act.id for act in asserted if act.act == "violated"),
        statements=tuple(act.id for act in acts),
        evidence=tuple(
            Evidence(what, start + article.start, end + article.start, text[start:end])
            for what, (start, end) in sorted(draft.evidence, key=lambda one: (one[1], one[0]))
        ),
    )


def ceasefire_id(article: Article, draft: Draft) -> str:
    """Return the id of a ceasefire: it hangs on where its first truce phrase stands."""
    return content_id("ceasefires", article.id, draft.start, draft.end)


def _order(draft: Draft) -> None:
    """A truce does not begin before it is declared: a bare weekday is then the one in the week after."""
    if draft.weekday and draft.declared and draft.effective and draft.effective < draft.declared:
        draft.effective = add_duration(draft.effective, "P1W") or draft.effective


def _parties(draft: Draft, country: str | None) -> None:
    """Who agreed to a truce, accepted or declared it is a party, unless it only mediated.

    States that agree on a truce between the sides of another country's conflict mediate it.
    """
    bound = [*draft.parties, *(name for _, act in draft.acts if act.act in _BINDING for name in act.by)]
    own = [name for name in bound if country is not None and _of_country(name, country)]
    for _, act in draft.acts:
        states = [name for name in act.by if _is_state(name) and name != country]
        if own and act.act == "agreed" and len(states) == len(act.by) > 1:
            draft.parties = [name for name in draft.parties if name not in states]
            for name in states:
                draft.add("mediators", name, None)
    several = {name for _, act in draft.acts if act.act == "agreed" for name in act.by}
    for raw, act in draft.acts:
        if act.act not in _BINDING or act.modality in {"denied", "hypothetical"}:
            continue
        for party in raw.doer.parties:
            mediates = party.name in draft.mediators and (own or party.name not in several)
            if party.kind in _BOUND and not mediates:
                draft.add("parties", party.name, None)
        for party in raw.against.parties:
            if party.kind in _BOUND:
                draft.add("parties", party.name, None)


def _of_country(name: str, country: str) -> bool:
    known = groups.groups().get(name)
    adjective = nations.leading(country.split())
    return (known is not None and known.country == country) or (
        adjective is not None and name.startswith(f"{adjective[0].adjective} ")
    )


def _is_state(name: str) -> bool:
    nation = nations.leading(name.split())
    return nation is not None and nation[0].name == name


def _side(draft: Draft) -> str | None:
    known = lexicon()
    if any(known.unilateral.intersection(truce.words) for truce in draft.truces):
        return "unilateral"
    if len(draft.parties) < 2:
        return None
    return "bilateral" if len(draft.parties) == 2 else "multilateral"


def _by(acts: Sequence[CeasefireAct], wanted: Iterable[str]) -> tuple[str, ...]:
    chosen = set(wanted)
    return tuple(dict.fromkeys(name for act in acts if act.act in chosen for name in act.by))
