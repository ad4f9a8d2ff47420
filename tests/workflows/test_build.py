"""A build is a pure function, does no more than it has to, and never harms what stands."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from onboardgen.access.portal_keys import find_keys
from onboardgen.loading.loader import load
from onboardgen.site.opening import open_portal
from tests.example_workspace import AS_OF, CLEAN, copy_example, run_onboardgen
from tests.prepared_python import Call, start_prepared

TODAY = ("--today", AS_OF.isoformat())
SLOTS = ".onboardgen/cache/slots"


def files_of(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def portal_ids(root: Path) -> dict[tuple[str | None, str], str]:
    """Portal id by slug and audience."""
    found = load(root)
    team = found.team_access.portals if found.team_access else ()
    ids: dict[tuple[str | None, str], str] = {(None, one.audience): one.id for one in team}
    for account in found.accounts:
        for portal in account.access.portals if account.access else ():
            ids[account.slug, portal.audience] = portal.id
    return ids


def build(root: Path, *arguments: str, check: bool = True) -> dict[str, object]:
    """What the build reports, as published."""
    done = run_onboardgen("build", *arguments, "--format", "json", cwd=root, check=check)
    report = json.loads(done.stdout)
    assert isinstance(report, dict)
    return report


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_two_builds_in_two_places_and_processes_are_the_same_bytes(
    built_example: Path, tmp_path: Path
) -> None:
    elsewhere = copy_example(tmp_path / "a longer path with ümläuts" / "workspace")
    spare_stretching(built_example, elsewhere, but=("mori", "fennel"))
    run_onboardgen(
        "build", *TODAY, cwd=elsewhere, PYTHONHASHSEED="7", TZ="Pacific/Honolulu", LC_ALL="C"
    )
    ours, theirs = files_of(built_example / "_site"), files_of(elsewhere / "_site")
    assert changed(ours, theirs) == set()
    assert len(ours) > 20


def spare_stretching(source: Path, target: Path, but: Iterable[str]) -> None:
    """Take over what was stretched there, but for some customers."""
    kept = Path(shutil.copytree(source / SLOTS, target / SLOTS))
    for (slug, _), id_ in portal_ids(source).items():
        if slug in but:
            (kept / f"{id_}.json").unlink()


def test_a_second_build_writes_nothing(example: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (example / "_site").rglob("*")}
    report = build(example, *TODAY)
    assert not any(portal["changed"] for portal in report["portals"])  # type: ignore[index, attr-defined]
    assert before == {path: path.stat().st_mtime_ns for path in (example / "_site").rglob("*")}


def test_nothing_is_stretched_when_grants_did_not_change(example: Path) -> None:
    shutil.rmtree(example / ".onboardgen/cache/builds")
    shutil.rmtree(example / "plans/halden")  # there is enough to stretch without it
    customers = {id_ for (slug, _), id_ in portal_ids(example).items() if slug}
    before = files_of(example / "_site")
    shutil.rmtree(example / "_site")
    program = (
        "import sys, onboardgen.access.stretching as stretching\n"
        "def refuse(*_): raise AssertionError('something was stretched')\n"
        "stretching.stretch = refuse\n"
        "from onboardgen.cli.main import run\n"
        f"sys.argv = ['onboardgen', 'build', '--today', '{AS_OF}']\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=example, env=CLEAN, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    touched = {name.partition("/")[0] for name in changed(before, files_of(example / "_site"))}
    assert not touched & customers


def test_a_changed_title_changes_one_portal_and_the_team_s_own(example: Path) -> None:
    before, ids = files_of(example / "_site"), portal_ids(example)
    edit(example / "plans/mori/plan.yaml", "title: Answer the worksheet", "title: Another title")
    build(example, *TODAY)
    touched = changed(before, files_of(example / "_site"))
    mori, team = ids["mori", "customer"], ids[None, "provider"]
    assert {name.partition("/")[0] for name in touched} == {mori, team}
    assert touched >= {f"{mori}/index.html", f"{mori}/as-of.sealed"}


def test_the_next_day_changes_only_portals_whose_dates_or_states_moved(example: Path) -> None:
    before, ids = files_of(example / "_site"), portal_ids(example)
    build(example, "--today", "2026-12-02")
    touched = changed(before, files_of(example / "_site"))
    assert {name for name in touched if name.endswith("/as-of.sealed")} == {
        f"{id_}/as-of.sealed" for id_ in ids.values()
    }
    pages = {name.partition("/")[0] for name in touched if not name.endswith("/as-of.sealed")}
    # Live customers have nothing left that could move; two tasks of Halden fall due by then.
    assert ids["fennel", "customer"] not in pages
    assert ids["pinecrest", "customer"] not in pages
    assert ids["halden", "customer"] in pages


def test_a_customer_with_an_error_keeps_its_portal_and_the_others_are_built(
    example: Path,
) -> None:
    before, ids = files_of(example / "_site"), portal_ids(example)
    edit(example / "plans/mori/plan.yaml", "kickoff:", "kick_off:")
    edit(example / "plans/brightwater/customer.yaml", "name: Brightwater Clinics", "name: Bright")
    report = build(example, *TODAY, check=False)
    assert report["failed"] == ["mori"]
    after = files_of(example / "_site")
    mori = ids["mori", "customer"]
    assert after[f"{mori}/index.html"] == before[f"{mori}/index.html"]
    assert f"{ids['brightwater', 'customer']}/index.html" in changed(before, after)
    done = run_onboardgen("build", *TODAY, cwd=example, check=False)
    assert done.returncode == 1
    assert "plans/mori/plan.yaml" in done.stdout


def test_a_copied_access_file_publishes_over_nobody(example: Path) -> None:
    before = files_of(example / "_site")
    shutil.copytree(example / "plans/mori", example / "plans/mori-two")
    edit(example / "plans/mori-two/customer.yaml", "name: Mori Stationery", "name: Somebody Else")
    for slugs in ((), ("mori-two",)):
        report = build(example, *slugs, *TODAY, check=False)
        assert "mori-two" in report["failed"]  # type: ignore[operator]
        errors = [one for one in report["findings"] if one["severity"] == "error"]  # type: ignore[index, attr-defined]
        codes = {finding["code"] for finding in errors}
        assert codes == {"OG503"}
        assert changed(before, files_of(example / "_site")) == set()


def test_a_customer_who_left_takes_the_portal_along(example: Path) -> None:
    ids = portal_ids(example)
    shutil.rmtree(example / "plans/fennel")
    build(example, *TODAY)
    assert not (example / "_site" / ids["fennel", "customer"]).exists()
    assert (example / "_site" / ids["mori", "customer"]).exists()


def test_a_build_of_one_customer_leaves_the_others_alone(example: Path) -> None:
    before, ids = files_of(example / "_site"), portal_ids(example)
    build(example, "mori", "--today", "2026-12-14")
    touched = {name.partition("/")[0] for name in changed(before, files_of(example / "_site"))}
    assert touched == {ids["mori", "customer"]}


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "is empty"),
        ("ogroot1-abc", "does not hold a whole root key"),
        (
            "ogroot1-gh4oll4ks6k7xqiwsojhix6snvymbawc4d2csmfidjqbxleimapnvf5vrf",
            "does not hold a whole root key",
        ),
    ],
)
def test_a_wrong_root_builds_nothing(example: Path, key: str, says: str) -> None:
    before = files_of(example / "_site")
    done = run_onboardgen(
        "build", "--today", "2026-12-24", cwd=example, check=False, ONBOARDGEN_ROOT_KEY=key
    )
    assert done.returncode == 3
    assert says in done.stderr
    assert key[8:] == "" or key[8:] not in done.stdout + done.stderr
    assert changed(before, files_of(example / "_site")) == set()


def test_an_error_of_the_workspace_itself_builds_nothing(example: Path) -> None:
    edit(example / "onboardgen.yaml", "timezone: Europe/Berlin", "timezone: Europe/Berlyn")
    done = run_onboardgen("build", cwd=example, check=False)
    assert done.returncode == 1
    assert "onboardgen.yaml:8:13  error OG408" in done.stdout
    assert "Not built: the workspace's own files have errors" in done.stdout


def test_the_demo_root_seals_for_nobody_else(example: Path) -> None:
    edit(example / "onboardgen.yaml", "name: Quillmark Billing", "name: A Real Company")
    done = run_onboardgen("build", cwd=example, check=False)
    assert done.returncode == 3
    assert "demo root" in done.stderr


def test_what_an_interrupted_build_left_behind_is_taken_away(example: Path) -> None:
    directory = example / "_site" / portal_ids(example)["mori", "customer"]
    (directory / f".new-{'0' * 32}").write_bytes(b"torn")
    before = files_of(example / "_site")
    build(example, *TODAY)
    assert changed(before, files_of(example / "_site")) == {f"{directory.name}/.new-{'0' * 32}"}


def test_a_killed_build_leaves_every_portal_old_or_new(built_example: Path, example: Path) -> None:
    """Killed at many moments, each portal still opens with our keys, whole."""
    loaded = load(example)
    assert loaded.settings is not None
    keys = find_keys(example, loaded.settings, {})
    accesses = [loaded.team_access, *(account.access for account in loaded.accounts)]
    portals = [portal for access in accesses if access for portal in access.portals]
    codes = []
    for day, writes in enumerate((1, 2, 5, 9, 14), start=2):
        call = start_prepared(("build", "--today", f"2026-12-{day:02d}"), example, CLEAN)
        codes.append(kill_after(call, example / "_site", writes))
        for portal in portals:
            directory = example / "_site" / portal.id
            files = {path.name: path.read_bytes() for path in directory.iterdir()}
            opened, unproven = open_portal(
                keys.portal_key(portal),
                (),
                {n: d for n, d in files.items() if not n.startswith(".")},
            )
            assert opened is not None
            # A torn publication shows in the as-of file, and in downloads of a page to come or
            # gone, which no page lists: never as damage.
            damaged = {one.file for one in unproven if one.why != "no page lists it"}
            assert damaged <= {"index.html", "as-of.sealed"}
    assert -signal.SIGKILL in codes
    build(example, *TODAY)
    assert changed(files_of(built_example / "_site"), files_of(example / "_site")) == set()


def kill_after(call: Call, site: Path, writes: int) -> int:
    """Kill the whole process group once that many files of the site have changed; its code."""
    before = stamps(site)
    while call.is_running:
        if len(set(stamps(site).items()) - set(before.items())) >= writes:
            call.send(signal.SIGKILL)
            break
        time.sleep(0.002)
    return call.wait().returncode


def stamps(site: Path) -> dict[str, int]:
    found = {}
    for folder, _, names in os.walk(site):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118
            try:
                found[path] = os.stat(path).st_mtime_ns  # noqa: PTH116
            except FileNotFoundError:
                continue
    return found


def test_the_text_report_fits_eighty_columns(example: Path) -> None:
    done = run_onboardgen("build", *TODAY, "--out", "_site", cwd=example)
    too_long = [line for line in done.stdout.splitlines() if len(line) > 80]
    assert too_long == []
    assert re.search(r"9 portals as of 2026-12-01: 0 written, 9 as they were\.", done.stdout)
