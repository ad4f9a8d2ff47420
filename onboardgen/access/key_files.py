"""The files of a workspace that hold keys: read with care, written for the owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from onboardgen.errors import EnvironmentFailure

KEY_DIRECTORY = ".onboardgen"
ROOT_FILE = f"{KEY_DIRECTORY}/root.key"
PORTAL_KEYS_FILE = f"{KEY_DIRECTORY}/portal-keys"
DEMO_ROOT_FILE = "demo-root.key"
LARGEST_KEY_FILE = 1 << 20


def read_key_file(path: Path, name: str, *, private: bool) -> str | None:
    """The text of a key file; None where there is none. `name` is what messages call it.

    Raises EnvironmentFailure where it cannot be read, is no plain file, or is `private` and
    others may read it.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) or path.stat().st_size > LARGEST_KEY_FILE:
            raise EnvironmentFailure(
                f"{name} is not a key file.", "A key stands in a small plain file of its own."
            )
        if private and mode & 0o077:
            raise EnvironmentFailure(
                f"Others on this machine may read {name}.", f"Run: chmod 600 {name}"
            )
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as failure:
        raise EnvironmentFailure(f"{name} cannot be read: {failure.strerror}.") from None


def write_new_root(workspace: Path, text: str) -> Path:
    """Write a root key where there is none yet, for the owner alone.

    Raises EnvironmentFailure where one stands there already, or the file cannot be written.
    """
    path = workspace / ROOT_FILE
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _write_private(path, text)
    except FileExistsError:
        raise EnvironmentFailure(
            f"{ROOT_FILE} exists already, and is left as it is.",
            "To change the root, run: onboardgen access rotate-root",
        ) from None
    except OSError as failure:
        raise EnvironmentFailure(f"{ROOT_FILE} cannot be written: {failure.strerror}.") from None
    return path


def replace_root(workspace: Path, text: str, old_text: str, old_fingerprint: str) -> Path:
    """Write a new root key, after keeping the old one beside it as `root-<fingerprint>.key`."""
    path = workspace / ROOT_FILE
    kept = path.with_name(f"root-{old_fingerprint}.key")
    fresh = path.with_name("root.key.new")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not kept.exists():
            _write_private(kept, old_text)
        fresh.unlink(missing_ok=True)
        _write_private(fresh, text)
        fresh.replace(path)
    except OSError as failure:
        raise EnvironmentFailure(f"{ROOT_FILE} cannot be written: {failure.strerror}.") from None
    return kept


def write_portal_keys(workspace: Path, slug: str, text: str) -> Path:
    """Write exported portal keys for the owner alone; an earlier export is written over.

    Raises EnvironmentFailure where the file cannot be written.
    """
    path = workspace / KEY_DIRECTORY / f"portal-keys-{slug}"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.unlink(missing_ok=True)
        _write_private(path, text)
    except OSError as failure:
        raise EnvironmentFailure(f"{path} cannot be written: {failure.strerror}.") from None
    return path


def _write_private(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
