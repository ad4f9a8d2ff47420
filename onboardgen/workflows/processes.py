"""The same work for many customers, spread over the processors of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PER_TASK: Final = 4
"""Items handed to a process at once: few enough to share out the work evenly."""


def spread(
    work: Callable[[Item], Result], items: Sequence[Item], *, at_least: int = 2
) -> Iterator[Result]:
    """What `work` makes of each item, in order; in this process where there are fewer items than
    `at_least`, else in several. The processes are forked: not to be called beside threads.
    """
    processes = min(len(os.sched_getaffinity(0)), len(items))
    if processes < 2 or len(items) < at_least:
        yield from map(work, items)
        return
    size = max(1, min(PER_TASK, len(items) // (processes * 2)))
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_leave_interrupts) as pool:
        yield from pool.map(work, items, chunksize=size)


def _leave_interrupts() -> None:
    """An interrupt reaches every process of the terminal; the first one answers for all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
