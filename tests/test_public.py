"""The public namespace: exactly this, and quick to import."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import FunctionType

import pytest

import sayso

NAMES = {
    "TABLES", "Article", "Attribution", "Block", "Case", "CaseError", "Copy", "DataError", "ExportError", "Failure",
    "Filter", "Findings", "Hit", "Layout", "Limits", "Mention", "Page", "Progress", "Quote", "ReadError", "Span",
    "Summary", "__version__", "export", "open", "read",
}  # fmt: skip


def test_the_public_names_are_exactly_these() -> None:
    assert set(sayso.__all__) == NAMES
    assert dir(sayso) == sorted(NAMES)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(sayso, name)
    if name not in ("__version__", "TABLES"):
        assert value.__doc__
        assert not value.__doc__.startswith(f"{name}(")  # a dataclass without words of its own


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sayso.nothing  # type: ignore[attr-defined]


def test_read_and_export_stay_functions_whatever_is_imported() -> None:
    for module in ("sayso.read.limits", "sayso.read.sources", "sayso.export.run", "sayso.export.csv"):
        importlib.import_module(module)
        assert isinstance(sayso.read, FunctionType)
        assert isinstance(sayso.export, FunctionType)
    assert importlib.import_module("sayso.read.limits").Limits is sayso.Limits


@pytest.mark.parametrize("statement", ["import sayso", "import sayso.cli"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    heavy = "{'pyarrow', 'duckdb', 'numpy', 'sqlite3', 'lxml', 'rich.console', 'starlette', 'yaml', 'pandas'}"
    script = f"{statement}; import sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
