"""Tells when files of the workspace change; many changes at once are told once.

Only what can matter is watched: the workspace's top without the directories in it, `plans/` and
the theme, so neither `.git` nor a virtual environment nor the built site costs anything.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from onboardgen.errors import EnvironmentFailure

QUIET: Final = 0.04
"""Seconds without a change after which a burst of changes is over."""
LONGEST: Final = 0.3
"""Seconds after which a burst is told even though it goes on."""
TICK: Final = 30.0
"""Seconds after which is looked again although nothing changed: the day may be another one."""
ONLY_LOOKED_AT: Final = frozenset({"opened", "closed_no_write"})
"""Our own reading; answering it would go on for ever."""

FOUND_TWICE: Final = "Callback with id .* already exists"
"""What watchdog warns of where a directory is made while it walks the one around it. It means
nothing, but would fill the terminal, or end its thread where warnings are errors."""

OnChange = Callable[[frozenset[Path]], None]
"""Told the paths that changed, absolute; none when only time has passed."""


@contextlib.contextmanager
def watched(top: Path, below: Sequence[Path], on_change: OnChange) -> Iterator[None]:
    """While it is open, call `on_change` in a thread of its own after each burst of changes;
    first with everything, for what changed before somebody watched.

    `top` is watched itself, the directories `below` with all that is in them, also when they are
    made later or made anew. Raises EnvironmentFailure where the system cannot watch files.
    """
    watch = _Watch(top, tuple(below))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=FOUND_TWICE, category=RuntimeWarning)
        watch.start()
        teller = threading.Thread(target=_tell, args=(watch, on_change), name="watcher")
        teller.start()
        try:
            yield
        finally:
            watch.changes.put(None)
            teller.join()
            watch.stop()


def _tell(watch: _Watch, on_change: OnChange) -> None:
    while (burst := _burst(watch.changes)) is not None:
        on_change(burst | watch.follow())


def _burst(changes: queue.SimpleQueue[Path | None]) -> frozenset[Path] | None:
    """The next changes that belong together; empty after a TICK, None at the end."""
    found: set[Path] = set()
    wait, end = TICK, float("inf")
    while wait > 0:
        try:
            path = changes.get(timeout=wait)
        except queue.Empty:
            break
        if path is None:
            return None
        found.add(path)
        end = min(end, time.monotonic() + LONGEST)
        wait = min(QUIET, end - time.monotonic())
    return frozenset(found)


@dataclass(slots=True)
class _Watch:
    """The directories watched just now; follows those that are made anew."""

    top: Path
    below: tuple[Path, ...]
    changes: queue.SimpleQueue[Path | None] = field(default_factory=queue.SimpleQueue)
    observer: BaseObserver = field(default_factory=Observer)
    watches: dict[Path, tuple[int, ObservedWatch]] = field(default_factory=dict)

    def start(self) -> None:
        try:
            self.observer.start()
            self.observer.schedule(_Changes(self.changes, self.top), str(self.top))
            for path in self.below:
                self._follow(path)
                self.changes.put(path)
        except OSError as error:
            self.stop()
            raise EnvironmentFailure(
                f"The system does not watch the files of {self.top}: {error.strerror}.",
                "Raise fs.inotify.max_user_watches and max_user_instances, and start again.",
            ) from error

    def stop(self) -> None:
        if self.observer.is_alive():
            self.observer.stop()
            self.observer.join()

    def follow(self) -> frozenset[Path]:
        """Watch directories that came, or came anew; these count as changed."""
        fresh = set()
        for path in self.below:
            with contextlib.suppress(OSError):  # it went again; its going is a change to come
                if self._follow(path):
                    fresh.add(path)
        return frozenset(fresh)

    def _follow(self, path: Path) -> bool:
        """Whether another directory stands at the path than the one that was watched."""
        there = _identity(path)
        known, watch = self.watches.get(path, (None, None))
        if there == known:
            return False
        if watch is not None:
            with contextlib.suppress(KeyError):
                self.observer.unschedule(watch)
            del self.watches[path]
        if there is not None:
            made = self.observer.schedule(_Changes(self.changes, None), str(path), recursive=True)
            self.watches[path] = (there, made)
        return True


class _Changes(FileSystemEventHandler):
    """Puts paths that changed into a queue; of a directory watched flat, only its own entries."""

    def __init__(self, changes: queue.SimpleQueue[Path | None], flat: Path | None) -> None:
        self._changes = changes
        self._flat = flat

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ONLY_LOOKED_AT or (
            event.is_directory and event.event_type == "modified"
        ):
            return
        for name in (event.src_path, event.dest_path):
            path = Path(os.fsdecode(name)) if name else None
            if path and self._flat in (None, path.parent):
                self._changes.put(path)


def _identity(path: Path) -> int | None:
    """Which directory stands at a path; None where there is none."""
    try:
        return path.stat().st_ino if path.is_dir() else None
    except OSError:
        return None
