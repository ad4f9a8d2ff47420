"""Where responses are read from: files, directories of them, standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.responses.armor import LARGEST, blocks, read_block
from onboardgen.responses.refusal import Refusal
from onboardgen.responses.sealing import SealedResponse

STANDARD_INPUT: Final = "-"
LARGEST_FILE: Final = 16 * LARGEST
"""A file may hold many responses, as a mailbox does."""


@dataclass(frozen=True, slots=True)
class Found:
    """A response, or why there is none; `source` is the file as it was named, or “-”."""

    source: str
    sealed: SealedResponse | Refusal = field(repr=False)


def find_responses(names: Iterable[str], standard_input: BinaryIO) -> Iterator[Found]:
    """Every response in the files, in the files of the directories, and in standard input.

    A file of a directory that holds none is passed over, one that is named is not. Raises
    UsageError for a name that leads nowhere, EnvironmentFailure where one cannot be read.
    """
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT:
            yield from _in_file(name, standard_input.read(LARGEST_FILE + 1), named=True)
        elif path.is_dir():
            for each in sorted(path.iterdir()):
                if each.is_file() and not each.name.startswith("."):
                    yield from _in_file(str(each), _read(each), named=False)
        elif path.is_file():
            yield from _in_file(name, _read(path), named=True)
        else:
            raise UsageError(f"There is no file {name}.", "Name the file that you were sent.")


def _in_file(source: str, data: bytes, *, named: bool) -> Iterator[Found]:
    if len(data) > LARGEST_FILE:
        message = f"The file is larger than {LARGEST_FILE >> 20} MB."
        yield Found(source, Refusal("too_large", message, "Name the response alone."))
        return
    found = [Found(source, read_block(one)) for one in blocks(data.decode("utf-8", "replace"))]
    if not found and named:
        message = "There is no whole response in it."
        hint = "It begins with a line of -----BEGIN and ends with one of -----END."
        found = [Found(source, Refusal("unreadable", message, hint))]
    yield from found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as failure:
        raise EnvironmentFailure(f"{path} cannot be read: {failure.strerror}.") from failure
