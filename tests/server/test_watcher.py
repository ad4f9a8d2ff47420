"""Watching real files, written the ways editors write them."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyFD

from onboardgen.server.watcher import watched

Wait = Callable[[Path], frozenset[Path]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "plans/acme").mkdir(parents=True)
    (tmp_path / "plans/acme/plan.yaml").write_text("a: 1\n")
    (tmp_path / "onboardgen.yaml").write_text("format: 1\n")
    return tmp_path


@pytest.fixture
def heard(root: Path) -> Iterator[queue.SimpleQueue[frozenset[Path]]]:
    bursts: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
    with watched(root, (root / "plans", root / "theme"), bursts.put):
        first = bursts.get(timeout=10)
        assert first >= {root / "plans"}
        yield bursts


@pytest.fixture
def wait(heard: queue.SimpleQueue[frozenset[Path]]) -> Wait:
    """Waits until a path is told; what is told with it is gathered."""

    def until(path: Path) -> frozenset[Path]:
        told: set[Path] = set()
        while path not in told:
            told |= heard.get(timeout=10)
        return frozenset(told)

    return until


def in_place(path: Path) -> None:
    path.write_text("a: 2\n")


def by_rename(path: Path) -> None:
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.write_text("a: 2\n")
    fresh.replace(path)


def by_backup(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}~"))
    path.write_text("a: 2\n")
    path.with_name(f"{path.name}~").unlink()


@pytest.mark.parametrize("write", [in_place, by_rename, by_backup])
@pytest.mark.parametrize("name", ["plans/acme/plan.yaml", "onboardgen.yaml"])
def test_a_file_is_told_however_it_is_written(
    root: Path, wait: Wait, write: Callable[[Path], None], name: str
) -> None:
    write(root / name)
    wait(root / name)


def test_reading_is_not_told(root: Path, wait: Wait) -> None:
    for path in (root / "plans/acme/plan.yaml", root / "onboardgen.yaml"):
        path.read_bytes()
    (root / "plans/last.yaml").write_text("")
    assert wait(root / "plans/last.yaml") == {root / "plans/last.yaml"}


def test_what_stands_deeper_beside_the_plans_is_not_watched(root: Path, wait: Wait) -> None:
    for name in (".git/objects", "_site/p", ".venv/lib"):
        (root / name).mkdir(parents=True)
        (root / name / "file").write_text("x")
    (root / "plans/last.yaml").write_text("")
    told = wait(root / "plans/last.yaml")
    assert not any(path.name == "file" for path in told)


def test_a_directory_made_later_or_anew_is_watched_from_then_on(root: Path, wait: Wait) -> None:
    (root / "theme/styles").mkdir(parents=True)
    wait(root / "theme")
    (root / "theme/styles/own.css").write_text("a{}")
    wait(root / "theme/styles/own.css")
    shutil.rmtree(root / "plans")
    wait(root / "plans")
    (root / "plans/birch").mkdir(parents=True)
    wait(root / "plans")
    (root / "plans/birch/plan.yaml").write_text("b: 1\n")
    wait(root / "plans/birch/plan.yaml")


def test_a_directory_that_watchdog_finds_twice_is_no_warning(root: Path) -> None:
    """Where warnings are errors, one more would end the thread that reads all changes."""
    system = InotifyFD.get_instance()
    path, mask, name = bytes(root / "plans"), InotifyConstants.IN_CREATE, CallbackId(7)
    with watched(root, (), lambda _: None):
        made = [system.add_callback(path, mask, NobodyListens(), name) for _ in range(2)]
    assert made[0] == made[1]
    system.remove_callbacks([(made[0], name)])


class NobodyListens:
    def on_event(self, event: object) -> None: ...

    def on_watch_deleted(self, wd: object) -> None: ...

    def on_queue_overflow(self) -> None: ...
