"""Publication: safe against kills, foreign directories and names that lead outside."""

import itertools
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.site.front import front_files
from onboardgen.site.opening import open_portal
from onboardgen.site.writer import opened_site, prune, publish
from tests.site.made_up_site import (
    HALDEN,
    NORTHWIND,
    build,
    bundle,
    key_of,
    known,
    sealed,
    tree,
    workspace,
)

OLD = bundle("Halden Logistics", "the old text", files=("kept.txt", "gone.txt"))
NEW = bundle("Halden Logistics", "the new text", files=("kept.txt", "come.txt"))
FRONT = front_files(str)

STEPS = ("open", "mkdir", "replace", "unlink")


def dying(real, steps, last):
    """The function of the system, but the process is killed instead of taking step `last`."""

    def call(*args, **kwargs):
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    return call


def killed_build(root: Path, count: int) -> bool:
    """Build the new portal in a process killed before its n-th step; whether it was killed."""
    portal = sealed(made=NEW)
    child = os.fork()
    if child == 0:
        try:
            steps = itertools.count()
            for name in STEPS:
                setattr(os, name, dying(getattr(os, name), steps, count))
            build(root, portal)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def opens(out: Path) -> str | None:
    """The text of the portal as a reader of the directory sees it now; None where it is absent."""
    files = tree(out / HALDEN.id) if (out / HALDEN.id).exists() else {}
    if "index.html" not in files:
        return None
    portal, unproven = open_portal(known(HALDEN)[0].key, known(HALDEN)[0].secrets, files)
    names = {one.file for one in unproven if one.why != "no page lists it"}
    assert names <= {"as-of.sealed"}
    return "new" if "the new text" in portal.bundle else "old"


def test_killed_at_any_step_the_old_or_the_new_portal_opens_and_the_next_build_heals(tmp_path):
    finished = tree(build(tmp_path / "finished", sealed(made=NEW)))
    seen, count = [], 0
    while True:
        root = tmp_path / f"after-{count}"
        out = build(root, sealed(made=OLD))
        killed = killed_build(root, count)
        seen.append(opens(out))
        build(root, sealed(made=NEW))
        assert tree(out) == finished
        if not killed:
            break
        count += 1
    assert seen[0] == "old"
    assert seen[-1] == "new"
    assert seen == sorted(seen, reverse=True)
    assert count > 10


def test_a_first_build_killed_at_any_step_can_be_built_again(tmp_path):
    count = 0
    while killed_build(tmp_path / f"first-{count}", count):
        root = workspace(tmp_path / f"first-{count}")
        assert opens(root / "_site") in (None, "new")
        build(root, sealed(made=NEW))
        assert opens(root / "_site") == "new"
        count += 3
    assert count > 10


def test_a_file_whose_bytes_are_there_is_not_touched(tmp_path):
    out = build(tmp_path, sealed(), sealed(NORTHWIND))
    before = {path: path.stat().st_ino for path in out.rglob("*")}
    build(tmp_path, sealed(), sealed(NORTHWIND))
    assert {path: path.stat().st_ino for path in out.rglob("*")} == before


def test_what_changed_is_told(tmp_path):
    out = build(tmp_path, sealed(made=OLD))
    with opened_site(out, tmp_path, FRONT) as site:
        changed = publish(site, sealed(made=NEW))
        again = publish(site, sealed(made=NEW))
    assert changed.written[-2:] == ("index.html", "as-of.sealed")
    assert (len(changed.written), len(changed.removed)) == (3, 1)
    assert (again.written, again.removed) == ((), ())


def test_only_names_of_our_own_are_removed(tmp_path):
    out = build(tmp_path, sealed(made=OLD))
    for name in ("notes.txt", "0" * 31 + ".sealed", "CNAME"):
        (out / HALDEN.id / name).write_text("not ours")
    leftover = out / HALDEN.id / (".new-" + "0" * 32)
    leftover.write_text("of a killed build")
    build(tmp_path, sealed(made=NEW))
    assert (out / HALDEN.id / "notes.txt").exists()
    assert (out / HALDEN.id / "CNAME").exists()
    assert not leftover.exists()


def test_portals_that_are_no_more_are_pruned_when_asked(tmp_path):
    out = build(tmp_path, sealed(), sealed(NORTHWIND))
    (out / "assets").mkdir()
    with opened_site(out, tmp_path, FRONT) as site:
        assert prune(site, {HALDEN.id}) == (NORTHWIND.id,)
    assert not (out / NORTHWIND.id).exists()
    assert (out / HALDEN.id / "index.html").exists()
    assert (out / "assets").exists()


