"""What README, tutorial and how-to pages say to do is done, in an empty directory, and works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.markdown_files import ROOT, Page, pages, read_page
from tests.docs.walkthrough import Followed, assert_prints, follow, run

HOW_TO = [page for page in pages() if page.name.startswith("docs/how-to/")]
FINGERPRINT = re.compile(r"^root_key_fingerprint: .+\n", re.MULTILINE)


def test_your_own_workspace_of_the_readme_leads_to_a_portal(tmp_path: Path) -> None:
    section = read_page("README.md").section("Your own workspace")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    printed = follow(section, workspace, tmp_path / "home", start="fresh")
    assert "0 errors, 4 warnings" in printed
    assert "Jo Lind, passphrase:" in printed
    assert len(list((workspace / "_site").glob("*/index.html"))) == 1


def test_the_tutorial_leads_to_a_committed_workspace_and_a_portal(
    tutorial: Followed, tmp_path: Path
) -> None:
    assert tutorial.page.is_file()
    assert len(tutorial.passphrase.split("-")) >= 6
    committed = run("git ls-files", tutorial.workspace, tmp_path).stdout.splitlines()
    assert "plans/northwind/access.yaml" in committed
    assert not [name for name in committed if name.startswith((".onboardgen", "_site"))]


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: Path(page.name).stem)
def test_every_how_to_works_after_the_tutorial_and_leaves_a_workspace_that_builds(
    page: Page, tutorial: Followed, tmp_path: Path
) -> None:
    workspace = copy_of(tutorial, tmp_path)
    follow(page, workspace, tmp_path / "home")
    keep_fingerprint(tutorial.workspace, workspace)
    if sources(workspace) == sources(tutorial.workspace):
        return  # what the tutorial left builds: that is shown above
    afterwards = "onboardgen check\nonboardgen build\nonboardgen leaks _site\n"
    done = run(afterwards, workspace, tmp_path / "home")
    assert done.returncode == 0, done.stdout
    assert "No leak: " in done.stdout


def test_a_lost_root_key_is_replaced_as_the_how_to_says(tutorial: Followed, tmp_path: Path) -> None:
    workspace = copy_of(tutorial, tmp_path)
    (workspace / ".onboardgen/root.key").unlink()
    page = read_page("docs/how-to/look-after-the-root-key.md").section("When it is lost")
    before = run("onboardgen build", workspace, tmp_path / "home")
    assert before.returncode == 3
    follow(page, workspace, tmp_path / "home", given="a-lost-key")
    shown = run("onboardgen access show northwind", workspace, tmp_path / "home").stdout
    assert "passphrase:" in shown
    assert tutorial.passphrase not in shown


def test_the_demo_passphrase_in_the_readme_is_the_one_that_make_demo_prints(tmp_path: Path) -> None:
    told = next(one.text for one in read_page("README.md").blocks if one.language == "text").strip()
    command = "onboardgen access show halden --brief --today 2026-12-01"
    shown = [line.strip() for line in run(command, ROOT, tmp_path).stdout.splitlines()]
    at = shown.index(told)
    assert shown[0] == "halden (customer)"
    assert shown[at - 1] == "Jo Lind, passphrase:"
    assert "" not in shown[:at]


def test_output_that_differs_from_what_a_page_shows_is_noticed() -> None:
    block = Page("x.md", "```text\nAll fine: … checked.\n…\n```\n").blocks[0]
    assert_prints("All fine: 1 customer checked.\nmore\nand more\n", block)
    assert_prints("All fine: 1 customer checked.\n", block)
    with pytest.raises(AssertionError):
        assert_prints("All fine: 1 customer found.\n", block)


def copy_of(tutorial: Followed, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tutorial.workspace, tmp_path / "workspace"))


def sources(workspace: Path) -> dict[str, bytes]:
    """All that portals are made of, but for keys."""
    places = ("onboardgen.yaml", "access.yaml", "calibration.yaml", "plans", "theme")
    found = (
        path for place in places for path in (workspace / place, *workspace.glob(f"{place}/**/*"))
    )
    return {
        path.relative_to(workspace).as_posix(): path.read_bytes()
        for path in found
        if path.is_file()
    }


def keep_fingerprint(before: Path, after: Path) -> None:
    """Put the fingerprint back where a page wrote onboardgen.yaml whole."""
    settings = after / "onboardgen.yaml"
    text = settings.read_text(encoding="utf-8")
    if not FINGERPRINT.search(text):
        kept = FINGERPRINT.search((before / "onboardgen.yaml").read_text(encoding="utf-8"))
        assert kept
        settings.write_text(f"{text.rstrip()}\n{kept[0]}", encoding="utf-8")
