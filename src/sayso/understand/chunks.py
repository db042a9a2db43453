"""Sources: the noun phrase before or behind a cue, found without a parser.

Scraped pages lose commas, so a phrase ends where a mark, a clause word or a verb stands, and, where none does, at the
determiner or the run of capitals nearest to the cue.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.sentences import Token
from sayso.understand.words import (
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    RELATIVES,
    ROLE_MODIFIERS,
    ROLE_NOUNS,
    SOURCE_ENDS,
    SUBJECT_PRONOUNS,
    WEEKDAYS,
    is_name_like,
    is_time,
    is_verbish,
    word_set,
)

Range = tuple[int, int]
#: No source is longer; a longer stretch of words before a cue is a clause that was misread.
MAX_SOURCE = 26
#: An apposition between two commas ("X, the head of Y, said") is at most this long.
MAX_APPOSITION = 24
_BREAKS = frozenset({",", ";", ":", "—", "–", "(", ")", "[", "]", ".", "!", "?", "…", "...", "•", "|", '"', "“", "”"})
#: Determiners that are nobody when they stand alone.
_POINTERS = word_set("this these those the a an no its my your our their")
_MANNER = frozenset(
    {"statement", "interview", "report", "letter", "speech", "tweet", "briefing", "conference", "post", "video"}
)


def before(tokens: Sequence[Token], cue: int, low: int, *, tight: bool) -> Range | None:
    """Return the source that ends before token ``cue``, looking back no further than ``low``.

    ``tight``: words of a content stand before the source without a mark, so take the nearest phrase only.
    """
    last = _skip_time_back(tokens, cue - 1, low)
    if last < low:
        return None
    token = tokens[last]
    if token.lower in SUBJECT_PRONOUNS or token.lower in RELATIVES:
        return (last, last + 1)
    if token.text == ")":
        opening = _matching_open(tokens, last, low)
        inner = before(tokens, opening, low, tight=tight) if opening > low else None
        return (inner[0], last + 1) if inner else None
    if token.text == ",":
        return _apposition_before(tokens, last, low)
    if token.lower in _POINTERS or (token.quotation is not None and not token.quotation.single):
        return None  # "She had this to say:"
    return _nearest(tokens, last, low) if tight else _whole(tokens, last, low)


_SPANS = word_set("week weekend month year summer spring autumn fall winter morning afternoon evening night")


def behind(tokens: Sequence[Token], first: int, high: int, *, free: bool = False) -> Range | None:
    """Return the source that begins at token ``first`` (inversion, "according to"), ending at ``high`` at most.

    ``free``: the content may follow without a mark ("According to a military statement artillery fired").
    """
    if first >= high:
        return None
    if tokens[first].lower in SUBJECT_PRONOUNS | {"him", "her", "them", "us", "me"}:
        following = tokens[first + 1] if first + 1 < high else None
        if not (tokens[first].lower == "her" and following is not None and following.text[0].islower()):
            return (first, first + 1)
    index = first
    while index < min(high, first + MAX_SOURCE):
        token = tokens[index]
        if token.text in _BREAKS or (token.quotation is not None and not token.quotation.single):
            break
        if index > first and _ends_source(tokens, index, high, free=free):
            break
        index += 1
    while index > first and tokens[index - 1].lower in PREPOSITIONS | CONJUNCTIONS | DETERMINERS:
        index -= 1
    return (first, index) if index > first else None


def with_apposition(tokens: Sequence[Token], source: Range, high: int) -> Range:
    """Widen an inverted source by the apposition behind it: said Ana Lund*, the ministry's spokeswoman*."""
    start, end = source
    if end + 1 < high and tokens[end].text == "," and tokens[end + 1].lower in {"a", "an", "the", "who", "one"}:
        index = end + 1
        while index < min(high, end + MAX_APPOSITION):
            if tokens[index].text in {",", ";", ".", "—", "–", ":", "(", "…"} or tokens[index].quotation is not None:
                break
            index += 1
        if (index < high and tokens[index].text in {",", ".", ";"}) or index == high:
            return (start, index)
    return source


def skip_time(tokens: Sequence[Token], index: int, high: int) -> int:
    """Return the index behind a time that stands at ``index``: "said *on Tuesday* that", "said *late last week*"."""
    while index < high:
        start = index
        word = tokens[index].lower
        following = tokens[index + 1].lower if index + 1 < high else ""
        if (
            word in {"on", "late", "early", "in", "earlier", "later"}
            and index + 1 < high
            and _timeish(tokens, index + 1)
        ) or (word in {"this", "last", "earlier", "over", "the"} and following in _SPANS):
            index += 2
        elif (
            word in {"morning", "afternoon", "evening", "night"} and index and tokens[index - 1].lower in WEEKDAYS
        ) or (is_time(word) and (tokens[index].text[0].isupper() or word not in WEEKDAYS)):
            index += 1
        elif (
            word in MONTHS and tokens[index].text[0].isupper() and index + 1 < high and tokens[index + 1].text.isdigit()
        ):
            index += 2
        if index == start:
            return index
    return index


