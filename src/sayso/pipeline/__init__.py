"""The main job from end to end: the one place that knows the order of the stages."""

from sayso.pipeline.run import read_into
from sayso.pipeline.summary import Failure, Progress, Summary

__all__ = ["Failure", "Progress", "Summary", "read_into"]