def test_pruning_leaves_what_is_not_ours(tmp_path):
    out = build(tmp_path, sealed())
    (out / HALDEN.id / "mine.txt").write_text("x")
    with opened_site(out, tmp_path, FRONT) as site:
        prune(site, ())
    assert [path.name for path in (out / HALDEN.id).iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("where", [".", "..", "sub/.."])
def test_the_workspace_or_a_parent_cannot_be_the_output(tmp_path, where):
    root = workspace(tmp_path / "workspace")
    (root / "sub").mkdir()
    with (
        pytest.raises(UsageError, match="the workspace is in it"),
        opened_site(root / where, root, FRONT),
    ):
        pass
    assert {path.name for path in root.iterdir()} == {"onboardgen.yaml", "sub"}


def test_a_directory_that_is_not_ours_stays_as_it_is(tmp_path):
    out = tmp_path / "documents"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    for robots in (None, "User-agent: *\n"):
        if robots:
            (out / "robots.txt").write_text(robots)
        before = tree(out)
        with (
            pytest.raises(UsageError, match="did not make"),
            opened_site(out, workspace(tmp_path / "w"), FRONT),
        ):
            pass
        assert tree(out) == before


def test_symbolic_links_are_not_followed(tmp_path):
    root = workspace(tmp_path / "w")
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "_site").symlink_to(outside)
    with pytest.raises(UsageError, match="symbolic link"), opened_site(root / "_site", root, FRONT):
        pass
    (root / "_site").unlink()
    out = build(root)
    (out / HALDEN.id).symlink_to(outside)
    with pytest.raises(EnvironmentFailure, match="cannot be written"):
        build(root, sealed())
    assert list(outside.iterdir()) == []


def test_a_link_in_place_of_a_page_is_replaced_and_its_target_left_alone(tmp_path):
    out = build(tmp_path, sealed())
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    page = out / HALDEN.id / "index.html"
    page.unlink()
    page.symlink_to(victim)
    build(tmp_path, sealed())
    assert victim.read_text() == "precious"
    assert not page.is_symlink()


@pytest.mark.parametrize("name", ["../escape.sealed", "a/b.sealed", "/etc/x", "index.htm", ""])
def test_a_name_that_is_not_one_of_ours_is_never_written(tmp_path, name):
    portal = sealed()
    evil = replace(portal, files={name: b"x", **portal.files})
    with pytest.raises(EnvironmentFailure):
        build(tmp_path, evil)
    with pytest.raises(EnvironmentFailure):
        build(tmp_path, replace(portal, portal_id="../" + "a" * 23))
    assert not (tmp_path / "escape.sealed").exists()


def test_two_builds_do_not_write_at_once(tmp_path):
    root = workspace(tmp_path)
    with (
        opened_site(root / "_site", root, FRONT),
        pytest.raises(EnvironmentFailure, match="Another build"),
        opened_site(root / "_site", root, FRONT),
    ):
        pass
    build(root, sealed())


def test_a_refusal_of_the_file_system_is_told_in_a_sentence(tmp_path):
    out = build(tmp_path, sealed(made=OLD))
    blocked = out / HALDEN.id / "index.html"
    blocked.unlink()
    blocked.mkdir()
    (blocked / "x").write_text("x")
    with pytest.raises(EnvironmentFailure, match="cannot be written"):
        build(tmp_path, sealed(made=NEW))


def test_failures_of_the_build_itself_are_not_the_writers(tmp_path):
    root = workspace(tmp_path)
    with pytest.raises(FileNotFoundError), opened_site(root / "_site", root, FRONT):
        raise FileNotFoundError("of somebody else")


def test_the_front_names_nobody(tmp_path):
    out = build(tmp_path, sealed())
    for name in ("index.html", "404.html"):
        page = (out / name).read_text()
        assert 'name="robots" content="noindex' in page
        assert "default-src 'none'" in page
        assert HALDEN.id not in page
    assert (out / "robots.txt").read_text().endswith("Disallow: /\n")
    assert os.fsencode(HALDEN.id) not in b"".join(FRONT.values())
    assert key_of(HALDEN).secret.value not in b"".join(tree(out).values())
