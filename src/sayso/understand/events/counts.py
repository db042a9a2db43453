"""Counts of people harmed in one sentence: which number belongs to which word of harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.understand.events.harm_words import HarmWord, harm_words, person_words
from sayso.understand.events.people import Counted, counted, one_person
from sayso.understand.events.periods import is_cumulative, is_date
from sayso.understand.events.quantities import Quantity, added, find_quantities, none_at, none_begins
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

#: A number further than this many words before its word of harm belongs to something else.
MOST_BEFORE = 26
#: A toll's number follows within so many words ("the death toll from the fire on the old pier reached …").
MOST_BEHIND_TOLL = 22
_BE = word_set("is are was were be been being got get gets getting")
_SKIPPED = word_set(
    "also already still reportedly just only again have has had later all meanwhile more directly immediately"
)
_INCLUDING = word_set("including include included includes among mostly mainly namely plus notably")
#: What stands between a toll and its number.
_REACHES = word_set(
    "reached reaches reach rose rises to at of is was over stands stood hit climbed passed exceeded least more be above"
)
#: What is said of a person between the word for them and the verb has so many words at most, and none of these.
MOST_ABOUT = 8
_NO_REMARK = word_set("and or but who which that ; : said says while when after before") | _BE
_SPEAKING = word_set("said says told saying reported added according claims claimed")


@dataclass(frozen=True, slots=True)
class RawCount:
    """A number of people harmed: tokens ``[begin, end)`` of the number and its noun, ``at`` the word of harm's token.

    ``before`` tells that the number stands before its word of harm, ``toll`` that the word is a toll, ``attributive``
    that it only describes people ("several wounded children"), ``participle`` that its subject stands elsewhere
    ("killing two"), ``noun`` that it is one ("bodies"). ``kinds`` are what the words say of the people.
    """

    harm: str
    low: int | None
    best: int | None
    high: int | None
    begin: int
    end: int
    at: int
    behind: int
    kinds: frozenset[str]
    recipient: str | None
    cumulative: bool
    before: bool
    toll: bool = False
    attributive: bool = False
    participle: bool = False
    noun: bool = False

    @property
    def victims(self) -> str | None:
        """What the words say of the people: civilians, children, combatants, both, or None."""
        told = self.kinds - {"unknown"}
        if told == {"children"}:
            return "children"
        if "combatants" in told and told != {"combatants"}:
            return "both"
        return next(iter(told - {"children"}), None)


def _family(end: int) -> Counted:
    return Counted("people", end, frozenset({"civilians"}), "civilians")


class _Sentence:
    """The numbers of one sentence with what they count."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.numbers: list[Quantity] = []
        self.counted: list[Counted] = []
        for one in find_quantities(tokens):
            if not is_date(tokens, one):
                family = [token.lower for token in tokens[max(0, one.begin - 2) : one.begin]] == ["family", "of"]
                self.numbers.append(replace(one, begin=one.begin - 2) if family else one)
                self.counted.append(_family(one.end) if family else counted(tokens, one))
        self.used: set[int] = set()

    def including(self, number: int) -> bool:
        """Whether a number is a part of another: "including three children and a nurse", "among them two"."""
        while True:
            begin = self.numbers[number].begin
            first = max(begin - 3, self.counted[number - 1].end if number else 0, 0)
            before = [token.lower for token in self.tokens[first:begin]]
            whole = "among" in before and first > 0 and self.tokens[first - 1].lower in _BE  # "were among six killed"
            if whole or (before[-2:-1] and before[-2] in _BE and before[-1] == "among"):
                return False
            if _INCLUDING & set(before) or before[-2:] == ["of", "whom"] or before[-2:] == ["of", "them"]:
                return True
            joined = number > 0 and before[-1:] in (["and"], [","]) and self.counted[number - 1].end >= begin - 1
            if not joined:
                return False
            number -= 1


