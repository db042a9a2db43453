"""Ceasefires: what is said to have been done about a truce, and one record for each ceasefire an article tells of.

The way of the work: truce phrases (``truces``) → who stands in their sentences (``parties``) → acts (``acts``,
``clauses``) → terms (``terms``) → records (``records``). The variables are those of the ETH/PRIO Civil Conflict
Ceasefire Dataset (Clayton et al. 2023, "Introducing the Civil Conflict Ceasefire Dataset", Journal of Conflict
Resolution 67), and what it lacks: who is excluded, who accepted, who refused, and each alleged breach, all with who
says so. The words are data (``data/ceasefires``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter

from sayso.model import Article, Attribution, Ceasefire, CeasefireAct, Mention, Place, Time, content_id
from sayso.understand.ceasefires import terms
from sayso.understand.ceasefires.acts import RawAct, acts_in, lone_deeds
from sayso.understand.ceasefires.clauses import MAX_GAP, NOBODY, Doer, Scene, party_at
from sayso.understand.ceasefires.lexicon import lexicon
from sayso.understand.ceasefires.parties import Cast, Party
from sayso.understand.ceasefires.records import Draft, ceasefire_id, draft_for, finish
from sayso.understand.ceasefires.truces import REACH, Truce, find_truces
from sayso.understand.holding import innermost
from sayso.understand.pronouns import MANY, ONE, SELF
from sayso.understand.reader import Passage
from sayso.understand.sentences import Sentence, sentences, tokenise
from sayso.understand.words import WEEKDAYS

__all__ = ["find_ceasefires"]

#: Acts that are done where the truce is; a breach in one town may break a truce of the whole country.
_PLACED = frozenset(
    {"called_for", "announced", "agreed", "accepted", "refused", "took_effect", "extended", "collapsed"}
)
#: What a speaker is called of whom nothing is told.
NAMELESS = "unnamed:"
#: Whom a pronoun means was named so many sentences before at most, or where a truce was last spoken of.
LOOK_BACK = 2
#: An article has no more truce phrases than this: what has is rubbish, and its rest is not looked at.
MAX_TRUCES = 400


def find_ceasefires(  # noqa: PLR0917 (all that was found in an article before)
    article: Article,
    passage: Passage,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    times: Sequence[Time],
    places: Sequence[Place],
) -> tuple[tuple[Ceasefire, ...], tuple[CeasefireAct, ...]]:
    """Return the ceasefires that an article tells of, and all acts about them in order of the text.

    Offsets of what is given and returned are the page's. Dates are those of ``times``; without them ``declared``,
    ``effective`` and ``ends`` stay None. ``ends`` is worked out from ``effective`` and ``duration`` where no words tell
    it. ``area`` is the nation the article's conflict is in where no words tell it.
    """
    read = _sentences(passage)
    truces = find_truces(read)[:MAX_TRUCES]
    if not any(truce.kind in {"noun", "doing"} for truce in truces):
        return (), ()
    cast = Cast(article, passage, mentions)
    work = _Work(
        article,
        read,
        cast,
        attributions,
        times=sorted(times, key=attrgetter("start")),
        places=sorted(places, key=attrgetter("start")),
    )
    by_sentence: dict[int, list[Truce]] = {}
    for truce in truces:
        by_sentence.setdefault(truce.sentence, []).append(truce)
    last = -REACH - 1
    for number in range(len(read)):
        here = by_sentence.get(number, [])
        if here or number - last <= REACH:
            work.sentence(number, here)
            last = number if any(truce.kind in {"noun", "doing"} for truce in here) else last
    drafts = [draft for draft in work.drafts if draft.told]
    records = tuple(finish(article, draft, cast.country) for draft in drafts)
    acts = sorted(
        (act for draft in drafts for _, act in draft.acts), key=lambda act: (act.start, act.end, act.act, act.by)
    )
    return records, tuple(acts)


def _sentences(passage: Passage) -> list[Sentence]:
    """The sentences of those paragraphs that may speak of a truce, and of the ones right behind them."""
    text, known = passage.text, lexicon()
    phrases = [" ".join(words) for index in (known.nouns, known.doing) for one in index.values() for words, _ in one]
    found: list[Sentence] = []
    heard = False
    for number, (start, end, _) in enumerate(passage.paragraphs):
        lower = " ".join(text[start:end].lower().split())
        speaks = any(phrase in lower for phrase in phrases)  # far quicker than to cut every paragraph into words
        if speaks or heard:
            found += sentences(text, tokenise(text, start, end), number)
        heard = speaks
    return found


def _told_would(scene: Scene, raw: RawAct) -> bool:
    """Whether a "would" is only a reported "will": "Oster said it would respect the truce"."""
    words = [token.lower for token in scene.tokens[max(0, raw.word - MAX_GAP) : raw.word]]
    return "would" in words and not any(token.lower in {"if", "unless"} for token in scene.tokens)


class _Work:
    """Goes through the sentences of one article and fills the drafts."""

    def __init__(
        self,
        article: Article,
        read: Sequence[Sentence],
        cast: Cast,
        attributions: Sequence[Attribution],
        *,
        times: Sequence[Time],
        places: Sequence[Place],
    ) -> None:
        """Take what was found in an article; times and places in the order of the text."""
        self._article, self._read, self._cast = article, read, cast
        self._attributions, self._times, self._places = attributions, times, places
        self.drafts: list[Draft] = []
        self._before: list[Party] = []
        self._taken: set[str] = set()

    def sentence(self, number: int, truces: Sequence[Truce]) -> None:
        """Read one sentence: its truces, its acts, and the terms it tells."""
        sentence = self._read[number]
        scene = Scene(number, sentence, self._cast.of(sentence))
        of: dict[int, Draft] = {}
        for truce in truces:
            of[id(truce)] = self._place(scene, truce)
        if truces:
            found = acts_in(scene, truces)
        elif self.drafts and self.drafts[-1].truces:
            found = lone_deeds(scene, self.drafts[-1].truces[-1])
        else:
            return
        found += self._announced(scene, truces, found)
        found += self._no_truce(scene, truces)
        for raw in found:
            self._act(scene, raw, of.get(id(raw.truce), self.drafts[-1]))
        if self.drafts:
            for name, extent in terms.excluded(scene):
                self.drafts[-1].add("excluded", name, extent)
        self._before = scene.parties or self._before

    def _place(self, scene: Scene, truce: Truce) -> Draft:
        """Find the ceasefire a truce phrase belongs to, and take in the terms that stand around it."""
        offset = self._article.start
        area = terms.area_of(scene, truce, self._cast, self._places, offset)
        draft = draft_for(self.drafts, truce, area[0] if area else None)
        tokens = scene.tokens
        if not draft.truces:
            draft.start, draft.end = tokens[truce.noun].start, tokens[truce.behind - 1].end
        draft.truces.append(truce)
        draft.certain = draft.certain or truce.definite
        if area is not None:
            draft.settle("area", *area)
        if truce.duration is not None and truce.duration_at is not None:
            first, behind = truce.duration_at
            draft.settle("duration", truce.duration, (tokens[first].start, tokens[behind - 1].end))
        purpose = terms.purpose_of(scene, truce)
        if purpose is not None:
            draft.settle("purpose", *purpose)
        for name, extent in terms.mediators(scene, truce):
            draft.add("mediators", name, extent)
        found = terms.times_in(scene, self._times, offset)
        for what, time in (("effective", terms.begins(scene, truce, found)), ("ends", terms.ends(scene, found))):
            if time is not None:
                self._taken.add(time.id)
                draft.settle(what, terms.day(time), (time.start - offset, time.end - offset))
                draft.weekday = draft.weekday or (what == "effective" and time.text.lower() in WEEKDAYS)
        if truce.behind < len(tokens) and tokens[truce.behind].lower in {"between", "with"}:
            for party in party_at(scene, truce.behind + 1).parties:
                draft.add("parties", party.name, (tokens[party.first].start, tokens[party.behind - 1].end))
        return draft

    def _announced(self, scene: Scene, truces: Sequence[Truce], found: Sequence[RawAct]) -> list[RawAct]:
        """A truce that somebody announces with more words: "Oster announced that bombing would stop for a truce"."""
        known, told = lexicon(), {id(raw.truce) for raw in found}
        made = []
        nouns = [truce for truce in truces if truce.kind == "noun" and id(truce) not in told]
        for truce, holder in zip(nouns, self._holders(scene, [(t.noun, t.behind) for t in nouns]), strict=True):
            cue = holder.cue.text.lower().split() if holder is not None and holder.cue is not None else []
            acts = [value for word in cue for words, value in known.verbs.get(word, ()) if len(words) == 1]
            if any(value.startswith("announced:") for value in acts):
                raw = RawAct(
                    "announced", truce, Doer([], truce.first), "asserted", truce.noun, truce.first, truce.behind
                )
                made.append(self._cued(scene, holder, raw))
        return made

    def _cued(self, scene: Scene, holder: Attribution | None, raw: RawAct) -> RawAct:
        """Give an act the place of the cue that tells of it, if that stands in its sentence."""
        if holder is not None and holder.cue is not None:
            starts = [token.start + self._article.start for token in scene.tokens]
            at = bisect_right(starts, holder.cue.end - 1) - 1
            raw.told_at = at if scene.sentence.start <= holder.cue.start - self._article.start and at >= 0 else None
        return raw

    def _no_truce(self, scene: Scene, truces: Sequence[Truce]) -> list[RawAct]:
        """Read "there will be no truce": whoever says so refuses one."""
        tokens = scene.tokens
        made = []
        for truce in truces:
            before = [token.lower for token in tokens[max(0, truce.first - 3) : truce.first + 1]]
            if "no" in before and {"will", "be"} <= set(before) | {tokens[max(0, truce.first - 4)].lower}:
                first = max(0, truce.first - 3)
                made.append(RawAct("refused", truce, Doer([], first), "asserted", first, first, truce.behind))
        return made

    def _holders(self, scene: Scene, spans: Sequence[tuple[int, int]]) -> list[Attribution | None]:
        tokens, offset = scene.tokens, self._article.start
        extents = [(tokens[first].start + offset, tokens[behind - 1].end + offset) for first, behind in spans]
        return innermost(extents, self._attributions)

    def _act(self, scene: Scene, raw: RawAct, draft: Draft) -> None:
        article, tokens = self._article, scene.tokens
        first, behind = raw.first, min(raw.behind, len(tokens))
        inner = (
            raw.word,
            max(raw.word + 1, min(behind, raw.truce.behind if raw.truce.sentence == scene.number else behind)),
        )
        holder = self._holders(scene, [inner])[0]
        if raw.doer.pronoun is not None:
            raw.doer = self._meant(scene, raw.doer.pronoun, holder)
        if raw.act == "agreed":
            raw.doer, raw.against = Doer([*raw.doer.parties, *raw.against.parties]), NOBODY
        by = tuple(dict.fromkeys(party.name for party in raw.doer.parties if party.name.strip() != NAMELESS))
        start, end = tokens[first].start, tokens[behind - 1].end
        how = raw.modality
        if holder is not None and holder.polarity == "denies":
            how = "denied"
        elif holder is not None and how == "hypothetical" and _told_would(scene, raw):
            how = "planned"
        offset = article.start
        told_at = raw.word if raw.told_at is None else raw.told_at
        times = [
            one
            for one in terms.times_in(scene, self._times, offset)
            if one[2].id not in self._taken or raw.act == "took_effect"
        ]
        time = terms.dated(times, told_at, behind if raw.told_at is None else told_at)
        act = CeasefireAct(
            id=content_id("ceasefire_acts", article.id, start, end, raw.act, by),
            article_id=article.id,
            ceasefire_id=ceasefire_id(article, draft),
            attribution_id=holder.id if holder is not None else None,
            act=raw.act,
            by=by,
            against=tuple(dict.fromkeys(party.name for party in raw.against.parties)),
            modality=how,
            date_from=time.date_from if time is not None else None,
            date_to=time.date_to if time is not None else None,
            start=start + offset,
            end=end + offset,
            text=article.text[start:end],
        )
        said = (act.act, act.by, act.text.lower())
        if any(said == (other.act, other.by, other.text.lower()) for _, other in draft.acts):
            return  # a headline's words again tell nothing more
        draft.acts.append((raw, act))
        if draft.area is None and raw.act in _PLACED and how not in {"denied", "hypothetical"}:
            place = terms.only_place(scene, self._cast, self._places, offset)
            if place is not None:
                draft.settle("area", *place)
        if time is not None and how not in {"denied", "hypothetical"}:
            what = {"announced": "declared", "agreed": "declared", "took_effect": "effective", "ended": "ends"}.get(
                raw.act
            )
            if what is not None:
                draft.settle(what, terms.day(time), (time.start - offset, time.end - offset))

    def _meant(self, scene: Scene, pronoun: int, holder: Attribution | None) -> Doer:
        """Whom a pronoun means: who speaks if it can be, else who was named before."""
        word = scene.tokens[pronoun].lower
        names: list[str] = []
        if holder is not None and holder.speaker is not None:
            names = [self._cast.name_of(name) for name in holder.speaker.split("; ")]
            if self._means_speaker(scene, pronoun, holder, several=len(names) > 1):
                return Doer([Party(pronoun, pronoun + 1, name, holder.speaker_kind) for name in names])
        if word in SELF | {"you"}:
            return Doer([])
        earlier = self._named_before(scene, pronoun, names)
        if word in ONE:
            fits = [party for party in earlier if party.kind == "person"]
        elif word in MANY:  # speakers and bodies are named all the time, so those who fight come first
            fits = [party for party in earlier if party.kind == "group"] or [p for p in earlier if p.kind != "person"]
        else:
            fits = []
        one = next(iter(fits or earlier), None)
        return Doer([Party(pronoun, pronoun + 1, one.name, one.kind)] if one is not None else [])

    def _named_before(self, scene: Scene, at: int, names: Sequence[str]) -> list[Party]:
        """Return who was named last before a token, in its sentence or one before, without those of these names."""
        here = [party for party in scene.parties if party.behind <= at]
        nearest = max(0, scene.number - LOOK_BACK)
        before = (self._cast.of(self._read[number]) for number in range(scene.number - 1, nearest - 1, -1))
        for parties in chain([here], before, [self._before]):
            if found := [party for party in parties if party.name not in names]:
                return found
        return []

    def _means_speaker(self, scene: Scene, at: int, holder: Attribution, *, several: bool) -> bool:
        """Whether a word in somebody's words means who speaks: in quotation marks "we" does and "they" never do."""
        word, start = scene.tokens[at].lower, scene.tokens[at].start + self._article.start
        if word in SELF or word not in ONE | MANY | {"it", "you"}:
            return True
        before = "".join(piece.text[: max(0, start - piece.start)] for piece in holder.content if piece.start <= start)
        opened = max(before.rfind("“"), before.rfind("‘"))
        quoted = opened > max(before.rfind("”"), before.rfind("’")) or before.count('"') % 2 == 1
        if word == "you" or quoted or holder.style == "direct":
            return False
        person = holder.speaker_kind == "person"
        return person == (word in ONE) or (several and word in MANY)
