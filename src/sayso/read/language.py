"""Which language an article is in: by its commonest words, else by its letters, else by py3langid.

What is full of the commonest words of English is English, and needs nothing else: so piles of English, which most are,
never load a model. Then the letters: they settle much by themselves, and a line in another script (a name, a quotation)
never counts, because only letters of the script that most of the text is in are looked at. py3langid then chooses among
the languages of that script. It is naive Bayes over byte sequences (Lui and Baldwin 2012, "langid.py"); its model takes
half a second and 90 MB, and is loaded when first needed, once a process.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso import data
from sayso.data.language_files import Script, common_words, scripts
from sayso.model import UNDERSTOOD, Article, Block
from sayso.read.roles.features import code_points

#: So many characters of an article are looked at: enough to see past a long quotation in another language.
SAMPLE = 2_000
#: So many of them are given to py3langid, which takes about a microsecond for each and is sure of far fewer.
ASKED = 1_000
#: A text is in a language when of at least so many words …
FEWEST_WORDS = 12
#: … this share is among the language's commonest that no other has. In English news one word in six is; of a text that
#: is half another language, less than one in ten.
COMMON = 0.1
#: With fewer letters than this (some eight words) neither names nor py3langid tell languages apart well enough.
FEWEST_LETTERS = 40
#: A language that is not understood costs an article its attributions: it has to be at least this probable …
LEAST = 0.5
#: … and any language that is understood at most this.
MOST_UNDERSTOOD = 0.05
#: A language that is understood need only be the most probable, and this much: calling it so costs nothing.
LEAST_UNDERSTOOD = 0.25
#: What py3langid calls numbers, markup and identifiers; with it, a table of results is in no language.
_NO_LANGUAGE = "zxx"
#: What an article says stands in these; bylines and datelines are names, which tell no language.
_ROLES = frozenset(("title", "heading", "body", "quote", "caption"))
_Codes = npt.NDArray[np.uint32]


def article_language(article: Article, blocks: Iterable[Block]) -> str | None:
    """Return the language of an article from its body, else from all its words, as ``language_of`` does.

    ``blocks`` are those of its page. Pure: the same text, cut the same way, gives the same language.
    """
    own = [block for block in blocks if block.article_id == article.id and block.role in _ROLES]
    body = [block for block in own if block.role in ("body", "quote")]
    found = language_of(_words(article, body))
    return found if found or len(body) == len(own) else language_of(_words(article, own))


def _words(article: Article, blocks: Iterable[Block]) -> str:
    """Return the words of an article's blocks, as many as are looked at."""
    pieces: list[str] = []
    room = SAMPLE
    for block in blocks:
        if room <= 0:
            break
        start = block.start - article.start
        pieces.append(article.text[start : min(block.end - article.start, start + room)])
        room -= len(pieces[-1]) + 1
    return "\n".join(pieces)


def language_of(text: str) -> str | None:
    """Return the language of a text as a code of ISO 639-1, or None when too little tells.

    Looks at its first ``SAMPLE`` characters. Raises DataError for a language file that cannot be used.
    """
    text = text[:SAMPLE]
    return _by_common_words(text) or _by_letters(text)


def _by_common_words(text: str) -> str | None:
    """Return the language whose commonest words a text is full of, if there is one."""
    words = text.lower().split()
    if len(words) >= FEWEST_WORDS:
        for code, common in common_words().items():
            if sum(map(common.__contains__, words)) >= COMMON * len(words):
                return code
    return None


def _by_letters(text: str) -> str | None:
    """Return the language of a text by its script, and by py3langid where several languages share that."""
    codes = code_points(text)
    table = _script_of()
    written = np.take(table, codes, mode="clip")  # the table ends with a character of no script
    known = scripts()
    letters = np.bincount(written, minlength=len(known) + 1)
    letters[0] = 0  # spaces, digits, punctuation, and letters of no file
    main = int(letters.argmax())
    if letters[main] < FEWEST_LETTERS:
        return None
    script = known[main - 1]
    if len(script.languages) == 1:
        return next(iter(script.languages))
    own = codes[(written == main) | (written == 0)]
    return _most_probable(script, own[:ASKED])


def _most_probable(script: Script, codes: _Codes) -> str | None:
    """Return the language that is the most probable, or None where none is probable enough."""
    words = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    if np.count_nonzero((codes >= 0x41) & (codes <= 0x5A)) > np.count_nonzero((codes >= 0x61) & (codes <= 0x7A)):
        words = words.lower()  # a text in capitals; py3langid turns only what is in capitals throughout
    chances: dict[str | None, float] = {}
    for label, chance in _identifier(script.name).rank(words):
        code = script.labels.get(label)
        chances[code] = chances.get(code, 0.0) + chance
    best = max(chances, key=lambda code: (chances[code], code or ""))
    if best in UNDERSTOOD:
        return best if chances[best] >= LEAST_UNDERSTOOD else None
    understood = sum(chances.get(code, 0.0) for code in UNDERSTOOD)
    return best if chances[best] >= LEAST and understood <= MOST_UNDERSTOOD else None


@data.cached
def _script_of() -> npt.NDArray[np.uint8]:
    """Return, by code point, the number of its script: from 1, in the order of ``scripts``; 0 for what is no letter."""
    table = np.zeros(max(last for script in scripts() for _, last in script.characters) + 2, np.uint8)
    for number, script in enumerate(scripts(), 1):
        for first, last in script.characters:
            table[first : last + 1] = number
    return table


@cache
def _model() -> Any:
    """Return py3langid's identifier with all its languages, its scores as probabilities that add up to 1."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 (loaded when first needed)

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@data.cached
def _identifiers() -> dict[str, Any]:
    return {}


def _identifier(script_name: str) -> Any:
    """Return the identifier that chooses among the languages of one script, sharing the model with the others."""
    made = _identifiers()
    if script_name not in made:
        script = next(script for script in scripts() if script.name == script_name)
        known = set(_model().labels)
        chosen = copy.copy(_model())
        chosen.set_languages([*sorted(known & script.labels.keys()), _NO_LANGUAGE])
        made[script_name] = chosen
    return made[script_name]
