"""Who speaks at first hand: a person on the spot, or somebody who speaks of themselves; and whom people speak for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.citing import sources
from sayso.compare.origin_graph import Node

_WORD = re.compile(r"[\w-]+")
#: Speech of oneself; as a source's first words, not in what it quotes again.
_OURSELVES = re.compile(r"\b(?:we|our|ours|us|I|my|mine)\b", re.IGNORECASE)
#: Words of what is said that are looked at, in characters: an institution says at once that it speaks of itself.
SEEN = 400
#: A body is whom people speak for when its name stands in so much of the words for them.
_BODIES = ("organisation", "group")


class FirstHand:
    """Attributions and entities, as far as they tell who speaks at first hand.

    ``bodies`` gives for a person's entity the body (entity, name) that the words for them name most often; ``outlets``
    the entities of outlets by name.
    """

    def __init__(self, attributions: pa.Table, entities: pa.Table, mentions: pa.Table) -> None:
        """Lay out the tables of a case."""
        rows = entities.select(["id", "name", "kind", "canonical_id"]).to_pylist()
        canonical = {row["id"]: row["canonical_id"] or row["id"] for row in rows}
        self._names = {row["id"]: row["name"] for row in rows}
        self._kinds = {row["id"]: row["kind"] for row in rows}
        self.outlets = {
            row["name"]: canonical[row["id"]]
            for row in sorted(rows, key=lambda row: row["id"])
            if row["kind"] == "outlet"
        }
        self._attributions = attributions
        self._place: Mapping[str, int] = {one: place for place, one in enumerate(attributions["id"].to_pylist())}
        self.bodies = self._bodies(attributions, mentions, canonical)

    def _bodies(
        self, attributions: pa.Table, mentions: pa.Table, canonical: dict[str, str]
    ) -> dict[str, tuple[str, str]]:
        """Return the bodies that people speak for: those mentioned within the words for them, the commonest."""
        inside = pc.is_in(mentions["kind"], value_set=pa.array(_BODIES))
        named = mentions.filter(inside).select(["article_id", "start", "end", "entity_id"])
        people = attributions.filter(
            pc.and_(pc.equal(attributions["speaker_kind"], "person"), pc.is_valid(attributions["source"]))
        )
        articles = pc.unique(pa.chunked_array([*named["article_id"].chunks, *people["article_id"].chunks], pa.string()))
        at = pc.index_in(named["article_id"], value_set=articles).to_numpy().astype(np.int64)
        order = np.lexsort((named["start"].to_numpy(), at))
        # Article and place as one number, so that one search finds all that stands within a source.
        spots = (at << 32 | named["start"].to_numpy())[order]
        ends, whom = named["end"].to_numpy()[order], named["entity_id"].take(pa.array(order)).to_pylist()
        source = people["source"].combine_chunks()
        own = pc.index_in(people["article_id"], value_set=articles).to_numpy().astype(np.int64)
        low = pc.struct_field(source, "start").to_numpy(zero_copy_only=False).astype(np.int64)
        high = pc.struct_field(source, "end").to_numpy(zero_copy_only=False).astype(np.int64)
        first, last = np.searchsorted(spots, own << 32 | low), np.searchsorted(spots, own << 32 | high)
        counted: dict[str, Counter[str]] = {}
        speakers = people["speaker_id"].to_pylist()
        for row in np.flatnonzero(last > first).tolist():
            for place in range(int(first[row]), int(last[row])):
                body = canonical.get(whom[place], whom[place])
                if speakers[row] and ends[place] <= high[row]:
                    counted.setdefault(canonical.get(speakers[row], speakers[row]), Counter())[body] += 1
        best = {
            person: min(bodies.items(), key=lambda item: (-item[1], item[0]))[0] for person, bodies in counted.items()
        }
        return {person: (body, self._names.get(body) or body) for person, body in best.items()}

    def primary(self, node: Node, spoken: Mapping[str, list[str]]) -> bool:
        """Tell whether a root speaks at first hand in any of these attributions; by each, the parties of its event."""
        words = sources()
        for attribution, parties in sorted(spoken.items()):
            row = self._row(attribution)
            source = {word.casefold() for word in _WORD.findall((row["source"] or {}).get("text") or "")}
            if node.kind in {"outlet", "agency"}:
                if source & words.staff:
                    return True
                continue
            if node.kind == "anonymous":
                if (source | {word.casefold() for word in _WORD.findall(node.name or "")}) & words.witness:
                    return True
                continue
            if row["speaker"] != node.name and self._names.get(row["speaker_id"]) != node.name:
                continue
            said = " ".join(span["text"] for span in row["content"] or ())[:SEEN]
            of_itself = row["polarity"] in words.deeds or node.name in parties or _OURSELVES.search(said)
            if of_itself or source & words.witness:
                return True
        return False

    def _row(self, attribution: str) -> dict[str, Any]:
        place = self._place.get(attribution)
        if place is None:
            return {"source": None, "content": None, "speaker": None, "speaker_id": None, "polarity": None}
        names = ["source", "content", "speaker", "speaker_id", "polarity"]
        return {name: self._attributions[name][place].as_py() for name in names}
