"""Whether Spark is there, and which tests need it."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

NO_SPARK = "pyspark is not installed: pip install sayso[spark]" if find_spec("pyspark") is None else ""
NO_JAVA = "Java is missing (Debian: sudo apt-get install default-jre-headless)" if shutil.which("java") is None else ""
needs_spark = pytest.mark.skipif(bool(NO_SPARK or NO_JAVA), reason=NO_SPARK or NO_JAVA)
