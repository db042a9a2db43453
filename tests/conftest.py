"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# An example that takes long on a busy machine is no failure; tests of speed measure it themselves. The examples are
# the same in every run; to look for new ones: HYPOTHESIS_PROFILE=explore pytest --hypothesis-seed=1
settings.register_profile("patient", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))
