"""The look: templates, styles and scripts. A workspace overrides one by a file of the same name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import onboardgen
from onboardgen.errors import EnvironmentFailure


@dataclass(frozen=True)
class Theme:
    """Theme files by name (`styles/tokens.css`), from the workspace first, then from the package.

    `directories` are searched in order. A name never leaves its directory, links included.
    """

    directories: tuple[Path, ...]

    def read_text(self, name: str) -> str:
        """The file as text. Raises EnvironmentFailure where it is missing or not UTF-8."""
        try:
            return self.read_bytes(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise EnvironmentFailure(
                f"theme/{name} is not UTF-8 text.", "Save the file in UTF-8."
            ) from error

    def read_bytes(self, name: str) -> bytes:
        """The file's bytes. Raises EnvironmentFailure where there is no such theme file."""
        path = self._find(name)
        if path is None:
            raise EnvironmentFailure(
                f"The theme has no file {name}.",
                "Put it into the workspace's theme/, or install onboardgen again.",
            )
        return path.read_bytes()

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Names of the files directly in `folder` that end in `suffix`, sorted."""
        found = {
            f"{folder}/{path.name}"
            for directory in self.directories
            for path in (directory / folder).glob(f"*{suffix}")
        }
        return tuple(sorted(name for name in found if self._find(name) is not None))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names and contents of all files in effect, as hex."""
        digest = hashlib.sha256()
        for name in sorted(self._all_names()):
            for part in (name.encode(), self.read_bytes(name)):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def _all_names(self) -> set[str]:
        names = {
            path.relative_to(directory).as_posix()
            for directory in self.directories
            for path in directory.rglob("*")
            if path.is_file()
        }
        return {name for name in names if self._find(name) is not None}

    def _find(self, name: str) -> Path | None:
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or "\0" in name:
            raise EnvironmentFailure(
                f"{name!r} is not the name of a theme file.",
                "Name a file below theme/, without leading slash and without '..'.",
            )
        for directory in self.directories:
            path = directory / relative
            if path.is_file() and path.resolve().is_relative_to(directory.resolve()):
                return path
        return None


def packaged_theme() -> Path:
    """The theme that travels with the package: in a wheel inside it, in a checkout beside it."""
    package = Path(onboardgen.__file__).parent
    inside = package / "_theme"
    return inside if inside.is_dir() else package.parent / "theme"


def load_theme(workspace: Path | None = None) -> Theme:
    """The packaged theme, overridden by the files in `<workspace>/theme`.

    Raises EnvironmentFailure where `theme` is a link that leaves the workspace.
    """
    packaged = packaged_theme()
    own = workspace / "theme" if workspace else packaged
    if own.resolve() == packaged.resolve() or not own.is_dir():
        return Theme((packaged,))
    if workspace and not own.resolve().is_relative_to(workspace.resolve()):
        raise EnvironmentFailure(
            "theme is a link that leaves the workspace.", "Put the files into theme/ itself."
        )
    return Theme((own, packaged))
