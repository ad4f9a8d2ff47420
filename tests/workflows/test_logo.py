"""A logo that portals would be without is told of by `check`, before `build` leaves it out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onboardgen.rendering.brand import LOGO_LIMIT
from onboardgen.workflows.build import BuildRequest, build
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import materialise

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    materialise("OG119", "passes", tmp_path)
    return tmp_path


def name_logo(root: Path, path: str, content: bytes | None) -> None:
    settings = root / "onboardgen.yaml"
    settings.write_text(settings.read_text().replace("theme/brand/logo.svg", path))
    if content is not None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def told(root: Path) -> list[tuple[str, int]]:
    found = [one for one in check(root).findings if one.code.id == "OG119"]
    return [(one.message, one.location.line) for one in found]


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("theme/none.svg", None, "does not exist"),
        ("logo.svg", SVG, "stands outside theme/"),
        ("theme/../logo.svg", SVG, "does not exist"),
        ("theme/logo.pdf", b"%PDF", "is no SVG, PNG, JPEG or WebP"),
        ("theme/empty.png", b"", "has 0 bytes; 1 to 49,152 are fine"),
        ("theme/big.png", bytes(LOGO_LIMIT + 1), "has 49,153 bytes; 1 to 49,152 are fine"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_an_error(
    root: Path, path: str, content: bytes | None, why: str
) -> None:
    name_logo(root, path, content)
    assert told(root) == [(f"The logo {path} {why}.", 2)]


@pytest.mark.parametrize("path", ["theme/logo.PNG", "theme/a/b.webp", "theme/logo.jpeg"])
def test_a_logo_of_the_largest_size_is_fine(root: Path, path: str) -> None:
    name_logo(root, path, bytes(LOGO_LIMIT))
    assert told(root) == []


def test_a_logo_that_leads_out_of_the_theme_does_not_exist(root: Path) -> None:
    (root / "secret.svg").write_bytes(SVG)
    (root / "theme/linked.svg").symlink_to("../secret.svg")
    name_logo(root, "theme/linked.svg", None)
    assert told(root) == [("The logo theme/linked.svg does not exist.", 2)]


def test_nothing_is_built_without_the_logo(root: Path) -> None:
    name_logo(root, "theme/none.svg", None)
    request = BuildRequest(root, (), root / "_site", date(2026, 12, 1), {})
    report = build(request, lambda done, total: None)
    assert [one.code.id for one in report.findings] == ["OG119"]
    assert not (root / "_site").exists()
