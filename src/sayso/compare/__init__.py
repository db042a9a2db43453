"""Across articles: fingerprint, block, score, cluster. Knows nothing of storage or of where it runs."""

from sayso.compare.copies import find_copies, find_passages
from sayso.compare.settings import CopySettings

__all__ = ["CopySettings", "find_copies", "find_passages"]
