"""The learned reader: encoder → cues → arcs → snap to quotation marks → join what floats.

It reads like the rule reader's way (cues → contents → sources → join), with the first three learned.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from threadpoolctl import ThreadpoolController

from sayso.understand import actors, floating, headlines, relayed
from sayso.understand.encoder import weights as files
from sayso.understand.encoder.calibrate import confidence
from sayso.understand.encoder.coreference import chains_of
from sayso.understand.encoder.decode import Arc, arcs_of, names_of
from sayso.understand.encoder.network import Seen, look
from sayso.understand.encoder.snap import snap
from sayso.understand.encoder.windows import Window, windows_of
from sayso.understand.encoder.words import Words, words_of
from sayso.understand.polarity import polarity_of
from sayso.understand.quotations import Quotation, quotations
from sayso.understand.reader import Extent, Passage, RawAttribution, Reading, in_order
from sayso.understand.sentences import read_sentences


@dataclass(frozen=True, slots=True)
class _Look:
    """A passage with its quotations, and what the encoder saw in its windows."""

    passage: Passage
    quoted: list[Quotation]
    words: Words
    windows: list[Window]
    seen: Seen


class EncoderReader:
    """Finds attributions, names and coreference chains with one small transformer."""

    name = "encoder"

    def __init__(self) -> None:
        self.weights = files.load()
        self.version = f"1-{self.weights.version}"
        # NumPy's products are small here: a second thread gains nothing and keeps a core from another worker.
        self.threads = ThreadpoolController()
        polarity_of("said")  # a data file that cannot be used is told before any page is read
        actors.known()

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Return what is found in each passage."""
        with self.threads.limit(limits=1, user_api="blas"):
            return [self._read(passage) for passage in passages]

    def arcs(self, passage: Passage) -> list[tuple[Arc, RawAttribution]]:
        """Return every cue of a passage with its arcs and the attribution they make: what confidence is fitted on."""
        return self._attributions(self._look(passage))

    def _look(self, passage: Passage) -> _Look:
        extents = [(start, end) for start, end, _ in passage.paragraphs]
        quoted = quotations(passage.text, extents)
        words = words_of(self.weights.tokenizer, passage.text, extents, quoted)
        windows = windows_of(passage.text, words)
        return _Look(passage, quoted, words, windows, look(self.weights, words, windows))

    def _read(self, passage: Passage) -> Reading:
        seen = self._look(passage)
        if not len(seen.words):
            return Reading([])
        found = [raw for _, raw in self._attributions(seen)]
        extents = [(start, end) for start, end, _ in passage.paragraphs]
        read = read_sentences(passage.text, extents, seen.quoted)
        found += [raw for raw in headlines.attribute(passage, read) if not _known(raw, found)]
        found = relayed.untangle(passage.text, passage.paragraphs, floating.join(passage, read, found))
        return Reading(
            in_order(found),
            names_of(self.weights, seen.words, seen.windows, seen.seen),
            chains_of(passage.text, seen.words, seen.windows, seen.seen, self.weights.tables),
        )

    def _attributions(self, seen: _Look) -> list[tuple[Arc, RawAttribution]]:
        text = seen.passage.text
        found = []
        for found_arc in arcs_of(self.weights, seen.words, seen.windows, seen.seen):
            arc = found_arc
            line = _headline(seen.passage, arc.cue)
            if line is not None:
                arc = replace(arc, source=_inside(arc.source, line), content=_inside(arc.content, line))
            content = snap(text, arc.content, arc.cue, seen.quoted)
            if not content:
                continue  # somebody is said to speak, but nothing of what is said stands here
            source = max(arc.source, key=lambda extent: extent[1] - extent[0], default=None)
            sure = confidence(self.weights.calibration, arc.cue_probability, arc.arc_probability)
            polarity = polarity_of(text[slice(*arc.cue)])
            found.append((arc, RawAttribution(source, arc.cue, content, polarity, sure)))
        return found


def _headline(passage: Passage, cue: Extent) -> Extent | None:
    """The title or heading that a cue stands in: nothing in the text below it hangs on its words."""
    place = bisect_right(passage.paragraphs, cue[0], key=lambda paragraph: paragraph[0]) - 1
    start, end, role = passage.paragraphs[max(place, 0)]
    return (start, end) if role in {"title", "heading"} else None


def _inside(extents: Sequence[Extent], line: Extent) -> tuple[Extent, ...]:
    return tuple((max(a, line[0]), min(b, line[1])) for a, b in extents if a < line[1] and b > line[0])


def _known(raw: RawAttribution, found: Sequence[RawAttribution]) -> bool:
    """Whether some attribution shares words of its content with ``raw``."""
    return any(
        start < end_of and start_of < end
        for other in found
        for start, end in other.content
        for start_of, end_of in raw.content
    )
