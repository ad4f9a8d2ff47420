"""An output directory held by its descriptor: no name in it can lead outside."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass

_TEMPORARY = ".new-"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def is_temporary(name: str) -> bool:
    """Whether the name is one that an interrupted write leaves behind."""
    digits = name.removeprefix(_TEMPORARY)
    return len(digits) == 32 and digits != name and not digits.strip("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Directory:
    """Plain files of one directory, by name. Symbolic links are never followed."""

    descriptor: int

    def names(self) -> list[str]:
        return sorted(os.listdir(self.descriptor))  # noqa: PTH208  a descriptor, not a path

    def read(self, name: str) -> bytes | None:
        """The bytes of a plain file; None where there is none by that name."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            opened = os.open(name, flags, dir_fd=self.descriptor)
        except OSError:
            return None
        with os.fdopen(opened, "rb") as file:
            return file.read() if stat.S_ISREG(os.fstat(opened).st_mode) else None

    def write(self, name: str, content: bytes) -> bool:
        """Put `content` under `name`, whole or not at all; False where it stood there already."""
        if self.read(name) == content:
            return False
        temporary = _TEMPORARY + secrets.token_hex(16)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        opened = os.open(temporary, flags, 0o644, dir_fd=self.descriptor)
        with os.fdopen(opened, "wb") as file:
            file.write(content)
        os.replace(temporary, name, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)
        return True

    def remove(self, name: str) -> None:
        os.unlink(name, dir_fd=self.descriptor)

    def make(self, name: str) -> None:
        """Make a directory below, unless there is one."""
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, dir_fd=self.descriptor)

    def remove_directory(self, name: str) -> None:
        os.rmdir(name, dir_fd=self.descriptor)

    @contextlib.contextmanager
    def below(self, name: str) -> Iterator[Directory]:
        """The directory `name`. Raises OSError where it is a symbolic link or no directory."""
        opened = os.open(name, _FOLDER, dir_fd=self.descriptor)
        try:
            yield Directory(opened)
        finally:
            os.close(opened)


@contextlib.contextmanager
def opened_directory(path: str) -> Iterator[Directory]:
    """The directory at a path, which itself may lead over symbolic links but must not be one."""
    opened = os.open(path, _FOLDER)
    try:
        yield Directory(opened)
    finally:
        os.close(opened)
