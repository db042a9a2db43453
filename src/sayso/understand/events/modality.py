"""How a happening is told: asserted, denied, planned, threatened, demanded, hypothetical; and how surely blamed.

The degrees of blame are those of MUC-4's eleventh slot (perpetrator confidence): *fact*, in the outlet's own voice
and flatly; *claimed*, somebody else says so, be it the doer; *accused*, somebody accuses or blames; *suspected*;
*possible*.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Attribution
from sayso.understand.sentences import Token
from sayso.understand.words import NEGATIONS, PLANNED, word_set

_BY_POLARITY = {"denies": "denied", "threatens": "threatened", "demands": "demanded"}
_NOT = NEGATIONS | word_set("neither none nor hasn't haven't hadn't wasn't weren't didnt without")
_WOULD = word_set("would could might may should can")
_IF = word_set("if unless should whether")
_SKIPPED = word_set("be been have has had also again soon then to is are was were being in an a the further any of its")
#: The verb group before a trigger is this long at most: "did not and will not".
_GROUP = 6
_SUSPECTED = word_set(
    "suspected believed presumably apparently presumed alleged allegedly purported purportedly thought suspects"
)
_POSSIBLE = word_set("may might possibly possible perhaps could hallmarks likely")
_ACCUSED = word_set("accused accuses accusing blamed blames blaming")
#: Words about how sure a voice is stand so near to the trigger or the doer.
REACH = 9


def modality(tokens: Sequence[Token], begin: int, end: int, attribution: Attribution | None) -> tuple[str, int | None]:
    """Return the modality of what is told at tokens ``[begin, end)``, and the token that tells it, if a word does.

    What the sentence says comes before what the attribution's speaker does with it.
    """
    for index in range(begin - 1, max(-1, begin - 1 - _GROUP), -1):
        word = tokens[index].lower
        if word in _NOT and not _claims_nothing(tokens, index):
            return "denied", index
        if word in PLANNED and not (word in {"set", "expected", "due"} and not _to_follows(tokens, index)):
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


def blame_confidence(
    tokens: Sequence[Token], begin: int, end: int, attribution: Attribution | None
) -> tuple[str, int | None]:
    """Return how surely the doers are blamed for what tokens ``[begin, end)`` tell, and the token that tells it."""
    around = range(max(0, begin - REACH), min(len(tokens), end + REACH))
    for words, degree in ((_SUSPECTED, "suspected"), (_ACCUSED, "accused"), (_POSSIBLE, "possible")):
        near = next((n for n in around if tokens[n].lower in words), None)
        if near is not None:
            return degree, near
    if attribution is None:
        return "fact", None
    if attribution.polarity == "accuses":
        return "accused", None
    return ("possible" if attribution.polarity == "believes" else "claimed"), None
