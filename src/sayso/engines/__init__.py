"""Where the work runs: map batches, query, connected components. Knows nothing of what the work is."""

from sayso.engines.base import BatchFunction, Engine, EngineError, LostBatch, OnLost, TooSlow, WorkerDied
from sayso.engines.local import Local, usable_cores

__all__ = [
    "BatchFunction",
    "Engine",
    "EngineError",
    "Local",
    "LostBatch",
    "OnLost",
    "TooSlow",
    "WorkerDied",
    "usable_cores",
]
