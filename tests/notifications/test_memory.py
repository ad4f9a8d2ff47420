"""The memory comes back as it was written, and never in the way of anything."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.errors import EnvironmentFailure
from onboardgen.notifications.memory import (
    FILE,
    STATE,
    Memory,
    Sending,
    Told,
    only_sender,
    read_memory,
    write_memory,
)

REFS = st.frozensets(st.sampled_from(["halden/task:a", "mori/section:tax"]))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
TOLD = st.builds(
    Told,
    weekly=st.none() | DAYS,
    mail=st.none() | DAYS,
    workable=REFS,
    overdue=REFS,
    commit=st.none() | st.just("0" * 40),
    id=st.none() | st.just("abc"),
)
KEYS = st.tuples(st.sampled_from(["_team", "_team/mia", "halden/jo"]), st.sampled_from(["email"]))
MEMORIES = st.builds(
    Memory,
    told=st.dictionaries(KEYS, TOLD),
    sending=st.dictionaries(KEYS, st.builds(Sending, day=DAYS, id=st.just("abc"))),
)


@settings(max_examples=40, deadline=None)
@given(memory=MEMORIES)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, memory: Memory) -> None:
    root = tmp_path_factory.mktemp("memory")
    write_memory(root, memory)
    assert read_memory(root) == memory


def test_no_memory_is_an_empty_one(tmp_path: Path) -> None:
    assert read_memory(tmp_path) == Memory()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"format": "onboardgen.digests/2", "readers": {}}', "[" * 100_000,
     '{"format": "onboardgen.digests/1", "readers": {"a": {"email": {"workable": 1}}}}',
     '{"format": "onboardgen.digests/1", "readers": {"a": {"email": {"sending": "x"}}}}'],
)  # fmt: skip
def test_a_broken_memory_is_a_lost_one(tmp_path: Path, text: str) -> None:
    (tmp_path / STATE).mkdir(parents=True)
    (tmp_path / STATE / FILE).write_text(text)
    assert read_memory(tmp_path) == Memory(lost=True)


def test_no_link_is_followed_and_no_pipe_waited_for(tmp_path: Path) -> None:
    (tmp_path / STATE).mkdir(parents=True)
    path = tmp_path / STATE / FILE
    path.symlink_to(tmp_path / "elsewhere.json")
    assert read_memory(tmp_path).lost
    path.unlink()
    path.mkdir()
    assert read_memory(tmp_path).lost


def test_a_directory_that_leaves_the_workspace_is_not_written_to(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    (root / ".onboardgen").mkdir(parents=True)
    (root / STATE).symlink_to(outside)
    with pytest.raises(EnvironmentFailure, match="leaves the workspace"):
        write_memory(root, Memory())
    with pytest.raises(EnvironmentFailure, match="leaves the workspace"), only_sender(root):
        pass
    assert list(outside.iterdir()) == []


def test_a_memory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / ".onboardgen").write_text("a file")
    with pytest.raises(EnvironmentFailure):
        write_memory(tmp_path, Memory())


def test_only_one_run_sends_at_a_time(tmp_path: Path) -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            with only_sender(tmp_path):
                refused.append("got in")
        except EnvironmentFailure as failure:
            refused.append(failure.message)

    with only_sender(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert refused == ["Another run is sending digests just now."]
    with only_sender(tmp_path):
        pass


def test_the_file_says_its_format(tmp_path: Path) -> None:
    key = ("halden/jo", "email")
    write_memory(tmp_path, Memory(told={key: Told(mail=date(2026, 11, 30))}))
    document = json.loads((tmp_path / STATE / FILE).read_text())
    assert document["format"] == "onboardgen.digests/1"
    assert document["readers"]["halden/jo"]["email"]["mail"] == "2026-11-30"