def find_counts(tokens: Sequence[Token]) -> list[RawCount]:
    """Return the counts of a sentence, in the order of their words of harm."""
    table = harm_words()
    hits: list[tuple[int, int, HarmWord]] = []
    last = 0
    for index in table.begins(tokens):
        found = table.at(tokens, index) if index >= last else None
        if found is not None:
            last = found[0]
            if found[1] is not None:
                hits.append((index, found[0], found[1]))
    none = _casualties_none(tokens)
    if not hits:
        return none
    sentence = _Sentence(tokens)
    cumulative = is_cumulative(tokens)
    found_counts = [count for at, behind, word in hits for count in _of_hit(sentence, at, behind, word, cumulative)]
    found_counts = [replace(one, attributive=True) if _attributive(tokens, one) else one for one in found_counts]
    return found_counts + [one for one in none if all(one.harm != other.harm for other in found_counts)]


def _attributive(tokens: Sequence[Token], one: RawCount) -> bool:
    """Whether a word of harm only describes the people behind it: "several wounded children"."""
    following = person_words().at(tokens, one.behind) if one.behind < len(tokens) else None
    return one.before and one.end >= one.at and following is not None


def _of_hit(sentence: _Sentence, at: int, behind: int, word: HarmWord, cumulative: bool) -> list[RawCount]:
    """Return the count of one word of harm, if it has one."""
    tokens = sentence.tokens
    if word.kind == "toll":
        return _toll(sentence, at, behind, word, cumulative)
    passive = word.kind == "verb" and word.shape == "past" and _passive(tokens, at)
    if word.kind == "verb" and not passive:
        made = _object(sentence, at, behind, word, cumulative)
        if made:
            return made
        if word.shape != "past" or word.lives:
            return []
    if word.kind == "noun":
        made = _of_noun(sentence, at, behind, word, cumulative)
        if made:
            return made
    return _subject(sentence, at, behind, word, cumulative)


def _passive(tokens: Sequence[Token], at: int) -> bool:
    index = at - 1
    while index >= 0 and at - index <= 4 and (tokens[index].lower in _SKIPPED or tokens[index].lower.endswith("ly")):
        index -= 1
    return index >= 0 and tokens[index].lower in _BE


def _object(sentence: _Sentence, at: int, behind: int, word: HarmWord, cumulative: bool) -> list[RawCount]:
    """The number right behind an active verb: "killing at least 19 people and a guard"."""
    tokens = sentence.tokens
    for number, one in enumerate(sentence.numbers):
        if one.begin < behind or number in sentence.used:
            continue
        if sentence.including(number):
            break
        if one.begin > behind + 1 and not _latest_toll(tokens, behind, one.begin):
            break
        made = _chain(sentence, number, at)
        what = made[1]
        if word.lives and not any(
            tokens[n].lower in {"lives", "life"} for n in range(one.end, min(len(tokens), what.end + 2))
        ):
            return []
        if word.combatants and "combatants" not in what.kinds:
            return []
        if what.what in {"things", "part"}:
            return []
        return [_made(word, made, at, behind, cumulative, before=False)]
    single = one_person(tokens, behind)
    if single is not None and not word.lives and not word.combatants:
        first = Quantity(behind, behind + 1, 1, 1, 1)
        return [_made(word, _with_more(sentence, first, single, at), at, behind, cumulative, before=False)]
    return []


def _latest_toll(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Whether only a remark on the source stands between: "killing by the latest count nine sailors"."""
    return (
        end - begin <= 7
        and tokens[begin].lower in {"according", "what", "in", ","}
        and tokens[end - 1].lower
        in {
            "toll",
            "count",
            "figures",
            ",",
        }
    )


def _subject(sentence: _Sentence, at: int, behind: int, word: HarmWord, cumulative: bool) -> list[RawCount]:
    """The number before what befalls people: "at least 19 people, three of them children, were killed"."""
    tokens = sentence.tokens
    for number in range(len(sentence.numbers) - 1, -1, -1):
        one, what = sentence.numbers[number], sentence.counted[number]
        if one.begin >= at or number in sentence.used or what.what in {"things", "part"}:
            continue
        if at - one.begin > MOST_BEFORE:
            break
        if sentence.including(number) or _among(tokens, what.end):
            continue
        gap = [token.lower for token in tokens[max(what.end, one.end) : at]]
        if _SPEAKING & set(gap) or ";" in gap or _other_harm(tokens, max(what.end, one.end), at):
            break
        if what.what == "bare" and len(gap) > 3:
            continue
        if word.kind == "noun" and len(gap) > 0:
            continue
        return [_made(word, _chain(sentence, number, at), at, behind, cumulative, before=True)]
    return _one_before(sentence, at, behind, word, cumulative)


def _one_before(sentence: _Sentence, at: int, behind: int, word: HarmWord, cumulative: bool) -> list[RawCount]:
    """A single person before the word of harm: "a nurse was killed", "another man died"."""
    if word.kind == "noun":
        return []
    tokens = sentence.tokens
    start = at
    while start > 0 and at - start < 3 and tokens[start - 1].lower in _BE | _SKIPPED:
        start -= 1
    for begin in range(start - 1, max(-1, start - 6 - MOST_ABOUT), -1):
        single = one_person(tokens, begin)
        if (
            single is not None
            and (single.end == start or _about(tokens, single.end, start))
            and tokens[begin].lower not in {"the", "this", "that", "no", "his", "her"}
        ):
            first = Quantity(begin, begin + 1, 1, 1, 1)
            before = _joined_before(sentence, begin)
            if before is not None:
                return [
                    _made(
                        word, (added(before[0], first), _both(before[1], single)), at, behind, cumulative, before=True
                    )
                ]
            return [_made(word, (first, single), at, behind, cumulative, before=True)]
    return []


def _about(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Whether words only say of a person where from: "a nurse | of the Oster harbour clinic | was killed"."""
    words = [token.lower for token in tokens[begin:end]]
    return 1 < len(words) <= MOST_ABOUT and words[0] in {"of", "from"} and not any(
        word in _NO_REMARK or word.endswith("ed") for word in words
    )  # fmt: skip


def _joined_before(sentence: _Sentence, begin: int) -> tuple[Quantity, Counted] | None:
    """The number that an "and" joins to a phrase: "nine pupils and | a nurse were hurt"."""
    if begin == 0 or sentence.tokens[begin - 1].lower != "and":
        return None
    for number, what in enumerate(sentence.counted):
        if (
            what.what == "people"
            and what.end == begin - 1
            and number not in sentence.used
            and not sentence.including(number)
        ):
            sentence.used.add(number)
            return sentence.numbers[number], what
    return None


def _of_noun(sentence: _Sentence, at: int, behind: int, word: HarmWord, cumulative: bool) -> list[RawCount]:
    """The number behind "the deaths of", or of a noun that is counted itself ("at least 100 bodies")."""
    tokens = sentence.tokens
    for number, one in enumerate(sentence.numbers):
        if number in sentence.used:
            continue
        if one.begin == behind + 1 and behind < len(tokens) and tokens[behind].lower == "of":
            made = _chain(sentence, number, at)
            return [_made(word, made, at, behind, cumulative, before=False)] if made[1].what == "people" else []
        if one.end <= at and sentence.counted[number].end >= at and at - one.end <= 3:
            sentence.used.add(number)
            what = Counted("people", behind, sentence.counted[number].kinds or frozenset({"unknown"}))
            return [_made(word, (one, what), at, behind, cumulative, before=True)]
    return []


def _toll(sentence: _Sentence, at: int, behind: int, word: HarmWord, cumulative: bool) -> list[RawCount]:
    for number, one in enumerate(sentence.numbers):
        if one.begin < behind or number in sentence.used or sentence.counted[number].what == "part":
            continue
        if one.begin - behind > MOST_BEHIND_TOLL:
            break
        before = {token.lower for token in sentence.tokens[max(behind, one.begin - 2) : one.begin + 1]}
        if not before & _REACHES:
            continue
        if sentence.counted[number].what == "things":  # "the toll rose to 30 late rescuers said"
            sentence.used.add(number)
            return [_made(word, (one, Counted("bare", one.end)), at, behind, cumulative, before=False)]
        if sentence.counted[number].what == "bare" and _other_harm(sentence.tokens, behind, one.begin):
            break
        if sentence.including(number) or _SPEAKING & {token.lower for token in sentence.tokens[behind : one.begin]}:
            break
        return [_made(word, _chain(sentence, number, at), at, behind, cumulative, before=False)]
    return []


def _chain(sentence: _Sentence, number: int, at: int) -> tuple[Quantity, Counted]:
    """A number and those joined to it on either side: "eighty guards and 30 hired men", "two boys and their mother"."""
    first = number
    while first > 0:
        begin = sentence.numbers[first].begin
        before = sentence.counted[first - 1]
        joined = begin >= 1 and sentence.tokens[begin - 1].lower == "and" and before.end == begin - 1
        if not joined or before.what != "people" or first - 1 in sentence.used or sentence.including(first - 1):
            break
        first -= 1
    total, what = sentence.numbers[first], sentence.counted[first]
    sentence.used.add(first)
    for other in range(first + 1, number + 1):
        sentence.used.add(other)
        total, what = added(total, sentence.numbers[other]), _both(what, sentence.counted[other])
    return _with_more(sentence, total, what, at)


def _with_more(sentence: _Sentence, total: Quantity, what: Counted, at: int) -> tuple[Quantity, Counted]:
    """Add what an "and" joins behind, as long as no verb of its own follows it."""
    tokens = sentence.tokens
    while what.what == "people" and what.end + 1 < len(tokens) and tokens[what.end].lower == "and":
        begin = what.end + 1
        following = next((n for n, one in enumerate(sentence.numbers) if one.begin == begin), None)
        if following is not None:
            one, other = sentence.numbers[following], sentence.counted[following]
            if other.what != "people" or following in sentence.used or _own_verb(tokens, other.end, at):
                break
            sentence.used.add(following)
        else:
            single = one_person(tokens, begin)
            if single is None or _own_verb(tokens, single.end, at):
                break
            one, other = Quantity(begin, begin + 1, 1, 1, 1), single
        total, what = added(total, one), _both(what, other)
    return total, what


def _own_verb(tokens: Sequence[Token], index: int, at: int) -> bool:
    """Whether another word of harm than ``at`` follows and has it: "killing two and 9 | were hurt"."""
    ahead = range(index, min(len(tokens), index + 4))
    if at in ahead:
        return False
    ahead = ahead[:3]
    return any(tokens[n].lower in _BE for n in ahead) or any(harm_words().at(tokens, n) is not None for n in ahead)


def _both(first: Counted, second: Counted) -> Counted:
    return Counted("people", second.end, first.kinds | second.kinds, first.recipient or second.recipient)


def _among(tokens: Sequence[Token], index: int) -> bool:
    """Whether people are told to be among others: "two pupils | were among six people killed"."""
    ahead = [token.lower for token in tokens[index : index + 2]]
    return len(ahead) > 1 and ahead[0] in _BE and ahead[1] == "among"


def _other_harm(tokens: Sequence[Token], begin: int, end: int) -> bool:
    table = harm_words()
    return any((found := table.at(tokens, n)) is not None and found[1] is not None for n in range(begin, end))


def _casualties_none(tokens: Sequence[Token]) -> list[RawCount]:
    """Counts of nobody: "no casualties were reported", "nobody was killed"."""
    found: list[RawCount] = []
    for index in none_begins(tokens):
        behind = none_at(tokens, index)
        if behind is None or behind >= len(tokens):
            continue
        ahead = [token.lower for token in tokens[behind : behind + 4]]
        harms = [harm for harm, words in _NOBODY if any(word in words for word in ahead[:3])]
        if harms and not {"claim", "responsibility"} & set(ahead):
            found += [
                RawCount(harm, 0, 0, 0, index, behind + 1, index, behind, frozenset(), None, False, True)
                for harm in harms
            ]
            break
    return found


_NOBODY = (
    ("killed", frozenset({"casualties", "casualty", "deaths", "fatalities", "killed", "dead"})),
    ("injured", frozenset({"casualties", "casualty", "injuries", "injured", "wounded", "hurt"})),
)


def _made(
    word: HarmWord, of: tuple[Quantity, Counted], at: int, behind: int, cumulative: bool, *, before: bool
) -> RawCount:
    one, what = of
    return RawCount(
        harm=word.harm,
        low=one.low,
        best=one.best,
        high=one.high,
        begin=one.begin,
        end=max(one.end, what.end),
        at=at,
        behind=behind,
        kinds=what.kinds,
        recipient=what.recipient,
        cumulative=cumulative,
        before=before,
        toll=word.kind == "toll",
        participle=word.shape == "ing",
        noun=word.kind == "noun",
    )
