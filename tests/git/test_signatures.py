"""Git judges signatures by the keys that it is handed, never by the user's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure
from onboardgen.git.repository import find_repository
from onboardgen.git.signatures import signatures
from tests.git.made_up_repository import (
    MIA,
    NO_CONFIGURATION,
    MadeUp,
    make_key,
    make_repository,
    signed_by,
    who,
)


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return make_repository(tmp_path / "clone")


def signed_commit(made: MadeUp, key: Path, message: str = "Signed") -> str:
    made.git(*signed_by(key), "commit", "--quiet", "--allow-empty", "-m", message, **who(MIA))
    return made.git("rev-parse", "HEAD")


def allow(*keys: Path, options: str = "") -> bytes:
    lines = (f"mia@example.com {options} {key.with_suffix('.pub').read_text()}" for key in keys)
    return "".join(lines).encode()


def written(made: MadeUp, raw: str) -> str:
    """A commit object with exactly this content; the hash."""
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=made.root, input=raw, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_good_unknown_bad_and_none_are_told_apart(made: MadeUp, tmp_path: Path) -> None:
    known, stranger = make_key(tmp_path, "known"), make_key(tmp_path, "stranger")
    unsigned = made.commit()
    good, unknown = signed_commit(made, known), signed_commit(made, stranger)
    forged = written(made, made.git("cat-file", "commit", good).replace("Signed", "Forged") + "\n")
    commits = [unsigned, good, unknown, forged]
    assert signatures(find_repository(made.root), commits, allow(known)) == {
        unsigned: "none",
        good: "good",
        unknown: "unknown_key",
        forged: "bad",
    }


def test_a_key_is_good_only_while_it_is_allowed(made: MadeUp, tmp_path: Path) -> None:
    key = make_key(tmp_path, "key")
    commit = signed_commit(made, key)
    repository = find_repository(made.root)
    for options, state in (
        ("", "good"),
        ('valid-before="20200101"', "unknown_key"),
        ('namespaces="file"', "bad"),
    ):
        assert signatures(repository, [commit], allow(key, options=options)) == {commit: state}


def test_configuration_cannot_make_a_stranger_known(made: MadeUp, tmp_path: Path) -> None:
    known, stranger = make_key(tmp_path, "known"), make_key(tmp_path, "stranger")
    (tmp_path / "signers").write_bytes(allow(stranger))
    liar = tmp_path / "liar"
    liar.write_text("#!/bin/sh\ntouch was-run\nexit 0\n", encoding="utf-8")
    liar.chmod(0o755)
    made.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "signers"))
    for name in ("gpg.program", "gpg.ssh.program", "gpg.openpgp.program"):
        made.git("config", name, str(liar))
    made.git("config", "gpg.minTrustLevel", "ultimate")
    good, unknown = (
        signed_commit_with(made, known),
        signed_commit_with(made, stranger),
    )
    repository = find_repository(made.root)
    assert signatures(repository, [good, unknown], allow(known)) == {
        good: "good",
        unknown: "unknown_key",
    }
    assert signatures(repository, [good], None) == {good: "unknown_key"}
    assert not list(made.root.glob("**/was-run"))


def signed_commit_with(made: MadeUp, key: Path) -> str:
    """A signed commit where the configuration names another program for it."""
    options = (*signed_by(key), "-c", "gpg.ssh.program=ssh-keygen")
    made.git(*options, "commit", "--quiet", "--allow-empty", "-m", "Signed")
    return made.git("rev-parse", "HEAD")


def test_a_signature_of_another_kind_is_unknown_and_runs_nothing(made: MadeUp) -> None:
    made.commit()
    head, _, message = made.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----"
    commit = written(made, f"{head}\n{signature}\n\n{message}\n")
    assert signatures(find_repository(made.root), [commit], b"x") == {commit: "unknown_key"}


def test_a_message_that_looks_like_a_signature_is_none(made: MadeUp) -> None:
    commit = made.commit("Subject\n\ngpgsig -----BEGIN SSH SIGNATURE-----\n")
    assert signatures(find_repository(made.root), [commit], b"x") == {commit: "none"}


def test_without_ssh_keygen_no_verdict_is_given(
    made: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key(tmp_path, "key")
    commit = signed_commit(made, key)
    (tmp_path / "bin").mkdir()
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True)
    (tmp_path / "bin/git").symlink_to(git.stdout.strip())
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(EnvironmentFailure, match="ssh-keygen is not installed"):
        signatures(find_repository(made.root), [commit], allow(key))


def test_a_repository_of_sha256_is_judged_the_same(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "clone", "--object-format", "sha256")
    key = make_key(tmp_path, "key")
    commit = signed_commit(made, key)
    assert signatures(find_repository(made.root), [commit], allow(key)) == {commit: "good"}
