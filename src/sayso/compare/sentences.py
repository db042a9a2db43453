"""Where sentences begin, as places of a corpus: what is copied is mostly whole sentences.

Only articles that share passages are looked at, so rules stay simple: a sentence ends at a full stop, question or
exclamation mark with a space behind it (with or without closing marks between), and where a line or a block ends. Short
forms ("Mr. …") end one too early, which costs a little growth and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.chains import pair_of
from sayso.compare.fingerprints import Corpus
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages

#: Ends of sentences of the scripts that have spaces behind them, of those that have none, and of lines.
_SPACED, _UNSPACED, _LINES = ".!?…؟۔।", "。！？｡", "\n\r\u2028\u2029"
#: How many closing marks may stand between a full stop and the space.
CLOSING = 2
#: A passage that has so much of a sentence has all of it that tells.
MOST = 0.75
#: Code points looked at a time.
TEXT_AT_A_TIME = 4_000_000


@dataclass(frozen=True, slots=True)
class Sentences:
    """The places at which sentences begin, sorted, and the end of each article among them."""

    starts: I64

    def start(self, places: I64) -> I64:
        """Return where the sentence of each place begins."""
        found: I64 = self.starts[np.searchsorted(self.starts, places, side="right") - 1]
        return found

    def end(self, places: I64) -> I64:
        """Return where the sentence of each place ends (exclusive)."""
        found: I64 = self.starts[np.searchsorted(self.starts, places, side="right")]
        return found


def whole(starts: I64, ends: I64, sentences: Sentences) -> NDArray[np.bool_]:
    """Return which stretches begin and end where sentences do, a word more or less."""
    # One word of the sentence before or behind may be in it, so a place within is asked too.
    begins = np.minimum(np.abs(starts - sentences.start(starts)), np.abs(starts - sentences.start(starts + 1)))
    finishes = np.minimum(np.abs(ends - sentences.end(ends - 1)), np.abs(ends - sentences.end(ends - 2)))
    complete: NDArray[np.bool_] = (begins <= 1) & (finishes <= 1)
    return complete


def mark_phrases(
    passages: Passages, stock: NDArray[np.bool_], sentences: Sentences, settings: CopySettings
) -> NDArray[np.bool_]:
    """Return which passages are phrases: short, hardly a sentence on either side, in two articles that share no more.

    Names, titles and forms of words run to a dozen words and more, and say nothing of copying.
    """
    longer = np.maximum(passages.a_end - passages.a_start, passages.b_end - passages.b_start)
    phrase = longer < settings.phrase_words
    for starts, ends in ((passages.a_start, passages.a_end), (passages.b_start, passages.b_end)):
        middle = (starts + ends) // 2
        low, high = sentences.start(middle), sentences.end(middle)
        held = np.minimum(ends, high) - np.maximum(starts, low)
        phrase &= (held < MOST * (high - low)) | (held < settings.min_words // 2)
    pair = pair_of(passages.a, passages.b)
    tied = np.isin(pair, pair[~stock & ~phrase])
    marked: NDArray[np.bool_] = phrase & ~tied
    return marked


def sentences_of(corpus: Corpus, text: Callable[[int], str], articles: I64) -> Sentences:
    """Return the sentences of these articles; ``text`` gives an article's text."""
    found, some, size = [np.zeros(0, np.int64)], list[int](), 0
    texts: list[str] = []
    numbers = np.unique(articles).tolist()
    for article in numbers:
        texts.append(text(article))
        some.append(article)
        size += len(texts[-1])
        if size > TEXT_AT_A_TIME or article == numbers[-1]:
            found.append(_starts(corpus, texts, np.array(some)))
            texts, some, size = [], [], 0
    return Sentences(np.concatenate(found))


def _starts(corpus: Corpus, texts: list[str], articles: I64) -> I64:
    """Return the places at which the sentences of some articles begin, and the articles' ends, sorted."""
    joined = "".join(text + "\n" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    space = np.isin(codes, [ord(char) for char in " \t\u00a0" + _LINES])
    closing = np.isin(codes, [ord(char) for char in "\"'”’»)]"])
    spaced = np.append(space[1:], True)
    for _ in range(CLOSING):
        spaced[:-1] |= closing[1:] & spaced[1:]
    stop = np.isin(codes, [ord(char) for char in _SPACED]) & spaced
    stop |= np.isin(codes, [ord(char) for char in _UNSPACED + _LINES])
    passed = np.concatenate(([0], np.cumsum(stop)))
    base = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    low, high = corpus.offsets[articles], corpus.offsets[articles + 1]
    sizes = high - low
    owner = np.repeat(np.arange(len(articles)), sizes)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + low[owner]
    begins = passed[base[owner] + corpus.starts[place]]
    ends = passed[base[owner] + corpus.ends[place]]
    first = np.ones(len(place), np.bool_)
    run = corpus.run_start[place]
    first[1:] = (begins[1:] > ends[:-1]) | (run[1:] != run[:-1])
    return np.unique(np.concatenate((place[first], high)))
