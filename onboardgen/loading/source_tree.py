"""Every file of the workspace that the pipeline reads, read once, with its digest.

Which names stand where is the data contract's; anything else is a stray file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from onboardgen.errors import UsageError
from onboardgen.findings import Finding, in_order
from onboardgen.loading.directories import (
    Disk,
    Entry,
    Listing,
    Origin,
    leads_outside,
    read_file,
    shown,
)
from onboardgen.loading.layout import (
    ACCESS_FILE,
    ATTACHMENTS,
    CUSTOMER_FILES,
    FOR_PEOPLE,
    ID,
    NEEDED_FILES,
    PLACES,
    RECORD_DIRECTORIES,
    TEMPLATE_FILE,
    TEMPLATES,
    UNREAD_DIRECTORIES,
    WORKSPACE_FILES,
    bad_slug,
    bad_stem,
    endings,
    missing_files,
    near_misses,
    of_wrong_kind,
    should_be,
    stems,
    stray,
    walked_before,
)
from onboardgen.loading.suggestions import nearest
from onboardgen.loading.yaml_reader import LARGEST_FILE
from onboardgen.model.account import Attachment
from onboardgen.workspace import PLANS, SETTINGS_FILE

LARGEST_ATTACHMENT: Final = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that is read for its records. `path` is relative to the workspace, posix."""

    path: str
    data: bytes = field(repr=False)

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSource:
    """The files of one customer. `digest` (SHA-256, hex) is equal where and only where paths,
    contents and findings are: the key that says whether a customer has to be built again."""

    slug: str
    files: tuple[SourceFile, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    findings: tuple[Finding, ...] = ()
    digest: str = ""

    def file(self, name: str) -> SourceFile | None:
        """The file of that name directly in the customer's directory."""
        path = f"{PLANS}/{self.slug}/{name}"
        return next((file for file in self.files if file.path == path), None)

    def below(self, directory: str) -> tuple[SourceFile, ...]:
        """The files of one of its directories, by name."""
        start = f"{PLANS}/{self.slug}/{directory}/"
        return tuple(file for file in self.files if file.path.startswith(start))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTree:
    """All that was read. `slugs` are all customers there are, `customers` those asked for, and
    `other_access` the access files of the others; `digest` covers the workspace's own files."""

    root: Path
    files: tuple[SourceFile, ...] = ()
    templates: tuple[SourceFile, ...] = ()
    slugs: tuple[str, ...] = ()
    customers: tuple[CustomerSource, ...] = ()
    other_access: tuple[SourceFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    digest: str = ""

    def file(self, path: str) -> SourceFile | None:
        """The workspace's own file of that path."""
        return next((file for file in self.files if file.path == path), None)

    def customer(self, slug: str) -> CustomerSource:
        """The source of a customer that was asked for. Raises KeyError for any other."""
        for customer in self.customers:
            if customer.slug == slug:
                return customer
        raise KeyError(slug)


def read_tree(root: Path, slugs: Collection[str] | None = None) -> SourceTree:
    """Read the workspace on disk and the customers named, by default all.

    Raises UsageError where a slug names no customer.
    """
    return read_origin(Disk(root), slugs)


def read_origin(origin: Origin, slugs: Collection[str] | None = None) -> SourceTree:
    """Read the workspace from where it stands, as `read_tree` does."""
    top_entry = origin.top()
    top = origin.list_directory(top_entry.real, top_entry)
    findings = [each for each in top.findings if each.location.path in (*WORKSPACE_FILES, PLANS)]
    findings += missing_files("workspace", "", (SETTINGS_FILE,), top)
    files = _Reading(origin, findings).files(e for e in top.files if e.name in WORKSPACE_FILES)
    findings += of_wrong_kind(top, WORKSPACE_FILES) + near_misses(top)
    plans = _listing(origin, top, PLANS)
    findings += plans.findings
    directories, templates = _customers(origin, plans, findings)
    chosen = _chosen(directories, slugs)
    others = (listing for slug, listing in directories.items() if slug not in chosen)
    return SourceTree(
        root=Path(top_entry.real),
        files=files,
        templates=templates,
        slugs=tuple(directories),
        customers=tuple(_read_customer(origin, slug, directories[slug]) for slug in sorted(chosen)),
        other_access=_Reading(origin, []).files(
            entry for listing in others for entry in listing.files if entry.name == ACCESS_FILE
        ),
        findings=in_order(findings),
        digest=_digest(_contents(files), ()),
    )


def _chosen(directories: Collection[str], slugs: Collection[str] | None) -> set[str]:
    for slug in sorted(slugs or ()):
        if slug not in directories:
            near = nearest(slug, directories)
            known = f"Did you mean {near}?" if near else f"Customers are directories of {PLANS}/."
            raise UsageError(f"There is no customer {shown(slug)}.", known)
    return set(directories if slugs is None else slugs)


def _customers(
    origin: Origin, plans: Listing, findings: list[Finding]
) -> tuple[dict[str, Listing], tuple[SourceFile, ...]]:
    """The listing of each customer's directory by slug, and the templates' parameters.

    A directory without anything in it does not count: Git does not keep it either. Links in a
    customer's directory stay inside it, so that nothing of one customer comes to another.
    """
    customers: dict[str, Listing] = {}
    templates: tuple[SourceFile, ...] = ()
    for entry in plans.entries:
        if entry.name == TEMPLATES and entry.is_directory:
            templates = _templates(origin, plans.boundary, entry, findings)
        elif not entry.is_directory:
            findings += stray(entry, ()) if entry.name not in FOR_PEOPLE else ()
        elif entry.is_link:
            findings.append(leads_outside(entry.path, "points at another directory"))
        else:
            listing = origin.list_directory(entry.real, entry)
            if ID.fullmatch(entry.name) and not (listing.is_empty and not listing.findings):
                customers[entry.name] = listing
            elif not listing.is_empty:
                findings.append(bad_slug(entry))
    return customers, templates


def _templates(
    origin: Origin, boundary: str, directory: Entry, findings: list[Finding]
) -> tuple[SourceFile, ...]:
    found = []
    for template in origin.list_directory(boundary, directory).directories:
        listing = origin.list_directory(boundary, template)
        found += [entry for entry in listing.files if entry.name == TEMPLATE_FILE]
        findings += [
            each for each in listing.findings if each.location.path.endswith(TEMPLATE_FILE)
        ]
    return _Reading(origin, findings).files(found)


def _read_customer(origin: Origin, slug: str, top: Listing) -> CustomerSource:
    reading = _Reading(origin, [*top.findings, *of_wrong_kind(top, CUSTOMER_FILES)])
    entries = [entry for entry in top.files if entry.name in CUSTOMER_FILES]
    reading.findings += missing_files("customer", f"{PLANS}/{slug}/", NEEDED_FILES, top)
    known = (*CUSTOMER_FILES, *RECORD_DIRECTORIES, ATTACHMENTS, *UNREAD_DIRECTORIES)
    for entry in top.entries:
        if entry.name not in known and entry.name not in FOR_PEOPLE:
            reading.findings += stray(entry, known)
    for name, suffix in RECORD_DIRECTORIES.items():
        listing = _listing(origin, top, name)
        reading.findings += listing.findings
        entries += _records(listing, name, suffix, reading.findings)
    files = reading.files(entries)
    attachments = reading.attachments(top, slug)
    findings = in_order(reading.findings)
    return CustomerSource(
        slug=slug,
        files=files,
        attachments=attachments,
        findings=findings,
        digest=_digest(
            (*_contents(files), *((each.path, each.sha256) for each in attachments)), findings
        ),
    )


def _records(
    listing: Listing, directory: str, suffix: str, findings: list[Finding]
) -> Iterator[Entry]:
    """The files of a directory of records that have a usable name."""
    for entry in listing.entries:
        stem, dot, ending = entry.name.rpartition(".")
        if entry.name in FOR_PEOPLE:
            continue
        if entry.is_directory or dot + ending != suffix:
            findings += stray(entry, endings(entry, suffix), PLACES)
        elif stems(directory).fullmatch(stem):
            yield entry
        else:
            findings.append(bad_stem(entry, directory))


class _Reading:
    """Reads entries and keeps what went wrong."""

    def __init__(self, origin: Origin, findings: list[Finding]) -> None:
        self._origin = origin
        self.findings = findings

    def files(self, entries: Iterable[Entry]) -> tuple[SourceFile, ...]:
        files = []
        for entry in entries:
            data = read_file(self._origin, entry, LARGEST_FILE)
            if isinstance(data, Finding):
                self.findings.append(data)
            else:
                files.append(SourceFile(entry.path, data))
        return tuple(sorted(files, key=lambda file: file.path))

    def attachments(self, top: Listing, slug: str) -> tuple[Attachment, ...]:
        """All files below `files/`, at any depth; each real directory is walked once."""
        start = len(f"{PLANS}/{slug}/")
        found: list[Attachment] = []
        waiting = [entry for entry in top.directories if entry.name == ATTACHMENTS]
        walked: set[str] = set()
        while waiting:
            directory = waiting.pop()
            if directory.real in walked:
                self.findings.append(walked_before(directory))
                continue
            walked.add(directory.real)
            listing = self._origin.list_directory(top.boundary, directory)
            self.findings += listing.findings
            waiting += sorted(listing.directories, key=lambda entry: entry.name, reverse=True)
            found += (each for entry in listing.files if (each := self._attachment(entry, start)))
        return tuple(sorted(found))

    def _attachment(self, entry: Entry, start: int) -> Attachment | None:
        digest, size = hashlib.sha256(), 0
        for chunk in self._origin.read_chunks(entry, LARGEST_ATTACHMENT):
            if isinstance(chunk, Finding):
                self.findings.append(chunk)
                return None
            digest.update(chunk)
            size += len(chunk)
        return Attachment(entry.path[start:], size, digest.hexdigest())


def _listing(origin: Origin, parent: Listing, name: str) -> Listing:
    """What a directory of that name holds; nothing where there is none."""
    for entry in parent.entries:
        if entry.name == name and entry.is_directory:
            return origin.list_directory(parent.boundary, entry)
        if entry.name == name:
            return Listing(findings=(should_be(entry, "directory"),))
    return Listing()


def _contents(files: Iterable[SourceFile]) -> Iterator[tuple[str, str]]:
    return ((file.path, hashlib.sha256(file.data).hexdigest()) for file in files)


def _digest(contents: Iterable[tuple[str, str]], findings: Iterable[Finding]) -> str:
    lines = [*contents, *((each.location.path, each.code.id) for each in findings)]
    return hashlib.sha256(
        "".join(f"{path}\0{content}\n" for path, content in sorted(lines)).encode()
    ).hexdigest()
