"""Where the words for groups stand in a sentence: ``data/groups`` as tables that are looked up token by token.

Whom the words mean, ``understand.groups`` says.
"""

from __future__ import annotations

from dataclasses import dataclass

from sayso import data
from sayso.understand.events.phrases import PhraseTable
from sayso.understand.groups import groups
from sayso.understand.sentences import tokenise


@dataclass(frozen=True, slots=True)
class GroupWords:
    """``words`` mean somebody by themselves, with the name of the family if it is civilians.

    ``behind_nation`` mean somebody right behind a nation, with whether they are the deed ("Osterian strikes") and no
    part of the doer's name.
    """

    words: PhraseTable[str | None]
    behind_nation: PhraseTable[bool]


@data.cached
def group_words() -> GroupWords:
    """Return the words for groups; raises DataError for a group file that cannot be used."""
    found = GroupWords(PhraseTable(), PhraseTable())
    for group in groups().values():
        named = [] if group.every_nation or group.state else [group.name, *group.names]
        for phrase in (*(name for name in named if name not in group.members), *sorted(group.words | group.loose)):
            found.words.add(_spaced(phrase), group.name if group.civilian else None)
        for phrase in sorted(group.behind_nation):
            found.behind_nation.add(_spaced(phrase), phrase in group.deeds)
    return found


def _spaced(phrase: str) -> str:
    """Return a phrase cut as sentences are: "Free-Oster men" may be three tokens or two."""
    return " ".join(token.text for token in tokenise(phrase, 0, len(phrase)))
