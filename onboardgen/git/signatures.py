"""Whether commits are signed, and by a key that the repository itself knows.

Git judges, with the allowed signers that are handed in. The user's keys and configuration have no
say: what is not signed with an SSH key cannot be known, and no program is run for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from tempfile import NamedTemporaryFile
from typing import Final, Literal

from onboardgen.errors import EnvironmentFailure
from onboardgen.git.command import environment, run
from onboardgen.git.objects import read_objects
from onboardgen.git.repository import Repository

Signature = Literal["good", "unknown_key", "bad", "none"]
_HEADERS: Final = (b"gpgsig ", b"gpgsig-sha256 ")
_SSH: Final = b"-----BEGIN SSH SIGNATURE-----"
_VERDICTS: Final[Mapping[str, Signature]] = {"G": "good", "U": "unknown_key", "E": "unknown_key"}


def signatures(
    repository: Repository, commits: Iterable[str], allowed_signers: bytes | None
) -> Mapping[str, Signature]:
    """The state of the signature of each commit, given by full hashes.

    `allowed_signers` is such a file of OpenSSH; without one nobody's key is known, and nothing is
    verified. One run of git reads all commits; only for those that carry an SSH signature a second
    one runs, which runs `ssh-keygen` for each. Raises EnvironmentFailure where that is missing.
    """
    found: dict[str, Signature] = {}
    to_verify = []
    for commit, content in read_objects(repository, dict.fromkeys(commits)):
        signature = _signature(content)
        found[commit] = "unknown_key" if signature else "none"
        if signature and signature.startswith(_SSH):
            to_verify.append(commit)
    if to_verify and allowed_signers:
        found |= _verified(repository, to_verify, allowed_signers)
    return found


def _signature(content: bytes) -> bytes | None:
    """The first line of the signature in the head of a raw commit."""
    head, _, _ = content.partition(b"\n\n")
    for line in head.split(b"\n"):
        for header in _HEADERS:
            if line.startswith(header):
                return line.removeprefix(header)
    return None


def _verified(
    repository: Repository, commits: Iterable[str], allowed_signers: bytes
) -> dict[str, Signature]:
    if not shutil.which("ssh-keygen", path=environment().get("PATH")):
        raise EnvironmentFailure(
            "Signatures are made with SSH keys, and ssh-keygen is not installed.",
            "Install the OpenSSH client.",
        )
    with NamedTemporaryFile(prefix="onboardgen-") as file:
        file.write(allowed_signers)
        file.flush()
        output = run(
            repository.root,
            *("-c", f"gpg.ssh.allowedSignersFile={file.name}"),
            *("log", "--no-walk=unsorted", "--stdin", "--format=%H %G?"),
            standard_input="".join(f"{each}\n" for each in commits).encode(),
        )
    lines = (line.split(" ") for line in output.decode().splitlines())
    return {commit: _VERDICTS.get(letter, "bad") for commit, letter in lines}
