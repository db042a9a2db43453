"""Which group a label means: by its own name, by what it stands beside, by its words, or by what the article is about.

In this order, and the first that settles it wins:

1. a name inside it ("Reed Guard militants", "the Takfiri group Reed Guard");
2. a name it is said of ("Reed Guard, a terrorist group"; "Reed Guard are terrorists");
3. words that mean one side of the article's conflict ("rebels", "Osterian regime forces"; ``groups.group_of``);
4. for words that may mean several ("terrorists"), the one of them that was last named before, else the one that is
   named most, else the side that fights the government of the nation the article is about;
5. nobody: the group is the label itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.model import Mention
from sayso.understand import actors, groups
from sayso.understand.labels.phrases import Names, Phrase

#: What may stand between a name and what is said of it.
_SAID_OF = re.compile(
    r"(?:\s*,\s*(?:a|an|the)|\s+(?:a|an)|\s*[,(]?\s*(?:which\s+)?(?:is|are|was|were|be|being|as)(?:\s+(?:all|not))?(?:\s+(?:a|an|the))?)"
    r"(?:\s+[a-z][a-z-]{2,15})?\s*",
)
#: Kinds of mentions that keep their own name; the rest ("Kurds") is only words for a side.
_ACTORS = frozenset({"group", "organisation", "person", "outlet"})
#: As far behind a name (in characters) stands what is said of it.
_REACH = 32
#: So far back (in characters) a name still is what "the terrorists" goes back to: about two paragraphs of news.
_RECENT = 700


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a label means: name and kind of an entity. ``kind`` is None when nobody is known to be meant."""

    name: str
    kind: str | None


def meant(text: str, phrases: Sequence[Phrase], names: Names, country: str | None) -> list[Meant]:
    """Return whom each phrase of an article means.

    ``phrases`` are in order; ``country`` is the nation in whose conflict they are read (``groups.conflict_of``).
    """
    settled = [_plain(text, phrase, names, country) for phrase in phrases]
    evidence = _evidence(phrases, settled, names)
    often = Counter(group for _, group in evidence)
    result: list[Meant] = []
    at = 0
    recent: dict[str, int] = {}
    for phrase, one in zip(phrases, settled, strict=True):
        while at < len(evidence) and evidence[at][0] < phrase.start:
            recent[evidence[at][1]] = evidence[at][0]
            at += 1
        whom = one or _loose(phrase, country, recent, often)
        result.append(whom or Meant(phrase.label, None))
    return result


def _plain(text: str, phrase: Phrase, names: Names, country: str | None) -> Meant | None:
    """Whom a phrase means by itself or by what stands right before it."""
    whole = groups.group_of(text[phrase.start : phrase.end], country)
    if whole is not None and (phrase.words or (phrase.named is not None and phrase.named.kind not in _ACTORS)):
        return Meant(whole, _kind(whole))
    if phrase.named is not None and not _whose(phrase):
        return _entity(phrase.named)
    theirs = groups.group_of(phrase.named.entity, country) if phrase.named is not None else None
    if theirs is not None and phrase.head:
        return Meant(theirs, _kind(theirs))
    beside = names.before(phrase.start, _REACH)
    told = beside is not None and beside[1].kind in {"group", "organisation"} and phrase.named is None
    if beside is not None and told and _SAID_OF.fullmatch(text, beside[0], phrase.start):
        return _entity(beside[1])
    words = text[phrase.start : phrase.end].split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            group = groups.group_of(" ".join(words[start : start + length]), country)
            if group is not None and (length > 1 or len(words) == 1 or words[start].lower() == phrase.head):
                return Meant(group, _kind(group))
    group = groups.group_of(phrase.head, country) if phrase.head else None
    return Meant(group, _kind(group)) if group is not None else None


def _whose(phrase: Phrase) -> bool:
    """Whether the name in a phrase only tells whose the people are: "Greel's regime", "forces loyal to Greel"."""
    return phrase.named is not None and phrase.named.kind in {"person", "outlet"}


def _loose(phrase: Phrase, country: str | None, recent: dict[str, int], often: Counter[str]) -> Meant | None:
    candidates: tuple[str, ...] = ()
    for words in (*_parts(phrase.label), phrase.head, _plural(phrase.head), *phrase.label.split()):
        candidates = candidates or groups.may_mean(words, country)
    if not candidates:
        return None
    sides = {groups.side_of(name): name for name in reversed(candidates)}
    near = [(recent[side], side) for side in sides if side in recent and phrase.start - recent[side] <= _RECENT]
    if near:
        name = max(near)[1]
    elif named := [(often[side], side) for side in sides if often[side]]:
        name = max(named)[1]
    else:
        name = next((one for one in candidates if _fights_government(one, country)), "")
    return Meant(sides.get(name, name), _kind(sides.get(name, name))) if name else None


def _parts(label: str) -> Iterator[str]:
    """Yield a label and its parts that end where it ends, the longest first."""
    words = label.split()
    for start in range(len(words)):
        yield " ".join(words[start:])


def _fights_government(group: str, country: str | None) -> bool:
    return country is not None and groups.group_of("rebels", country) == group


def _plural(head: str) -> str:
    return head if head.endswith("s") else f"{head}s"


def _evidence(phrases: Sequence[Phrase], settled: Sequence[Meant | None], names: Names) -> list[tuple[int, str]]:
    """Where an article speaks of which side, in order: by name, or by words that leave no doubt."""
    found = [(phrase.start, groups.side_of(one.name)) for phrase, one in zip(phrases, settled, strict=True) if one]
    for start, (_, mention) in names.items().items():
        group = groups.group_of(mention.entity) if mention.kind in {"group", "organisation"} else None
        if group is not None:
            found.append((start, groups.side_of(group)))
    return sorted(found)


def _entity(mention: Mention) -> Meant:
    """Whom a mention names. A reader may have marked a known name with a word beside it: "Reed Guard Takfiri"."""
    words = mention.text.split()
    if actors.find(mention.entity) is None:
        for length in range(len(words) - 1, 0, -1):
            for start in range(len(words) - length + 1):
                actor = actors.find(" ".join(words[start : start + length]))
                if actor is not None and actor.kind == "group":
                    return Meant(actor.name, actor.kind)
    return Meant(mention.entity, mention.kind)


def _kind(group: str) -> str:
    actor = actors.find(group)
    return actor.kind if actor is not None and actor.name == group else groups.kind_of(group)
