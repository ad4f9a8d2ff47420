"""One ring that everybody who waits can hear: something may look different now."""

from __future__ import annotations

import threading


class Bell:
    """Counts how often it rang, so that nobody misses a ring between two looks."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0
        self._stopped = False

    @property
    def rings(self) -> int:
        with self._condition:
            return self._rings

    @property
    def stopped(self) -> bool:
        with self._condition:
            return self._stopped

    def ring(self) -> None:
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def stop(self) -> None:
        """Wake everybody up for the last time."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """The number of rings, once there are more than `heard`; the same one after `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self._stopped or self._rings > heard, seconds)
            return self._rings
