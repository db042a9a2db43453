"""What a check found: rows for a table, counts of errors, examples; as JSON and JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sayso.check.errors import Example
from sayso.check.span_errors import SpanExample

COLUMNS = ("metric", "value", "low", "high", "n", "baseline")


@dataclass(frozen=True, slots=True)
class Row:
    """One score.

    ``value`` is None when nothing could be scored; ``low`` and ``high`` bound its 95 % confidence interval, None with
    too few documents for one. ``n`` is how many items it is a share of (gold items; found items for a precision).
    ``baseline`` is the dumb baseline's score. ``published`` holds ``(whose, score)`` of what is shown for comparison:
    figures that others published, further baselines.
    """

    metric: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    baseline: float | None
    published: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check.

    ``files`` are ``(name, SHA-256)`` of the gold and its texts. ``failures`` are ``(document, error)`` of documents the
    pipeline could not take: they count with nothing found. ``unanchored`` counts findings thrown out because their
    words do not stand at their offsets. ``seconds`` is the time spent reading, of all processes together.
    """

    kind: str
    gold: str
    reader: str
    version: str
    documents: int
    words: int
    files: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    failures: tuple[tuple[str, str], ...] = ()
    unanchored: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    examples: tuple[Example | SpanExample, ...] = field(default=(), repr=False)

    def score(self, metric: str) -> float | None:
        """Return the value of a metric, None when it is not in the report."""
        return next((row.value for row in self.rows if row.metric == metric), None)

    def table(self) -> list[dict[str, Any]]:
        """Return the rows as dicts with the keys of ``COLUMNS``, ``label`` and one key for each published figure."""
        names = sorted({name for row in self.rows for name, _ in row.published})
        lines = []
        for row in self.rows:
            line: dict[str, Any] = {"label": row.label} | {column: getattr(row, column) for column in COLUMNS}
            lines.append(line | {name: dict(row.published).get(name) for name in names})
        return lines

    def error_counts(self) -> dict[str, int]:
        """Return how many examples there are of each class of error, the most first."""
        return _counts(one.error for one in self.examples)

    def missed_cues(self, most: int = 20) -> dict[str, int]:
        """Return the cue words of missed attributions and how often each was missed, the most first."""
        counts = _counts(one.cue_words for one in self._of_attributions("missed") if one.cue)
        return dict(list(counts.items())[:most])

    def spurious_cues(self, most: int = 20) -> dict[str, int]:
        """Return the cue words of spurious attributions and how often each stood there, the most first."""
        counts = _counts(one.cue_words for one in self._of_attributions("spurious"))
        return dict(list(counts.items())[:most])

    def _of_attributions(self, error: str) -> list[Example]:
        return [one for one in self.examples if isinstance(one, Example) and one.error == error]

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the examples as plain values."""
        plain = asdict(self)
        del plain["examples"]
        plain["files"] = dict(self.files)
        plain["rows"] = self.table()
        return plain | {
            "errors": self.error_counts(),
            "missed_cues": self.missed_cues(),
            "spurious_cues": self.spurious_cues(),
        }

    def to_json(self) -> str:
        """Return the report as JSON text; only ``seconds`` differs between two runs on the same data."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    def write_errors(self, path: Path) -> int:
        """Write one example a line as JSON and return how many were written."""
        # A lone surrogate in a page becomes its JSON escape, which is what this error handler happens to write.
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            for one in self.examples:
                line = {key: value for key, value in asdict(one).items() if value is not None}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return len(self.examples)


def _counts(names: Any) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


@cache
def published(kind: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return the quoted figures for a kind of gold: metric → ``(whose, score)`` in the order of ``published.yaml``."""
    entries = yaml.safe_load((Path(__file__).parent / "published.yaml").read_text(encoding="utf-8"))
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for entry in entries:
        if entry["gold"] == kind:
            for metric, score in entry["scores"].items():
                found[metric] = (*found.get(metric, ()), (str(entry["name"]), float(score)))
    return found
