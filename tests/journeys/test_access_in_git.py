"""Access in a real repository: what ended stays ended, through branches, merges and reverts."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.example_workspace import AS_OF, CLEAN, run_onboardgen
from tests.journeys.reading import Reader, Serve, Told, link_refused, refused, shown, unlock
from tests.journeys.repository import TODAY, Repository, grants, opens, repository

HALDEN, TILLERY = "halden (customer)", "brightwater (partner:tillery)"
PASSWORD = "a violet stapler hums at noon"
NewReader = Callable[..., Reader]


@pytest.fixture
def repo(example: Path) -> Repository:
    return repository(example)


def everybody(told: Told) -> set[str]:
    return {*told.passphrases, *told.links}


def opening(told: Told, secrets: set[str]) -> set[str]:
    """Those of the secrets that open the portal as it is built now."""
    return {secret for secret in secrets if opens(told.file, secret)}


def one_grant(repo: Repository, slug: str, person: str) -> str:
    found = [one for one in grants(repo.root, slug) if one["person"] == person and one["open"]]
    return str(found[0]["id"])


def test_two_branches_that_each_end_a_grant_keep_both_out_when_merged(
    repo: Repository, serve: Serve, new_reader: NewReader
) -> None:
    origin = serve(repo.root / "_site")
    before = shown(repo.root, origin)[HALDEN]
    assert opening(before, everybody(before)) == everybody(before)
    for branch, person in (("carla-leaves", "carla"), ("links-lost", "henrik")):
        repo.git("switch", "--quiet", "--create", branch, "main")
        repo.end("halden", one_grant(repo, "halden", person))
        repo.commit(f"End the access of {person}")
    repo.git("switch", "--quiet", "main")
    for branch in ("carla-leaves", "links-lost"):
        repo.git("merge", "--quiet", "--no-edit", branch)
    assert run_onboardgen("check", "halden", cwd=repo.root).returncode == 0
    repo.build()

    after = shown(repo.root, origin)[HALDEN]
    gone = everybody(before) - everybody(after)
    assert len(gone) == 2
    assert opening(after, everybody(before)) == everybody(after)
    visitor = new_reader(origin)
    (phrase,) = (one for one in gone if "#" not in one)
    (link,) = (one for one in gone if "#" in one)
    page = visitor.open(link.partition("#")[0])
    assert refused(page, phrase)
    unlock(page, after.passphrase)
    assert link_refused(visitor, link)

    (repo.root / "plans/halden/guides/note.md").write_text("---\ntitle: A note\n---\nWords.\n")
    repo.commit("Say something else")
    repo.git("revert", "--no-edit", "HEAD")
    repo.build()
    assert opening(after, everybody(before)) == everybody(after)
    repo.build(today="2026-11-30")
    assert opening(after, everybody(before)) == everybody(after)


def test_a_grant_with_a_last_day_stops_the_day_after(repo: Repository) -> None:
    told = run_onboardgen(
        "access", "grant", "brightwater", "walt", "--kind", "link", "--by", "mia",
        "--date", "2026-11-30", "--until", "2026-12-03", cwd=repo.root,
    ).stdout  # fmt: skip
    link = told.split("link:\n", 1)[1].split()[0]
    portal = shown(repo.root, "https://portals.example/", "brightwater")[TILLERY]
    others = everybody(portal) - {one for one in portal.links if link.endswith(one.split("#")[1])}
    for day, is_open in (("2026-12-03", True), ("2026-12-04", False)):
        repo.build("brightwater", today=day)
        assert opens(portal.file, link) is is_open
        assert opening(portal, others) == others
        names = shown(repo.root, "https://portals.example/", "brightwater", today=day)[TILLERY]
        assert any(one.split("#")[1] == link.split("#")[1] for one in names.links) is is_open


def granted(repo: Repository, *arguments: str) -> str:
    """The passphrase or link that a new grant prints."""
    done = run_onboardgen(
        "access", "grant", "mori", *arguments, "--by", "aiko", "--date", AS_OF.isoformat(),
        cwd=repo.root,
    )  # fmt: skip
    return done.stdout.split(":\n", 1)[1].split()[0]


LONGEST_SILENCE = 60
"""Seconds after which a command that says nothing is taken to wait for ever."""


def typed(command: list[str], cwd: Path, answers: list[str]) -> tuple[int, str]:
    """Run a command on a terminal of its own and answer what it asks, unseen."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execve(sys.executable, [sys.executable, "-m", "onboardgen", *command], CLEAN)
    said = b""
    questions = 0
    while True:
        if not select.select([terminal], [], [], LONGEST_SILENCE)[0]:
            os.kill(child, signal.SIGKILL)
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        asked = said.count(b"characters:") + said.count(b"confirmation:")
        while questions < min(asked, len(answers)):
            os.write(terminal, answers[questions].encode() + b"\n")
            questions += 1
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode()


