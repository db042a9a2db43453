"""How a happening is told: asserted, denied, planned, threatened, demanded, hypothetical."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Attribution
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

_BY_POLARITY = {"denies": "denied", "threatens": "threatened", "demands": "demanded"}
_NOT = word_set("not never no neither none nor didn't hasn't haven't hadn't wasn't weren't didnt without")
_PLANNED = word_set(
    "will shall plans plan planned planning prepares preparing intends intended scheduled due set expected vowed"
)
_WOULD = word_set("would could might may should can")
_IF = word_set("if unless should whether")
_SKIPPED = word_set("be been have has had also again soon then to is are was were being in an a the further any of its")
#: The verb group before a trigger is this long at most: "did not and will not".
_GROUP = 6


def modality(tokens: Sequence[Token], begin: int, end: int, attribution: Attribution | None) -> tuple[str, int | None]:
    """Return the modality of what is told at tokens ``[begin, end)``, and the token that tells it, if a word does.

    What the sentence says comes before what the attribution's speaker does with it.
    """
    for index in range(begin - 1, max(-1, begin - 1 - _GROUP), -1):
        word = tokens[index].lower
        if word in _NOT and not _claims_nothing(tokens, index):
            return "denied", index
        if word in _PLANNED and not (word in {"set", "expected", "due"} and not _to_follows(tokens, index)):
            return "planned", index
        if word in _WOULD:
            return "hypothetical", index
        if not (word in _SKIPPED or word.endswith("ly") or tokens[index].text[0].isupper()):
            break
    for index in range(begin - 1, max(-1, begin - 16), -1):
        word = tokens[index].lower
        if word in _IF:
            return "hypothetical", index
        if word in {";", "while", "that", "but"}:
            break
    if attribution is not None and attribution.polarity in _BY_POLARITY:
        return _BY_POLARITY[attribution.polarity], None
    return "asserted", None


def _claims_nothing(tokens: Sequence[Token], index: int) -> bool:
    """Whether a "no" belongs to something else: "no claim of responsibility for the blast"."""
    ahead = {token.lower for token in tokens[index + 1 : index + 4]}
    return bool(ahead & {"claim", "responsibility", "longer", "fewer", "less"}) or tokens[index].lower == "no"


def _to_follows(tokens: Sequence[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].lower in {"to", "for"}
