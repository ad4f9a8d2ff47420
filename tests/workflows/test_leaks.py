"""`leaks` proves what is published, not only that the pages are like each other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.example_workspace import run_onboardgen


def leaks(root: Path) -> tuple[int, str]:
    done = run_onboardgen("leaks", "_site", cwd=root, check=False)
    return done.returncode, done.stdout


def pages(root: Path) -> list[Path]:
    return sorted((root / "_site").glob("*/index.html"))


def test_the_same_foreign_shell_around_every_page_is_found(example: Path) -> None:
    for page in pages(example):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("connect-src 'self'", "connect-src *"), encoding="utf-8")
    code, told = leaks(example)
    assert code == 1
    assert told.count("it is not the one that this workspace builds") == 1
    assert "Traceback" not in told


def test_a_portal_that_stretches_less_is_found(example: Path) -> None:
    page = pages(example)[0]
    text, made = re.subn(r'"iterations":\d+', '"iterations":1', page.read_text(encoding="utf-8"))
    assert made == 1
    page.write_text(text, encoding="utf-8")
    code, told = leaks(example)
    assert code == 1
    assert "it stretches 1 times, not 1000000 times" in told


def test_a_portal_that_still_lets_in_whose_grant_ended_is_found(example: Path) -> None:
    run_onboardgen("access", "end", "halden", "jo", "--date", "2026-11-30", cwd=example)
    code, told = leaks(example)
    assert code == 1
    assert "it does not let in exactly those with a grant on 2026-12-01" in told
    run_onboardgen("build", "--today", "2026-12-01", cwd=example)
    assert leaks(example)[0] == 0
