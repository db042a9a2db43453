"""What somebody does with words, by the cue: assert, deny, demand, promise…"""

from __future__ import annotations

from functools import lru_cache

from sayso.understand.cues import lexicon


@lru_cache(maxsize=16384)
def polarity_of(cue: str) -> str:
    """Return the polarity of a cue of any length ("has repeatedly called for"): the first that is not plain assertion.

    A cue whose words the lexicon does not hold asserts.
    """
    words = cue.lower().replace("’", "'").split()
    known = lexicon()
    index = 0
    while index < len(words):
        for forms, word in known.get(words[index], ()):
            if tuple(words[index : index + len(forms)]) == forms:
                if word.polarity != "asserts":
                    return word.polarity
                index += len(forms) - 1
                break
        index += 1
    return "asserts"
