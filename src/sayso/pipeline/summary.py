"""What a run did, and how it tells of it while it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from sayso.model import Findings

#: Failures named one by one in a summary; the case lists them all.
NAMED_FAILURES = 100
STAGES = ("read", "split", "understand", "compare", "write")


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be read or understood, with the reason and what to do."""

    file: str
    record: str | None
    error: str
    fix: str | None


@dataclass(slots=True)
class Summary:
    """What one run of ``read_into`` did.

    Of this run: ``seen`` pages were met, of which ``known`` needed nothing, ``failed`` could not be used, ``new``
    were written; ``duplicates`` of the new ones repeat another page exactly. ``articles``, ``attributions``,
    ``events``, ``ceasefires`` and ``words`` are those of the new pages; ``not_understood`` counts those of their
    articles that are in a language which the readers do not read, by its code. ``in_case`` counts the whole case after
    the run (``Case.counts``).
    ``seconds`` is by stage, ``split`` and ``understand`` summed over the workers; ``wall_seconds`` is by the clock.
    """

    case: str
    seen: int = 0
    new: int = 0
    known: int = 0
    duplicates: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    attributions: int = 0
    events: int = 0
    ceasefires: int = 0
    words: int = 0
    not_understood: Counter[str] = field(default_factory=Counter)
    in_case: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    wall_seconds: float = 0.0
    stopped: bool = False

    def fail(self, failure: Failure) -> None:
        """Count a failed page, and name it if there is room."""
        self.failed += 1
        self.reasons[failure.error] += 1
        if len(self.failures) < NAMED_FAILURES:
            self.failures.append(failure)

    def add(self, findings: Sequence[Findings]) -> None:
        """Count pages that were written, by what was found on each."""
        self.new += len(findings)
        articles = [article for found in findings for article in found.articles]
        self.articles += len(articles)
        self.attributions += sum(len(found.attributions) for found in findings)
        self.events += sum(len(found.events) for found in findings)
        self.ceasefires += sum(len(found.ceasefires) for found in findings)
        self.words += sum(len(article.text.split()) for article in articles)
        self.not_understood.update(a.language for a in articles if a.language and not a.understood)

    def spend(self, seconds: dict[str, float]) -> None:
        """Add seconds by stage."""
        for stage, value in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + value

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain values for JSON."""
        plain = asdict(self)
        plain["reasons"] = dict(sorted(self.reasons.items()))
        plain["not_understood"] = dict(sorted(self.not_understood.items()))
        plain["seconds"] = {stage: round(value, 3) for stage, value in self.seconds.items()}
        plain["wall_seconds"] = round(self.wall_seconds, 3)
        return plain


class Progress(Protocol):
    """Whoever wants to hear how a run goes on. Called in the reading process only."""

    def begin(self, total: int) -> None:
        """Reading begins; about ``total`` bytes lie ahead."""

    def advance(self, size: int) -> None:
        """``size`` more bytes have been read."""

    def tell(self, summary: Summary) -> None:
        """The counts so far, after every batch."""

    def stage(self, name: str) -> None:
        """A stage of the whole case begins (``settle``, ``compare``)."""


class Silent:
    """A Progress that keeps quiet."""

    def begin(self, total: int) -> None:
        """Say nothing."""

    def advance(self, size: int) -> None:
        """Say nothing."""

    def tell(self, summary: Summary) -> None:
        """Say nothing."""

    def stage(self, name: str) -> None:
        """Say nothing."""
