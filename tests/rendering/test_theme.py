"""Theme files: the workspace's before the package's, and none from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure
from onboardgen.rendering.theme import Theme, load_theme, packaged_theme


@pytest.fixture
def theme(tmp_path: Path) -> Theme:
    for place, name, text in (
        ("packaged", "styles/tokens.css", "packaged tokens"),
        ("packaged", "styles/base.css", "packaged base"),
        ("own", "styles/tokens.css", "own tokens"),
        ("own", "styles/extra.css", "own extra"),
    ):
        file = tmp_path / place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Theme((tmp_path / "own", tmp_path / "packaged"))


def test_the_workspace_overrides_a_file_by_its_name(theme: Theme) -> None:
    assert theme.read_text("styles/tokens.css") == "own tokens"
    assert theme.read_text("styles/base.css") == "packaged base"
    assert theme.names("styles", ".css") == (
        "styles/base.css",
        "styles/extra.css",
        "styles/tokens.css",
    )


@pytest.mark.parametrize("name", ["../secret", "styles/../../secret", "/etc/hostname", "a\0b"])
def test_a_name_that_leaves_the_theme_is_refused(theme: Theme, name: str) -> None:
    (theme.directories[0].parent / "secret").write_text("secret")
    with pytest.raises(EnvironmentFailure, match="not the name of a theme file"):
        theme.read_bytes(name)


def test_a_link_that_leaves_the_theme_is_not_followed(theme: Theme) -> None:
    outside = theme.directories[0].parent / "secret.css"
    outside.write_text("secret")
    (theme.directories[0] / "styles/linked.css").symlink_to(outside)
    (theme.directories[0] / "styles/base.css").symlink_to(outside)
    assert "styles/linked.css" not in theme.names("styles", ".css")
    assert theme.read_text("styles/base.css") == "packaged base"


def test_a_theme_directory_outside_the_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "theme").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EnvironmentFailure, match="leaves the workspace"):
        load_theme(workspace)


def test_a_missing_file_and_one_that_is_not_text_are_told(theme: Theme) -> None:
    with pytest.raises(EnvironmentFailure, match="no file pages/none"):
        theme.read_text("pages/none.html.j2")
    (theme.directories[0] / "styles/extra.css").write_bytes(b"\xff\xfe")
    with pytest.raises(EnvironmentFailure, match="not UTF-8"):
        theme.read_text("styles/extra.css")


def test_the_digest_changes_with_every_file_in_effect_and_no_other(theme: Theme) -> None:
    def digest() -> str:
        return Theme(theme.directories).digest

    before = digest()
    (theme.directories[1] / "styles/tokens.css").write_text("overridden anyway")
    assert digest() == before
    (theme.directories[0] / "styles/extra.css").write_text("changed")
    changed = digest()
    assert changed != before
    (theme.directories[0] / "styles/extra.css").rename(theme.directories[0] / "styles/other.css")
    assert digest() not in {before, changed}


def test_a_workspace_without_theme_wears_the_packaged_one(tmp_path: Path) -> None:
    assert load_theme(tmp_path).directories == (packaged_theme(),)
    assert load_theme(packaged_theme().parent).directories == (packaged_theme(),)
