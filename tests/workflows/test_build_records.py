"""A cache may come from anywhere: nothing in it is believed, followed or written through."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from onboardgen.access.portal_keys import KeyRing
from onboardgen.access.secret import Secret
from onboardgen.rendering.pages import RenderedPage
from onboardgen.views.portfolio import AccountRow
from onboardgen.workflows.build_records import (
    BuildRecord,
    BuildRecords,
    PortalRecord,
    build_records,
)

RECORD = BuildRecord(
    "key",
    (PortalRecord("customer", "p" * 26, {"index.html": "0" * 64}),),
    AccountRow(
        health="amber",
        reason="late",
        forecast=date(2027, 3, 8),
        slip_days=5,
        p80=date(2027, 3, 22),
        slug="halden", name="Halden Logistics", go_live=date(2027, 3, 1), live_since=None,
        go_live_late=False, stage="Scoping", done=3, total=9, late=1, blocked=0,
        next_milestone=None,
    ),
    {"accounts/halden": RenderedPage("Halden Logistics", "<h1>Two things</h1>")},
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> BuildRecords:
    return build_records(tmp_path, KeyRing(Secret(b"r" * 32)))


def only_file(kept: BuildRecords) -> Path:
    (path,) = kept.directory.iterdir()
    return path


def test_a_record_comes_back_as_it_was(kept: BuildRecords) -> None:
    kept.write("halden", RECORD)
    kept.write("mori", BuildRecord("other"))
    assert kept.read("halden") == RECORD
    assert kept.read("mori") == BuildRecord("other")
    assert kept.read("nobody") is None


def test_a_record_says_nothing_to_whoever_finds_it(kept: BuildRecords) -> None:
    kept.write("halden", RECORD)
    path = only_file(kept)
    assert b"halden" not in path.read_bytes().lower()
    assert "halden" not in path.name
    assert path.stat().st_mode & 0o077 == 0


def test_other_keys_do_not_read_it(kept: BuildRecords, tmp_path: Path) -> None:
    kept.write("halden", RECORD)
    assert build_records(tmp_path, KeyRing(Secret(b"s" * 32))).read("halden") is None


def test_a_record_put_in_anothers_place_is_not_believed(kept: BuildRecords) -> None:
    kept.write("halden", RECORD)
    halden = only_file(kept)
    kept.write("mori", RECORD)
    (mori,) = set(kept.directory.iterdir()) - {halden}
    mori.write_bytes(halden.read_bytes())
    assert kept.read("mori") is None


def directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link(path: Path) -> None:
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [directory, pipe, link, flipped, emptied])
def test_what_is_no_record_of_ours_is_none(
    kept: BuildRecords, harm: Callable[[Path], None]
) -> None:
    kept.write("halden", RECORD)
    harm(only_file(kept))
    assert kept.read("halden") is None


@pytest.mark.parametrize("linked", [".onboardgen", ".onboardgen/cache", ".onboardgen/cache/builds"])
def test_nothing_is_written_through_a_link(kept: BuildRecords, tmp_path: Path, linked: str) -> None:
    elsewhere = tmp_path / "_site"
    (elsewhere / "cache/builds").mkdir(parents=True)
    (elsewhere / "builds").mkdir()
    (tmp_path / linked).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / linked).symlink_to(elsewhere)
    kept.write("halden", RECORD)
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []
