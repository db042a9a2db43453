"""The project's own scorer: runs the pipeline on annotated data and says how far it is from it.

Public: ``check`` makes a ``Report``; ``pin`` keeps its scores for a gate; ``GoldError`` names a gold file that cannot
be used and the fix. What each score means stands in ``docs/evaluation.md`` and in ``metrics``.
"""

from sayso.check.files import GoldError
from sayso.check.pins import changed_data, drops, pin, read_pin
from sayso.check.report import COLUMNS, Report, Row
from sayso.check.run import check

__all__ = ["COLUMNS", "GoldError", "Report", "Row", "changed_data", "check", "drops", "pin", "read_pin"]
