"""How many examples hypothesis draws: few in every run, many behind `make fuzz`.

They are the same in every run, so that a failure can be reproduced.
"""

from __future__ import annotations

from os import environ  # noqa: TID251  (the depth of a run is not a setting of the library)

from hypothesis import HealthCheck, Phase, settings

_FACTOR = float(environ.get("CONTRACT_DEPTH", "1"))


def drawn(examples: int) -> settings:
    """Return settings for so many examples in an ordinary run."""
    return settings(
        max_examples=max(1, round(examples * _FACTOR)),
        derandomize=True,
        database=None,
        deadline=None,
        # Responses as deep as the contract's are large on purpose.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
