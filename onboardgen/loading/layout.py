"""What stands where in a workspace, and what is said of names that fit nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from onboardgen.codes import BAD_NAME, MISSING_FILE, STRAY_FILE, UNREADABLE
from onboardgen.findings import Finding, Location
from onboardgen.loading.directories import Entry, Listing
from onboardgen.loading.suggestions import nearest
from onboardgen.workspace import SETTINGS_FILE

ACCESS_FILE: Final = "access.yaml"
CALIBRATION_FILE: Final = "calibration.yaml"
TEMPLATE_FILE: Final = "template.yaml"
TEMPLATES: Final = "_templates"

WORKSPACE_FILES: Final = (SETTINGS_FILE, ACCESS_FILE, CALIBRATION_FILE)
NEEDED_FILES: Final = ("customer.yaml", "plan.yaml")
CUSTOMER_FILES: Final = (*NEEDED_FILES, "worksheet.yaml", "events.yaml", ACCESS_FILE)
SIGNED: Final = "signed"
RESPONSES: Final = "responses"
RECORD_DIRECTORIES: Final = {
    "decisions": ".yaml",
    "changes": ".yaml",
    "guides": ".md",
    SIGNED: ".json",
    RESPONSES: ".json",
}
_WRITTEN_BY: Final = {SIGNED: "onboardgen sign", RESPONSES: "onboardgen respond import"}
ATTACHMENTS: Final = "files"
UNREAD_DIRECTORIES: Final = ("notes",)
FOR_PEOPLE: Final = frozenset({"README.md"})
"""Read by people on the forge, not by the pipeline."""

PLACES: Final = (
    "Decisions and changes end in .yaml, guides in .md. Attachments stand in files/, and what is "
    "for the team in notes/."
)
_MISTAKEN_ENDINGS: Final = frozenset({"yml", "yaml", "md", "markdown", "txt"})

ID: Final = re.compile(r"[a-z][a-z0-9_-]*")
STEM: Final = re.compile(r"\d{4}-[a-z0-9-]+", re.ASCII)
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
RESPONSE_ID: Final = re.compile(r"[0-9a-f]{32}")


def of_wrong_kind(listing: Listing, names: Collection[str]) -> list[Finding]:
    return [should_be(entry, "file") for entry in listing.directories if entry.name in names]


def missing_files(owner: str, start: str, names: Iterable[str], listing: Listing) -> list[Finding]:
    """A finding for each file that every such directory needs; `start` is its path and “/”."""
    present = {entry.name for entry in listing.entries} | listing.refused
    if listing.findings and listing.is_empty:
        return []
    return [
        Finding(
            MISSING_FILE,
            f"Every {owner} needs a {name}, and there is none.",
            Location(f"{start}{name}"),
            f"Write it, or move the directory away if this is no {owner}.",
        )
        for name in names
        if name not in present
    ]


def near_misses(listing: Listing) -> list[Finding]:
    """Files of the workspace's top that look like one of ours, misspelt. Others may be there."""
    names = [name for name in WORKSPACE_FILES if name != SETTINGS_FILE]
    found: list[Finding] = []
    for entry in listing.files:
        stem, _dot, suffix = entry.name.rpartition(".")
        if suffix in ("yaml", "yml") and entry.name not in WORKSPACE_FILES:
            near = nearest(stem, [Path(name).stem for name in names])
            found += stray(entry, [f"{near}.yaml"]) if near else ()
    return found


def stray(entry: Entry, names: Iterable[str], otherwise: str = "") -> list[Finding]:
    near = nearest(entry.name, names)
    hint = f"Did you mean {near}?" if near else otherwise or "Move it to files/ or notes/."
    what = "directory" if entry.is_directory else "file"
    return [Finding(STRAY_FILE, f"Nothing reads this {what}.", Location(entry.path), hint)]


def endings(entry: Entry, suffix: str) -> list[str]:
    """The name with the right ending, where it has one that is easily mistaken for it."""
    stem, _dot, ending = entry.name.rpartition(".")
    mistaken = stem and not entry.is_directory and ending.lower() in _MISTAKEN_ENDINGS
    return [f"{stem}{suffix}"] if mistaken else []


def bad_slug(entry: Entry) -> Finding:
    return Finding(
        BAD_NAME,
        f"{entry.name} cannot be the name of a customer's directory.",
        Location(entry.path),
        "Use a–z, 0–9, “-” and “_”, and begin with a letter.",
    )


def stems(directory: str) -> re.Pattern[str]:
    """What the names of the files of a directory of records are, without their ending."""
    return {"guides": ID, SIGNED: DIGEST, RESPONSES: RESPONSE_ID}.get(directory, STEM)


def bad_stem(entry: Entry, directory: str) -> Finding:
    hint = "Begin with four digits and “-”, then a–z, 0–9 and “-”, as in 0003-base-currency.yaml."
    if directory == "guides":
        hint = "Use a–z, 0–9, “-” and “_”, and begin with a letter, as in sso-okta.md."
    if directory in _WRITTEN_BY:
        command = _WRITTEN_BY[directory]
        hint = f"Delete it, or move it to notes/. Only `{command}` writes to {directory}/."
    message = f"{entry.name} cannot be the name of a file in {directory}/."
    return Finding(BAD_NAME, message, Location(entry.path), hint)


def should_be(entry: Entry, what: str) -> Finding:
    return Finding(
        UNREADABLE, f"This has to be a {what}.", Location(entry.path), f"Put a {what} in its place."
    )


def walked_before(entry: Entry) -> Finding:
    return Finding(
        UNREADABLE,
        "The symbolic link leads to a directory that is read already.",
        Location(entry.path),
        "Delete the link, or link to single files.",
    )
