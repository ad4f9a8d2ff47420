"""The root secret: made once, kept outside Git, named in `onboardgen.yaml` by its fingerprint."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from onboardgen.access.derivation import KEY_SIZE, root_fingerprint
from onboardgen.access.key_files import (
    DEMO_ROOT_FILE,
    KEY_DIRECTORY,
    ROOT_FILE,
    read_key_file,
)
from onboardgen.access.key_text import key_text, parse_key
from onboardgen.access.secret import Secret
from onboardgen.errors import EnvironmentFailure
from onboardgen.model.settings import Settings

ROOT_VARIABLE = "ONBOARDGEN_ROOT_KEY"
ROOT_FILE_VARIABLE = "ONBOARDGEN_ROOT_KEY_FILE"
DEMO_FINGERPRINT = "ogfp1-56e97c02eedbce3fbc30a910f90386cf"
DEMO_ORGANIZATION = "Quillmark Billing"
PREFIX, PURPOSE = "ogroot1-", "root checksum"


def new_root() -> Secret:
    """A root secret that nobody has seen before."""
    return Secret(secrets.token_bytes(KEY_SIZE))


def root_text(root: Secret) -> str:
    return key_text(PREFIX, PURPOSE, root)


def parse_root(text: str) -> Secret | None:
    """The root written as `text`, None where a character is missing or wrong."""
    return parse_key(PREFIX, PURPOSE, text)


def fingerprint(root: Secret) -> str:
    """What may be published about a root: enough to recognise it, nothing to open with."""
    return root_fingerprint(root.value)


def is_demo(root: Secret) -> bool:
    """Whether this is the published root, with which anyone can open what it seals."""
    return fingerprint(root) == DEMO_FINGERPRINT


def find_root(workspace: Path, settings: Settings, environment: Mapping[str, str]) -> Secret:
    """The root of this workspace, from the environment, else from its key file.

    Raises EnvironmentFailure where there is none, it is malformed, it is not the one that
    `onboardgen.yaml` names, or it is the demo root in another workspace than the demo's.
    """
    given = (
        root_in_environment(environment) or root_in_file(workspace) or demo_root_in_file(workspace)
    )
    if given is None:
        raise no_key(settings)
    return accepted_root(given, settings)


def no_key(settings: Settings) -> EnvironmentFailure:
    place = f"Set {ROOT_VARIABLE}, or put the key into {ROOT_FILE}."
    named = settings.root_key_fingerprint
    hint = (
        f"{place} It is the one with the fingerprint {named}: ask whoever made it."
        if named
        else f"{place} A new workspace gets its key with: onboardgen access init"
    )
    return EnvironmentFailure("There is no root key, and nothing is sealed without one.", hint)


def root_in_environment(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Text and origin of the root that the environment gives; an empty variable is given too."""
    if ROOT_VARIABLE in environment:
        return environment[ROOT_VARIABLE], ROOT_VARIABLE
    if ROOT_FILE_VARIABLE in environment:
        name = f"The file that {ROOT_FILE_VARIABLE} names"
        text = read_key_file(Path(environment[ROOT_FILE_VARIABLE]), name, private=False)
        if text is None:
            raise EnvironmentFailure(f"{name} does not exist.", "Correct the path in the variable.")
        return text, name
    return None


def kept_roots(workspace: Path) -> tuple[Secret, ...]:
    """The roots that `access rotate-root` kept beside the present one, in the order of their
    names. Raises EnvironmentFailure where such a file holds no whole root key."""
    found = []
    for path in sorted((workspace / KEY_DIRECTORY).glob("root-*.key")):
        name = f"{KEY_DIRECTORY}/{path.name}"
        root = parse_root(read_key_file(path, name, private=True) or "")
        if root is None:
            raise EnvironmentFailure(
                f"{name} does not hold a whole root key.",
                "Bring it back from a copy, or move it away.",
            )
        found.append(root)
    return tuple(found)


def root_in_file(workspace: Path) -> tuple[str, str] | None:
    text = read_key_file(workspace / ROOT_FILE, ROOT_FILE, private=True)
    return None if text is None else (text, ROOT_FILE)


def demo_root_in_file(workspace: Path) -> tuple[str, str] | None:
    text = read_key_file(workspace / DEMO_ROOT_FILE, DEMO_ROOT_FILE, private=False)
    if text is None:
        return None
    root = parse_root(text)
    if root is not None and not is_demo(root):
        raise EnvironmentFailure(
            f"{DEMO_ROOT_FILE} holds a root key that is not the demo's.",
            f"What was ever committed is no secret any more. A root of your own is kept "
            f"in {ROOT_FILE}.",
        )
    return text, DEMO_ROOT_FILE


def accepted_root(given: tuple[str, str], settings: Settings) -> Secret:
    """The root in `given` (text, origin), if this workspace may use it; see `find_root`."""
    text, origin = given
    if not text.strip():
        raise EnvironmentFailure(f"{origin} is empty.", "It has to hold the root key.")
    root = parse_root(text)
    if root is None:
        raise EnvironmentFailure(
            f"{origin} does not hold a whole root key.",
            f"A root key begins with {PREFIX} and is copied without a character missing.",
        )
    if is_demo(root) and settings.organization.name != DEMO_ORGANIZATION:
        raise EnvironmentFailure(
            f"{origin} holds the demo root, which is public: anyone could open these portals.",
            "Make a root of your own with: onboardgen access init",
        )
    expected = settings.root_key_fingerprint
    if expected is None:
        raise EnvironmentFailure(
            "onboardgen.yaml does not name a root key.",
            f"Add root_key_fingerprint: {fingerprint(root)} if this root is the right one.",
        )
    if fingerprint(root) != expected:
        raise EnvironmentFailure(
            f"{origin} holds another root key than the one onboardgen.yaml names.",
            f"It has to be the one with the fingerprint {expected}; "
            f"this one is {fingerprint(root)}.",
        )
    return root
