"""Links of the docs lead somewhere, and no file of the repository says where it was made."""

from __future__ import annotations

import re
import subprocess
from pathlib import PurePosixPath

import pytest

from tests.docs.markdown_files import ROOT, Page, pages, read_page

LONGEST_README = 120
HOST = re.compile(r"https?://(?:[\w:]+@)?([a-zA-Z0-9.-]*[a-zA-Z0-9])")
OUR_HOSTS = re.compile(
    r"localhost|127(\.0\.0\.1)?|(.+\.)?example(\.(com|org|net))?|json-schema\.org|www\.w3\.org"
    r"|((api|docs)\.)?github\.com|(docs\.)?gitlab\.com|json\.schemastore\.org|adaptivecards\.io"
)
"""Reserved names for examples, those that stand for a schema or a name space, and the trackers."""
MACHINE_PATHS = re.compile(r"(?<![\w.~$}/-])/(?:work|root|home|Users|opt|tmp)/[\w.-]+")
UNMADE = ("TO" + "DO", "FIX" + "ME", "X" * 3 + ":")


def tracked_texts() -> list[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    texts = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            texts.append((name, data.decode("utf-8", "replace")))
    return texts


def test_the_readme_is_short() -> None:
    assert len(read_page("README.md").text.splitlines()) <= LONGEST_README


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_internal_link_leads_to_a_file_and_a_heading(page: Page) -> None:
    for link in page.links:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page.name).parent / path if path else ROOT / page.name
        assert target.exists(), f"{page.name} links to {link}"
        if anchor:
            name = target.resolve().relative_to(ROOT.resolve()).as_posix()
            assert anchor in read_page(name).anchors, f"{page.name} links to {link}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = {"README.md"}, ["README.md"]
    while waiting:
        name = waiting.pop()
        for link in read_page(name).links:
            path = link.partition("#")[0]
            target = (ROOT / name).parent / path
            if re.match(r"[a-z]+:", link) or PurePosixPath(path).suffix != ".md":
                continue
            found = target.resolve().relative_to(ROOT.resolve()).as_posix()
            if found not in reached:
                reached.add(found)
                waiting.append(found)
    assert {page.name for page in pages()} <= reached


def test_no_file_names_a_registry_or_a_path_of_the_machine_it_was_made_on() -> None:
    found = [
        f"{name}: {match}"
        for name, text in tracked_texts()
        for match in (
            *(host for host in HOST.findall(text) if not OUR_HOSTS.fullmatch(host)),
            *(hit for hit in MACHINE_PATHS.findall(text)),
        )
    ]
    assert not found


def test_nothing_is_left_to_do_in_any_file() -> None:
    found = [name for name, text in tracked_texts() if any(word in text for word in UNMADE)]
    assert not found


def test_a_path_of_a_machine_is_recognised() -> None:
    assert MACHINE_PATHS.findall('see "/wo' + 'rk/main/x" and /home/' + "mia/x")
    assert not MACHINE_PATHS.findall("https://example.com/home/mia and plans/home/x and ./tmp/x")
