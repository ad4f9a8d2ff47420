"""The way from what the tracker shows to what is wanted: a pure difference.

Applied, it leaves nothing to do: reconciling once more plans no action.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from onboardgen.trackers.plan import Plan
from onboardgen.trackers.tracker import Issue
from onboardgen.trackers.wanted import Wanted

LOOKUP_LABEL: Final = "onboardgen"
REOPEN_LIMIT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much a run may do: `create_cap` issues are created at most, else one summary issue."""

    create_cap: int = 20


def reconcile(
    wanted: Wanted,
    shown: Sequence[Issue],
    missing: Mapping[int, Issue | None],
    policy: Policy,
) -> Plan:
    """What is to be done.

    `shown` are the issues that wear the lookup label, open and closed. `missing` are remembered
    numbers that it does not show, each with what the tracker answered when asked for it.
    """
    raise NotImplementedError