def manner(tokens: Sequence[Token], index: int, high: int) -> int:
    """Return the index behind "in a statement", "at a news conference", "on Twitter" when that stands at ``index``."""
    if index < high and tokens[index].lower in {"in", "at", "during", "on", "via", "through"}:
        for end in range(index + 1, min(high, index + 7)):
            if tokens[end].lower in _MANNER:
                return end + 1
            if tokens[end].text in _BREAKS or tokens[end].lower in {"that", "and"}:
                break
        if index + 1 < high and tokens[index + 1].lower in {"twitter", "facebook", "telegram", "television", "tv", "x"}:
            return index + 2
    return index


def addressee(tokens: Sequence[Token], index: int, high: int) -> Range | None:
    """Return who is told, behind "told": a pronoun, a name, or a short phrase up to "that", a mark or a new subject."""
    if index >= high:
        return None
    word = tokens[index].lower
    if word in {"him", "her", "them", "us", "me", "you", "reporters", "journalists", "lawmakers", "parliament"}:
        return (index, index + 1)
    end = index
    if word in DETERMINERS:
        end += 1
        while end < min(high, index + 7) and _inside_phrase(tokens, end):
            end += 1
            if tokens[end - 1].lower in ROLE_NOUNS and not (end < high and is_name_like(tokens[end].text)):
                break
    else:
        # A run of capitals, broken before a second name-like phrase begins ("told Reuters Russian jets had…").
        while end < min(high, index + 5) and is_name_like(tokens[end].text) and tokens[end].quotation is None:
            end += 1
        while end < min(high, index + 6) and tokens[end].lower in {"news", "agency", "television", "radio", "tv"}:
            end += 1
    return (index, end) if end > index else None


def _whole(tokens: Sequence[Token], last: int, low: int) -> Range | None:
    """The subject of a clause: everything back to the clause's edge, less what introduces it."""
    start = last
    while start > low and last - start < MAX_SOURCE:
        token = tokens[start - 1]
        if token.text in _BREAKS or token.quotation is not None:
            if not (token.quotation is not None and token.end - token.start < 40 and start - 1 > low):
                break
        elif token.lower in SUBJECT_PRONOUNS or _clause_word(tokens, start - 1, low):
            break
        start -= 1
    start = _strip_lead(tokens, start, last)
    if any(is_verbish(tokens[index].lower) for index in range(start, last)) and not _restricted(tokens, start, last):
        return _nearest(tokens, last, start)
    return (start, last + 1) if start <= last else None


def _clause_word(tokens: Sequence[Token], index: int, low: int) -> bool:
    word = tokens[index].lower
    if word == "and":  # "Lund and Foreign Minister Keld" goes on; "was hit and the ministry" does not
        joined = index > low and index + 1 < len(tokens)
        return not (joined and _coordinates(tokens[index - 1], tokens[index + 1]))
    # "a day after Lund urged": a preposition that opens a clause ends the words before it.
    return (word in CONJUNCTIONS and word != "or") or word in {"after", "before", "since", "until"}


def _coordinates(left: Token, right: Token) -> bool:
    if is_name_like(left.text) and is_name_like(right.text):
        return True
    return left.lower in ROLE_NOUNS and (right.lower in ROLE_NOUNS or right.lower in ROLE_MODIFIERS)


def _restricted(tokens: Sequence[Token], start: int, last: int) -> bool:
    """A verb inside a source is fine behind "who" or "which", or as a participle ("sources quoted by Reuters")."""
    for index in range(start, last):
        if tokens[index].lower in RELATIVES:
            return True
        if is_verbish(tokens[index].lower):
            return (
                index > start
                and tokens[index].lower not in {"is", "are", "was", "were", "has", "have", "had"}
                and (
                    tokens[index - 1].lower in ROLE_NOUNS
                    or tokens[index].lower in {"based", "backed", "led", "operating"}
                )
            )
    return False


def _strip_lead(tokens: Sequence[Token], start: int, last: int) -> int:
    """Drop what introduces the subject: "On Tuesday", "In Damascus", "Meanwhile", "However"."""
    while start < last:
        word = tokens[start].lower
        behind_time = skip_time(tokens, start, last)
        if behind_time > start:
            start = behind_time
        elif word in PREPOSITIONS:
            restart = next(
                (i for i in range(start + 2, last + 1) if tokens[i].lower in DETERMINERS | SUBJECT_PRONOUNS), None
            )
            if restart is None:
                return _nearest(tokens, last, start + 1)[0]
            start = restart
        elif word in {
            "-",
            "•",
            "*",
            "meanwhile",
            "however",
            "also",
            "then",
            "still",
            "yet",
            "only",
            "even",
            "but",
            "and",
            "so",
        }:
            start += 1
        else:
            break
    return start


