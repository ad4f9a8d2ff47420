"""Digests as files in a directory of the workspace, for whoever sends them in another way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onboardgen.errors import EnvironmentFailure
from onboardgen.notifications.channel import ChannelDown, ChannelName, Parcel
from onboardgen.notifications.letter import plain
from onboardgen.notifications.mail import as_html
from onboardgen.rendering.theme import Theme
from onboardgen.workspace import replace_file, why_unfit


@dataclass(frozen=True, slots=True)
class DirectoryChannel:
    """Each message as a text file and an HTML file, named by day and reader."""

    root: Path
    directory: str
    theme: Theme
    accent: str | None

    @property
    def name(self) -> ChannelName:
        return "directory"

    def send(self, parcel: Parcel) -> None:
        letter = parcel.letter
        to = f"{parcel.name} <{parcel.address}>" if parcel.address else parcel.name
        text = f"To: {to}\nSubject: {letter.subject}\n\n{plain(letter)}"
        stem = f"{parcel.day.isoformat()}-{parcel.key.replace('/', '-').lstrip('_')}"
        folder = self._folder()
        self._put(folder / f"{stem}.html", as_html(letter, self.theme, self.accent))
        self._put(folder / f"{stem}.txt", text)

    def close(self) -> None:
        """Nothing is open."""

    def _folder(self) -> Path:
        """The directory. Raises ChannelDown where it leaves the workspace, is something else
        already, or cannot be made."""
        folder, top = self.root / self.directory, self.root.resolve()
        real = folder.resolve()
        if not real.is_relative_to(top):
            raise ChannelDown(
                f"notifications.directory leaves the workspace: {self.directory}.",
                "Name a directory inside it.",
            )
        why = why_unfit(real.relative_to(top).as_posix())
        if why:
            raise ChannelDown(
                f"notifications.directory is {self.directory}, which {why}.",
                "Name a directory of its own.",
            )
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as failure:
            raise ChannelDown(
                f"{self.directory} cannot be made: {failure.strerror}.",
                "Look at notifications.directory.",
            ) from failure
        return folder

    def _put(self, path: Path, text: str) -> None:
        try:
            replace_file(path, text.encode())
        except EnvironmentFailure as failure:
            raise ChannelDown(failure.message, "Make the directory writable.") from failure
