"""Settings that all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from sayso.engines.spark import Spark

# An example that takes long on a busy machine is no failure; tests of speed measure it themselves. The examples are
# the same in every run; to look for new ones: HYPOTHESIS_PROFILE=explore pytest --hypothesis-seed=1
settings.register_profile("patient", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    # One Spark for all tests, compiled lightly and tried twice only: most of its time goes into starting.
    os.environ.setdefault("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    with Spark("local[2,2]", memory="1g") as engine:
        for name in ("codegen.wholeStage", "adaptive.enabled"):  # they pay off for large tables only
            engine.session.conf.set(f"spark.sql.{name}", "false")
        yield engine
