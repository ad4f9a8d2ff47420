"""What goes wrong on bad days is told in a sentence, with the exit code of the contract."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from onboardgen.access.portal_keys import find_keys
from onboardgen.loading.loader import load
from onboardgen.site.opening import open_portal
from tests.example_workspace import AS_OF, CLEAN, run_onboardgen
from tests.journeys.repository import TODAY
from tests.prepared_python import start_prepared

MORI = "22gxrbfp5vbnk2ddsat6qvkbmv"
ONBOARDGEN = (sys.executable, "-m", "onboardgen")
GIGABYTE = 1 << 30
NOISE = ("Traceback", "This is a bug", "Errno", 'File "')


def tried(root: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code, and all that was said; never a traceback, and never 'a bug'."""
    done = run_onboardgen(*arguments, cwd=root, check=False, **environment)
    said = done.stdout + done.stderr
    assert not any(word in said for word in NOISE), said
    return done.returncode, said


def files_of(site: Path) -> dict[str, bytes]:
    found = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def brackets(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"[" * (1 << 20))


def link_outside(path: Path) -> None:
    path.symlink_to("/etc/hostname")


PLANTS: dict[str, Callable[[Path], object]] = {
    "200 MB of nested brackets": brackets,
    "a few nested brackets": lambda path: path.write_bytes(b"[" * 5000),
    "a directory": Path.mkdir,
    "a pipe that nobody writes to": os.mkfifo,
    "a link that leaves the workspace": link_outside,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a dangling link": lambda path: path.symlink_to("nowhere.yaml"),
    "bytes": lambda path: path.write_bytes(bytes(range(256)) * 64),
    "nothing": lambda path: path.write_bytes(b""),
    "UTF-16": lambda path: path.write_text("kickoff: 2026-11-02\n", encoding="utf-16"),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "a bomb of aliases": lambda path: path.write_text("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    "a word": lambda path: path.write_text("kickoff"),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_whatever_stands_in_place_of_a_plan_is_a_finding_and_harms_nobody(
    example: Path, plant: str
) -> None:
    site, plan = files_of(example / "_site"), example / "plans/mori/plan.yaml"
    plan.unlink()
    PLANTS[plant](plan)
    command = ("check", "mori", "--format", "json")
    limits = {resource.RLIMIT_AS: GIGABYTE}
    checked = start_prepared(command, example, CLEAN, limits=limits).wait()
    assert checked.returncode == 1, checked.stderr
    assert checked.stderr == ""
    findings = json.loads(checked.stdout)["findings"]
    errors = [one for one in findings if one["severity"] == "error"]
    assert "plans/mori/plan.yaml" in {one["path"] for one in errors}, errors
    code, said = tried(example, "build", *TODAY)
    assert code == 1
    assert "Not built: mori has errors." in said
    assert files_of(example / "_site") == site


def test_an_empty_workspace_file_is_a_finding(example: Path) -> None:
    site = files_of(example / "_site")
    (example / "onboardgen.yaml").write_bytes(b"")
    for verb in ("check", "build"):
        code, said = tried(example, verb)
        assert code == 1
        assert "onboardgen.yaml" in said
    assert tried(example, "access", "list")[0] == 2
    assert tried(example, "leaks", "_site")[0] == 2
    assert files_of(example / "_site") == site


def test_without_a_workspace_it_says_how_to_name_one(tmp_path: Path) -> None:
    for command in (["check"], ["build"], ["access", "list"], ["leaks", "."]):
        code, said = tried(tmp_path, *command)
        assert code == 2
        assert "No onboardgen.yaml here or in any directory above." in said
        assert "--workspace" in said
    code, said = tried(tmp_path, "-C", "not-there", "check")
    assert code == 2
    assert "not-there" in said


@pytest.mark.parametrize(
    ("command", "near"),
    [
        (["build", "haldne"], "halden"),
        (["check", "brightwatter"], "brightwater"),
        (["access", "show", "penicrest"], "pinecrest"),
        (["access", "end", "halden", "jo2"], "jo"),
        (["access", "grant", "mori", "yuii", "--by", "mia"], "yui"),
        (["access", "grant", "mori", "yui", "--by", "miaa"], "mia"),
        (["chekc"], "check"),
        (["bild"], "build"),
        (["access", "gran"], "grant"),
        (["explain", "OG10"], "OG10"),
    ],
)
def test_a_slip_is_answered_with_the_nearest_name(
    example: Path, command: list[str], near: str
) -> None:
    code, said = tried(example, *command)
    assert code == 2
    assert "Did you mean" in said
    assert near in said.partition("Did you mean")[2]


@pytest.mark.parametrize(
    "command",
    [
        ["build", "--today", "2026-02-30"],
        ["build", "--format", "yaml"],
        ["build", "../mori"],
        ["build", "/etc"],
        ["check", "mori/../../.."],
        ["access", "grant", "mori", "yui", "--kind", "key"],
        ["access", "show", "mori", "--team"],
        ["access", "grant", "mori", "yui", "--by", "mia", "--until", "2020-01-01"],
        ["schema", "plans"],
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(example: Path, command: list[str]) -> None:
    access = (example / "plans/mori/access.yaml").read_bytes()
    assert tried(example, *command)[0] == 2
    assert (example / "plans/mori/access.yaml").read_bytes() == access


def test_nothing_is_written_where_a_site_cannot_stand(example: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "home"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(example / "_site")
    before = files_of(example)
    for out in (example, example.parent, Path("/"), foreign, tmp_path / "file", tmp_path / "link"):
        code, said = tried(example, "build", *TODAY, "--out", str(out))
        assert code == 2, out
        assert str(out) in said
    assert files_of(foreign) == {"letter.txt": b"mine"}
    assert files_of(example) == before


def test_a_full_disk_is_told_and_the_old_portals_stay(example: Path) -> None:
    """No file may grow beyond what the smallest page needs: each new page is refused."""
    site = files_of(example / "_site")
    command = ("build", "mori", "--today", "2026-12-14")
    limits = {resource.RLIMIT_FSIZE: 20_000}
    done = start_prepared(command, example, CLEAN, limits=limits).wait()
    said = done.stdout + done.stderr
    assert done.returncode == 3, said
    assert "cannot be written: File too large." in said
    assert not any(word in said for word in NOISE), said
    after = files_of(example / "_site")
    assert {name: after.get(name) for name in site} == site
    assert tried(example, "build", *TODAY)[0] == 0
    assert files_of(example / "_site") == site


@pytest.mark.parametrize("command", [["check"], ["build", *TODAY], ["access", "list"], ["--help"]])
def test_output_that_cannot_be_written_is_told(example: Path, command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = start_prepared(command, example, CLEAN, out=full).wait()
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert not any(word in done.stderr for word in ("Traceback", "This is a bug")), done.stderr


def test_a_reader_who_has_seen_enough_is_no_failure(example: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as nobody:
        done = start_prepared(("access", "list"), example, CLEAN, out=nobody).wait()
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_of_few_letters_is_written_to_all_the_same(example: Path) -> None:
    (example / "plans/mori/plan.yaml").write_text("kick_off: 2026-11-02\n# 森文具\n「\n")
    code, said = tried(example, "check", "mori", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert code == 1
    assert "plans/mori/plan.yaml" in said


def test_a_build_that_is_interrupted_says_so_and_leaves_every_portal_whole(
    built_example: Path, example: Path
) -> None:
    before = files_of(example / "_site")
    pages = list((example / "_site").glob("*/index.html"))
    stood = {path: path.stat().st_ino for path in pages}
    call = start_prepared(("build", "--today", "2026-12-14"), example, CLEAN)
    while call.is_running and all(path.stat().st_ino == stood[path] for path in pages):
        time.sleep(0.001)
    call.send(signal.SIGINT)
    done = call.wait()
    assert done.returncode == 130, done.stderr
    assert done.stderr.strip() == "Interrupted."
    after = files_of(example / "_site")
    assert before != after
    assert_all_open(example)
    run_onboardgen("build", *TODAY, cwd=example)
    assert files_of(example / "_site") == files_of(built_example / "_site")


def assert_all_open(root: Path) -> None:
    """Every portal opens with our keys, its attachments too."""
    loaded = load(root)
    assert loaded.settings is not None
    keys = find_keys(root, loaded.settings, {})
    for access in (loaded.team_access, *(account.access for account in loaded.accounts)):
        for portal in access.portals if access else ():
            folder = root / "_site" / portal.id
            files = {path.name: path.read_bytes() for path in folder.iterdir()}
            opened, unproven = open_portal(keys.portal_key(portal), (), files)
            assert opened is not None
            # A torn publication shows in the as-of file, and in downloads of a page to come or
            # gone, which no page lists: never as damage.
            damaged = {one.file for one in unproven if one.why != "no page lists it"}
            assert damaged <= {"index.html", "as-of.sealed"}


def test_a_directory_that_vanished_below_us_is_told(tmp_path: Path) -> None:
    program = f"cd {tmp_path / 'gone'} && rmdir ../gone && exec {' '.join(ONBOARDGEN)} check"
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        ["sh", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**CLEAN, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.returncode in {2, 3}
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


def test_the_report_of_a_failed_build_is_json_on_bad_days_too(example: Path) -> None:
    (example / "plans/mori/plan.yaml").write_text("[")
    done = run_onboardgen("build", "--format", "json", *TODAY, cwd=example, check=False)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["as_of"] == AS_OF.isoformat()
    assert report["failed"] == ["mori"]