def _nearest(tokens: Sequence[Token], last: int, low: int) -> Range:
    """The phrase next to the cue, for clauses that lost the comma before it."""
    start = last
    named = is_name_like(tokens[last].text)
    while start > low:
        token, previous = tokens[start - 1], tokens[start]
        if token.text in _BREAKS or token.quotation is not None:
            break
        word = token.lower
        if word in DETERMINERS:
            return (start - 1, last + 1)
        if word in {"of", "for", "at", "in", "from", "on"}:
            head = tokens[start - 2] if start - 2 >= low else None
            if head is None or not (head.lower in ROLE_NOUNS or (word in {"of", "for"} and is_name_like(head.text))):
                break
        elif word == "and":
            if start - 2 < low or not _coordinates(tokens[start - 2], previous):
                break
        elif is_name_like(token.text):
            named = True
        elif not (
            word in ROLE_NOUNS or word in ROLE_MODIFIERS or (not named and _before_determiner(tokens, start, low))
        ):
            break
        start -= 1
    return (start, last + 1)


def _before_determiner(tokens: Sequence[Token], start: int, low: int) -> bool:
    """Whether a determiner opens the phrase within four plain words back ("the well known aid worker")."""
    for index in range(start - 1, max(low - 1, start - 6), -1):
        word = tokens[index].lower
        if word in DETERMINERS:
            return True
        if not word[0].isalpha() or is_verbish(word) or word in PREPOSITIONS | CONJUNCTIONS | SUBJECT_PRONOUNS:
            return False
    return False


def _apposition_before(tokens: Sequence[Token], comma: int, low: int) -> Range | None:
    """X, the head of Y, said: return from X to the second comma."""
    for index in range(comma - 1, max(low, comma - MAX_APPOSITION) - 1, -1):
        token = tokens[index]
        if token.quotation is not None and not token.quotation.single:
            return None
        if token.text in {";", ":", "."}:
            return None
        if token.text == "," and index > low:
            inside = tokens[index + 1]
            if not inside.text[0].isalnum() or inside.lower in CONJUNCTIONS | SUBJECT_PRONOUNS | {"and", "but"}:
                return None
            head = before(tokens, index, low, tight=False)
            if head is not None and head[0] > low and tokens[head[0] - 1].text == ",":
                # X, the head of Y, one of the founders of Z, said: one apposition behind another.
                head = _apposition_before(tokens, index, low) or head
            if head is None:
                return None
            return (
                (head[0], index)
                if inside.lower in {"with", "on", "in", "after", "during", "amid"}
                else (head[0], comma)
            )
    return None


def _ends_source(tokens: Sequence[Token], index: int, high: int, *, free: bool) -> bool:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    token, previous = tokens[index], tokens[index - 1]
    word = token.lower
    if word in SUBJECT_PRONOUNS or (word in CONJUNCTIONS and word != "and") or word in RELATIVES:
        return True
    if word == "and":
        return not (index + 1 < high and _coordinates(previous, tokens[index + 1]))
    if word in PREPOSITIONS:
        if word in {"of", "for", "at", "in", "from", "with", "near", "to"} and index + 1 < high:
            following = tokens[index + 1]
            if following.lower in _MANNER or following.lower in MONTHS | WEEKDAYS or following.text.isdigit():
                return True
            if word == "in" and following.lower in {"a", "an"}:
                return True
            return not (
                previous.lower in ROLE_NOUNS
                or (is_name_like(previous.text) and (is_name_like(following.text) or word == "of"))
            )
        return True
    if word in WEEKDAYS or (is_time(word) and word != "late"):
        return True
    if free and previous.lower in SOURCE_ENDS and not is_name_like(token.text):
        return True
    if free and word in DETERMINERS and index > 0:
        return True
    return is_verbish(word) and previous.lower not in DETERMINERS  # "said the ruling"


def _inside_phrase(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    word = token.lower
    if token.text in _BREAKS or token.quotation is not None or word in SUBJECT_PRONOUNS | CONJUNCTIONS | DETERMINERS:
        return False
    return not (word in PREPOSITIONS and word != "of") and not is_verbish(word)


def _skip_time_back(tokens: Sequence[Token], last: int, low: int) -> int:
    while last > low:
        word = tokens[last].lower
        if is_time(word) and (tokens[last].text[0].isupper() or word not in WEEKDAYS):
            last -= 1
            while last > low and tokens[last].lower in {"on", "late", "early"}:
                last -= 1
        else:
            break
    return last


def _matching_open(tokens: Sequence[Token], close: int, low: int) -> int:
    for index in range(close - 1, low - 1, -1):
        if tokens[index].text == "(":
            return index
    return low


def _timeish(tokens: Sequence[Token], index: int) -> bool:
    word = tokens[index].lower
    return word in WEEKDAYS or word in {"morning", "evening"} or (word in MONTHS and tokens[index].text[0].isupper())
