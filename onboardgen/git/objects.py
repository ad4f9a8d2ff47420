"""Contents of objects from one `git cat-file --batch`, however many there are."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Final

from onboardgen.errors import EnvironmentFailure
from onboardgen.git.command import WHOLE_CLONE, process
from onboardgen.git.repository import Repository

_CHUNK: Final = 1024 * 1024


class ObjectReader:
    """Answers one question at a time, so that only what is needed is read."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdin  # noqa: S101
        assert child.stdout  # noqa: S101
        self._ask, self._answer = child.stdin, child.stdout

    def read(self, object_id: str) -> bytes:
        """The whole content. Raises EnvironmentFailure where the repository lacks it."""
        return b"".join(self.chunks(object_id))

    def chunks(self, object_id: str) -> Iterator[bytes]:
        """The content piece by piece; to be taken to its end before the next question."""
        try:
            self._ask.write(f"{object_id}\n".encode())
            self._ask.flush()
        except OSError as failure:
            raise _ended() from failure
        size = _size(self._answer, object_id)
        while size:
            chunk = self._answer.read(min(size, _CHUNK))
            if not chunk:
                raise _ended()
            size -= len(chunk)
            yield chunk
        self._answer.read(1)


@contextmanager
def object_reader(repository: Repository) -> Iterator[ObjectReader]:
    """A reader for the time of the block; one process."""
    with process(repository.root, "cat-file", "--batch") as child:
        yield ObjectReader(child)


def read_objects(repository: Repository, object_ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each object's id and content, in the order asked for, one at a time in memory.

    Raises EnvironmentFailure where the repository lacks one of them, as partial clones do.
    """
    with TemporaryFile() as questions:
        asked = list(object_ids)
        questions.write("".join(f"{each}\n" for each in asked).encode())
        questions.seek(0)
        arguments = ("cat-file", "--batch", "--buffer")
        with process(repository.root, *arguments, standard_input=questions) as child:
            assert child.stdout  # noqa: S101
            for object_id in asked:
                size = _size(child.stdout, object_id)
                content = child.stdout.read(size + 1)
                if len(content) <= size:
                    raise _ended()
                yield object_id, content[:-1]


def _size(answer: IO[bytes], object_id: str) -> int:
    """The size that the head of an answer says: `<id> SP <type> SP <size>`."""
    head = answer.readline().split()
    if not head:
        raise _ended()
    if len(head) != 3:
        raise EnvironmentFailure(
            f"The repository lacks the object {object_id[:12]}.",
            WHOLE_CLONE,
        )
    return int(head[2])


def _ended() -> EnvironmentFailure:
    return EnvironmentFailure("Git ended before it had answered.", "Run `git fsck`, then again.")
