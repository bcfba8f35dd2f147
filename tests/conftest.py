"""Settings that every test shares: random examples are the same in each run, at any speed."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A loaded machine is slow at single examples, which says nothing about the code.
settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")
