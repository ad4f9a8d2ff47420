"""The limits that trackers set to a client, on a clock that only the tests move."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

START = 1_796_083_200.0  # 2026-12-01 00:00 UTC


@dataclass
class SimulatedClock:
    """Seconds since the epoch that pass only when somebody sleeps."""

    time: float = START
    slept: float = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError(f"slept for {seconds} s")
        self.time += seconds
        self.slept += seconds


@dataclass
class Limits:
    """Writes at least `apart` seconds after one another, 80 a minute and 500 an hour, and 1,000
    requests an hour, each in every window of that length. What breaks them is kept."""

    clock: SimulatedClock = field(default_factory=SimulatedClock)
    apart: float = 1.0
    writes_a_minute: int = 80
    writes_an_hour: int = 500
    requests_an_hour: int = 1_000
    breaches: list[str] = field(default_factory=list)
    held_until: float = 0.0
    _writes: deque[float] = field(default_factory=deque)
    _requests: deque[float] = field(default_factory=deque)

    def admit(self, *, is_write: bool) -> str | None:
        """Counts a request; the rule that it breaks, if any."""
        now = self.clock.now()
        self._forget(now)
        self._requests.append(now)
        broken = self._broken(now) if is_write else None
        if now < self.held_until:
            broken = f"asked again {self.held_until - now:.1f} s too early"
        if len(self._requests) > self.requests_an_hour:
            broken = f"more than {self.requests_an_hour} requests in an hour"
        if is_write:
            self._writes.append(now)
        if broken:
            self.breaches.append(broken)
        return broken

    def hold(self, until: float) -> None:
        """A reply said not to come back before this time."""
        self.held_until = max(self.held_until, until)

    @property
    def remaining(self) -> int:
        return max(0, self.requests_an_hour - len(self._requests))

    @property
    def reset_at(self) -> int:
        """When the oldest request of the hour no longer counts, in whole epoch seconds."""
        oldest = self._requests[0] if self._requests else self.clock.now()
        return int(oldest + 3600) + 1

    def _broken(self, now: float) -> str | None:
        if self._writes and now - self._writes[-1] < self.apart - 1e-6:
            return f"writes less than {self.apart} s apart"
        if sum(1 for at in self._writes if at > now - 60) >= self.writes_a_minute:
            return f"more than {self.writes_a_minute} writes in a minute"
        if len(self._writes) >= self.writes_an_hour:
            return f"more than {self.writes_an_hour} writes in an hour"
        return None

    def _forget(self, now: float) -> None:
        for times in (self._writes, self._requests):
            while times and times[0] <= now - 3600:
                times.popleft()