def test_a_new_person_opens_the_rebuilt_portal_in_each_way(
    repo: Repository, serve: Serve, new_reader: NewReader
) -> None:
    origin = serve(repo.root / "_site")
    phrase, link = granted(repo, "yui"), granted(repo, "yui", "--kind", "link")
    command = ["access", "grant", "mori", "yui", "--kind", "password", "--by", "aiko",
               "--date", AS_OF.isoformat()]  # fmt: skip
    code, said = typed(command, repo.root, [PASSWORD, PASSWORD])
    assert code == 0, said
    assert PASSWORD not in said
    part = said.split("link, with the password:\r\n", 1)[1].split()[0].partition("#")[2]
    repo.commit("Let Yui in")
    assert PASSWORD not in repo.git("show")
    old = shown(repo.root, origin, "--brief")["mori (customer)"]
    assert not opens(old.file, phrase)
    repo.build("mori")
    address = f"{origin}{old.file.parent.name}/index.html"
    visitor = new_reader(origin)
    unlock(visitor.open(address), phrase)
    visitor.opened_by_link(f"{address}#{link.partition('#')[2]}")
    page = visitor.open(f"{address}#{part}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open the portal").click()
    expect(page.locator("#page h1")).to_be_visible()
    assert refused(visitor.open(address), PASSWORD)


def test_a_weak_password_is_refused_and_nothing_is_written(repo: Repository) -> None:
    before = (repo.root / "plans/mori/access.yaml").read_bytes()
    command = ["access", "grant", "mori", "yui", "--kind", "password", "--by", "aiko"]
    code, said = typed(command, repo.root, ["Mori2026", "Mori2026"])
    assert code == 2
    assert "This password is refused." in said
    assert (repo.root / "plans/mori/access.yaml").read_bytes() == before


def own_root(root: Path) -> None:
    """Make the example a workspace of its own: another organization, without the demo root."""
    settings = root / "onboardgen.yaml"
    text = settings.read_text(encoding="utf-8")
    (line,) = (one for one in text.splitlines() if one.startswith("root_key_fingerprint:"))
    text = text.replace(line + "\n", "").replace("name: Quillmark Billing", "name: Ours")
    settings.write_text(text, encoding="utf-8")
    (root / "demo-root.key").unlink()
    shutil.rmtree(root / ".onboardgen", ignore_errors=True)
    run_onboardgen("access", "init", cwd=root)


def test_a_new_root_shuts_everybody_out(repo: Repository) -> None:
    own_root(repo.root)
    repo.build("mori")
    before = shown(repo.root, "https://portals.example/", "mori")["mori (customer)"]
    assert opening(before, everybody(before)) == everybody(before)
    key = (repo.root / ".onboardgen/root.key").read_text()
    run_onboardgen("access", "rotate-root", cwd=repo.root)
    repo.build("mori")
    after = shown(repo.root, "https://portals.example/", "mori")["mori (customer)"]
    assert opening(after, everybody(before)) == set()
    assert opening(after, everybody(after)) == everybody(after)
    assert not everybody(before) & everybody(after)
    kept = [p for p in (repo.root / ".onboardgen").iterdir() if p.name.startswith("root-ogfp1-")]
    assert [path.read_text() for path in kept] == [key]
    assert key.strip() not in repo.git("status", "--porcelain", "--untracked-files=all")
    old_root = run_onboardgen("build", cwd=repo.root, check=False, ONBOARDGEN_ROOT_KEY=key.strip())
    assert old_root.returncode == 3


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    root = tmp_path / "fresh"
    root.mkdir()
    (root / "onboardgen.yaml").write_text(
        "# Ours.\nformat: 1\norganization: {name: Ours, timezone: Europe/Berlin}\n"
        "team: {mia: {name: Mia Keller, email: mia@ours.example}}\n"
    )
    return root


