"""Starting Spark: quiet, with its clock on UTC, on this machine alone unless another master is named."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import socket
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.engines.base import EngineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: How often a task is tried on this machine: as often as Spark does on a cluster. Spark's own default here is once.
TRIES = 4
#: Seconds in which a master must answer. Spark by itself would wait for a minute and then end without a word.
PATIENCE = 10.0
#: What a query means must not depend on how somebody's Spark is set up.
SQL = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.runSQLOnFiles": "false",  # a query sees the tables it is given, and no file
}
LOGGING = Path(__file__).with_name("spark_log4j2.properties")
_LOCAL = re.compile(r"local(?:\[\s*(?P<cores>\*|\d+)\s*(?:,\s*(?P<tries>\d+)\s*)?\])?")


def start(master: str, *, memory: str | None = None) -> tuple[SparkSession, bool]:
    """Return a Spark session of our own on ``master``, and whether Spark was started for it (it may run already).

    ``memory`` is the driver's, in Spark's words ("1g"; default: what the user's Spark is set to). Raises EngineError,
    with the fix, when pyspark or Java is missing, or the master cannot be reached.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise EngineError("the engine spark needs pyspark; install it with: pip install 'sayso[spark]'")
    from pyspark.sql import SparkSession  # noqa: PLC0415 (an extra)

    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # we use no pandas
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)  # it would write every bad query in full
    running = SparkSession.getActiveSession()
    session = running or _started(master, memory)
    ours = session.newSession()  # so that nothing of the user's own session is changed
    for name, value in SQL.items():
        ours.conf.set(name, value)
    if _LOCAL.fullmatch(master):
        ours.conf.set("spark.sql.shuffle.partitions", str(max(2, ours.sparkContext.defaultParallelism)))
    return ours, running is None


def _started(master: str, memory: str | None) -> SparkSession:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    _java()
    local = _LOCAL.fullmatch(master)
    if not local:
        _reachable(master)
    settings = {
        "spark.app.name": "sayso",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={LOGGING.as_uri()}",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        # A wave of results is bounded by the wave of batches, so Spark need not bound it once more.
        "spark.driver.maxResultSize": "0",
    }
    if memory:
        settings["spark.driver.memory"] = memory
    if local:
        master = f"local[{local['cores'] or 1},{local['tries'] or TRIES}]"
        # Workers on this machine see the modules that this process sees, and nothing listens to the network.
        settings["spark.executorEnv.PYTHONPATH"] = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        said = " ".join(str(error).split())[:300] or type(error).__name__
        raise EngineError(
            f"Spark cannot start on {master}: {said}; look at the master's address, and at java -version (17 or 21)"
        ) from error


def _java() -> None:
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").exists():
        return
    if home:
        raise EngineError(f"JAVA_HOME names {home}, where there is no bin/java; set it to the folder of Java 17 or 21")
    if shutil.which("java") is None:
        raise EngineError(
            "Spark needs Java 17 or 21, which is not here; install it (Debian: sudo apt-get install "
            "default-jre-headless) or set JAVA_HOME"
        )


def _reachable(master: str) -> None:
    """Raise EngineError unless one of the masters of ``spark://host:port,host:port`` answers; Spark asks the others."""
    if not master.startswith("spark://"):
        if not re.match(r"(yarn|k8s://|local-cluster\[)", master):
            raise EngineError(
                f"{master!r} is no master of Spark; give local[2], spark://HOST:7077, yarn or k8s://https://HOST:PORT"
            )
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE):
                return
        except (OSError, ValueError):
            continue
    raise EngineError(f"no Spark master answers at {master}; look at its address, and whether it runs")
