"""How fast a run may write, and how long it waits: the limits that trackers publish.

GitHub refuses more than 80 content-creating requests a minute and 500 an hour, and asks for a
second between two of them. Both trackers say how long to wait once they have had enough.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from onboardgen.trackers.tracker import TrackerFailure

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_MARGIN: Final = 0.01
"""Seconds on top of every wait, so that rounding never makes one too short."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> float:
        """Seconds since 1970 in UTC."""

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`gap` is the least time between two writes, `patience` the most a run waits in all; both in
    seconds."""

    gap: float = 1.0
    a_minute: int = 80
    an_hour: int = 500
    patience: float = 900.0


class Pace:
    """Holds one run within the limits. Every request of the run goes through the same one."""

    def __init__(self, clock: Clock, limits: Limits | None = None) -> None:
        self.clock = clock
        self.limits = limits or Limits()
        self._begun: deque[float] = deque(maxlen=self.limits.an_hour)
        self._ended: float | None = None
        self._waited = 0.0

    def before_write(self) -> None:
        """Wait until the next write may be sent. Raises TrackerFailure where that is too long."""
        now = self.clock.now()
        free = max(
            now if self._ended is None else self._ended + self.limits.gap,
            self._free_after(self.limits.a_minute, _MINUTE),
            self._free_after(self.limits.an_hour, _HOUR),
        )
        if free > now:
            self.wait(free - now)
        self._begun.append(self.clock.now())

    def after_write(self) -> None:
        """A write has ended, well or not: the gap to the next one begins."""
        self._ended = self.clock.now()

    def wait(self, seconds: float) -> None:
        """Sleep, out of the patience of the run. Raises TrackerFailure where none is left."""
        if self._waited + seconds > self.limits.patience:
            until = datetime.fromtimestamp(self.clock.now() + min(seconds, 10 * _HOUR), UTC)
            raise TrackerFailure(
                f"The tracker takes no more before {until:%H:%M} UTC, and this run has waited for "
                f"{round(self._waited / _MINUTE)} minutes already.",
                f"A run waits {round(self.limits.patience / _MINUTE)} minutes at most. What is "
                "left follows in the next run.",
            )
        self._waited += seconds
        self.clock.sleep(seconds + _MARGIN)

    def _free_after(self, number: int, span: float) -> float:
        """When the last `span` will hold fewer than `number` writes."""
        return self._begun[-number] + span if len(self._begun) >= number else 0.0
