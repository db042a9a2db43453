"""What counts as the same claim, and how much work is allowed to find it. Every constant says why it has its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClaimSettings:
    """The settings of ``find_claims``.

    Fingerprint: a statement of fewer than ``min_words`` content words, or ``min_plain`` outside names, says too little
    to be found again ("it was true", "President Lund", "the air raids"); of a longer one than ``longest`` words the
    first so many are compared.

    Block: each statement is looked up by its ``rarest`` words and by what its event is. The statements of one key stand
    in the order of their days, and each is paired with the next ``window``: all with all in small blocks, neighbours
    in time in large ones, because the same news is told within days. A key in more than ``too_common`` statements
    links nothing. ``partners`` pairs are kept for each statement, those that share most, and only pairs
    whose shared keys weigh ``min_shared`` of the lighter one's.

    Sentence vectors, where ``vectors`` asks for them: pairs of a probability from ``undecided`` on, the surest
    ``vector_pairs`` of them, are linked if their vectors are as alike as ``vector_same``.

    Cluster: a member fits the claim's best statement with a probability of ``same`` or more.
    """

    min_words: int = 3
    min_plain: int = 2
    longest: int = 120
    rarest: int = 10
    window: int = 16
    too_common: int = 4_000
    partners: int = 24
    min_shared: float = 0.2
    same: float = 0.5
    vectors: bool = False
    undecided: float = 0.2
    vector_pairs: int = 20_000
    vector_same: float = 0.85

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        if min(self.min_words, self.longest, self.rarest, self.window, self.partners) < 1 or self.too_common < 2:
            raise ValueError(
                "min_words, longest, rarest, window and partners must be 1 or more, and too_common 2 or more"
            )
        if not 0 <= self.min_shared <= 1 or not 0 < self.undecided <= self.same < 1:
            raise ValueError("min_shared must lie in 0..1, and undecided and same between 0 and 1, in this order")
        if not -1 <= self.vector_same <= 1 or self.vector_pairs < 0:
            raise ValueError("vector_same must lie in -1..1 and vector_pairs be 0 or more")
