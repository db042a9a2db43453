"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# An example that takes long on a busy machine is no failure; tests of speed measure it themselves.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