def test_a_fresh_workspace_gets_a_root_that_only_its_owner_reads(minimal: Path) -> None:
    before = (minimal / "onboardgen.yaml").read_text()
    for value in ("true", "1"):
        done = run_onboardgen("access", "init", cwd=minimal, check=False, CI=value)
        assert done.returncode == 3
        assert "never in CI" in done.stderr
    assert not (minimal / ".onboardgen").exists()
    assert (minimal / "onboardgen.yaml").read_text() == before
    done = run_onboardgen("access", "init", cwd=minimal)
    key = minimal / ".onboardgen/root.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert key.read_text().strip() not in done.stdout + done.stderr
    after = (minimal / "onboardgen.yaml").read_text()
    (added,) = set(after.splitlines()) - set(before.splitlines())
    assert added.startswith("root_key_fingerprint: ogfp1-")
    again = run_onboardgen("access", "init", cwd=minimal, check=False)
    assert again.returncode == 3
    key.chmod(0o644)
    open_to_all = run_onboardgen("build", cwd=minimal, check=False)
    assert open_to_all.returncode == 3
    assert "chmod 600" in open_to_all.stderr


def test_in_ci_passphrases_are_shown_of_the_public_demo_alone(repo: Repository) -> None:
    shown_in_ci = run_onboardgen("access", "show", "mori", *TODAY, cwd=repo.root, CI="true")
    assert "passphrase:" in shown_in_ci.stdout
    own_root(repo.root)
    for verb in (["show", "mori"], ["export", "mori"], ["rotate-root"]):
        done = run_onboardgen("access", *verb, cwd=repo.root, check=False, CI="true")
        assert done.returncode == 3, verb
        assert "never in CI" in done.stderr
        assert done.stdout == ""
    listed = run_onboardgen("access", "list", "mori", cwd=repo.root, CI="true")
    assert listed.returncode == 0


def test_exported_keys_build_these_portals_only_and_with_the_same_bytes(
    repo: Repository, tmp_path: Path
) -> None:
    own_root(repo.root)
    repo.commit("Make a root of our own")
    repo.build("brightwater")
    done = run_onboardgen("access", "export", "brightwater", cwd=repo.root)
    exported = repo.root / ".onboardgen/portal-keys-brightwater"
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    keys = exported.read_text()
    assert "ogportal1-" not in done.stdout
    colleague = tmp_path / "colleague"
    repo.git("clone", "--quiet", str(repo.root), str(colleague))
    run_onboardgen("build", *TODAY, cwd=colleague, ONBOARDGEN_PORTAL_KEYS=keys)
    ours, theirs = repo.root / "_site", colleague / "_site"
    built = [path.name for path in theirs.iterdir() if path.is_dir()]
    assert len(built) == keys.count("ogportal1-") == 2
    for name in built:
        same = {path.name for path in (theirs / name).iterdir()}
        assert same == {path.name for path in (ours / name).iterdir()}
        for file in same:
            assert (theirs / name / file).read_bytes() == (ours / name / file).read_bytes(), file
    refused_ = run_onboardgen(
        "build", "mori", *TODAY, cwd=colleague, check=False, ONBOARDGEN_PORTAL_KEYS=keys
    )
    assert not (theirs / "22gxrbfp5vbnk2ddsat6qvkbmv").exists()
    assert "Traceback" not in refused_.stderr
    mine = shown(colleague, "https://portals.example/", ONBOARDGEN_PORTAL_KEYS=keys)
    assert sorted(mine) == ["brightwater (customer)", "brightwater (partner:tillery)"]
