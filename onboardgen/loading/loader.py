"""The workspace as records, and all that is wrong on the way there.

Every file is visited whatever is wrong with another; a customer becomes an Account where
nothing of their own is broken, and the others are not held up by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from onboardgen.findings import Finding, Place, Positions, has_errors, in_order
from onboardgen.loading.binding import bind, bind_all
from onboardgen.loading.front_matter import read_guide
from onboardgen.loading.json_reader import positions_in, read_json
from onboardgen.loading.layout import ACCESS_FILE, CALIBRATION_FILE, RESPONSES, SIGNED
from onboardgen.loading.schemas import validate
from onboardgen.loading.source_tree import CustomerSource, SourceFile, SourceTree, read_tree
from onboardgen.loading.yaml_reader import MISSING, YamlResult, read_yaml
from onboardgen.model.access import Access
from onboardgen.model.account import Account, Guide, GuideMatter
from onboardgen.model.calibration import Calibration
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.customer import Customer
from onboardgen.model.decision import Decision
from onboardgen.model.events import Event
from onboardgen.model.people import CUSTOMER, Member, partner_party
from onboardgen.model.plan import Plan
from onboardgen.model.record import Record
from onboardgen.model.response import Receipted, ResponseFile
from onboardgen.model.settings import Settings
from onboardgen.model.signed import SignedFile
from onboardgen.model.worksheet import Worksheet
from onboardgen.workspace import SETTINGS_FILE

Bound = TypeVar("Bound", bound=Record)
_Placed = tuple[object, Place]
_Checked = tuple[_Placed | None, tuple[Finding, ...]]

_KINDS: Final[dict[type[Record], str]] = {
    Settings: "workspace",
    Access: "access",
    Calibration: "calibration",
    Customer: "customer",
    Plan: "plan",
    Worksheet: "worksheet",
    Decision: "decision",
    ChangeRequest: "change",
    Event: "events",
    GuideMatter: "guide",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A workspace as read. `broken` are the slugs that could not become an Account."""

    root: Path
    settings: Settings | None
    team_access: Access | None
    calibration: Calibration | None
    accounts: tuple[Account, ...]
    broken: tuple[str, ...]
    findings: tuple[Finding, ...]
    tree: SourceTree


@dataclass(frozen=True, slots=True)
class WorkspaceRecords:
    """What stands at the top of the workspace; None for what is missing or broken."""

    settings: Settings | None
    team_access: Access | None
    calibration: Calibration | None
    findings: tuple[Finding, ...]


def load(root: Path, slugs: Collection[str] | None = None) -> Loaded:
    """Read the workspace and the customers named, by default all.

    Raises UsageError where a slug names no customer, EnvironmentFailure without libyaml.
    """
    return load_tree(read_tree(root, slugs))


def load_tree(tree: SourceTree) -> Loaded:
    """The records of a tree as read. Raises EnvironmentFailure without libyaml."""
    workspace = load_settings(tree)
    findings = list(workspace.findings)
    accounts, broken = [], []
    for source in tree.customers:
        account, found = load_account(source, workspace.settings)
        findings += found
        if account:
            accounts.append(account)
        else:
            broken.append(source.slug)
    return Loaded(
        root=tree.root,
        settings=workspace.settings,
        team_access=workspace.team_access,
        calibration=workspace.calibration,
        accounts=tuple(accounts),
        broken=tuple(broken),
        findings=in_order(findings),
        tree=tree,
    )


def load_settings(tree: SourceTree) -> WorkspaceRecords:
    """The workspace's own records and what is wrong with its own files, templates included."""
    findings = list(tree.findings)
    documents = _Documents(findings)
    settings = documents.record(Settings, tree.file(SETTINGS_FILE))
    team_access = documents.record(Access, tree.file(ACCESS_FILE))
    calibration = documents.record(Calibration, tree.file(CALIBRATION_FILE))
    for template in tree.templates:
        documents.only_checked("template", template)
    return WorkspaceRecords(settings, team_access, calibration, in_order(findings))


def load_account(
    source: CustomerSource, settings: Settings | None
) -> tuple[Account | None, tuple[Finding, ...]]:
    """One customer as an Account, or None where a file of theirs is broken, and all
    that is wrong with their files. Without settings nobody knows our team: no Account either.
    """
    findings = list(source.findings)
    documents = _Documents(findings)
    customer = documents.record(Customer, source.file("customer.yaml"))
    plan = documents.record(Plan, source.file("plan.yaml"))
    worksheet = documents.record(Worksheet, source.file("worksheet.yaml"))
    access = documents.record(Access, source.file(ACCESS_FILE))
    events = documents.records(Event, source.file("events.yaml"))
    decisions = documents.each(Decision, source.below("decisions"))
    changes = documents.each(ChangeRequest, source.below("changes"))
    guides = documents.guides(source.below("guides"))
    responses = documents.responses(source.below(RESPONSES))
    if customer is None or plan is None or settings is None or has_errors(findings):
        return None, in_order(findings)
    account = Account(
        slug=source.slug,
        customer=customer,
        plan=plan,
        worksheet=worksheet,
        decisions=decisions,
        changes=changes,
        guides=guides,
        attachments=source.attachments,
        signed=tuple(map(_signed, source.below(SIGNED))),
        responses=responses,
        events=events,
        access=access,
        members=tuple(_members(settings, customer)),
    )
    return account, in_order(findings)


def load_accesses(tree: SourceTree) -> dict[str, Access]:
    """The access files of all customers by slug, also of those not asked for; what is broken in
    them is left to `load_account`."""
    own = (source.file(ACCESS_FILE) for source in tree.customers)
    files = [*(file for file in own if file), *tree.other_access]
    read = ((file.path.split("/")[1], _Documents([]).record(Access, file)) for file in files)
    return {slug: access for slug, access in read if access}


class _Documents:
    """Reads, validates and binds files one by one, and keeps what is wrong with them."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings

    def record(self, record_type: type[Bound], file: SourceFile | None) -> Bound | None:
        """The record of a file; None where there is no file or no record in it."""
        place = self._place(_KINDS[record_type], file)
        return bind(record_type, *place) if place else None

    def records(self, record_type: type[Bound], file: SourceFile | None) -> tuple[Bound, ...]:
        """The records of a file that is a list."""
        place = self._place(_KINDS[record_type], file)
        return bind_all(record_type, *place) if place else ()

    def each(self, record_type: type[Bound], files: Iterable[SourceFile]) -> tuple[Bound, ...]:
        """The records of the files of a directory; their stems are their ids."""
        places = ((self._place(_KINDS[record_type], file), file.stem) for file in files)
        return tuple(bind(record_type, *place, stem=stem) for place, stem in places if place)

    def guides(self, files: Iterable[SourceFile]) -> tuple[Guide, ...]:
        return tuple(guide for guide in map(self._guide, files) if guide)

    def responses(self, files: Iterable[SourceFile]) -> tuple[ResponseFile, ...]:
        return tuple(response for response in map(self._response, files) if response)

    def only_checked(self, kind: str, file: SourceFile | None) -> None:
        """Read a file that has a schema and no record."""
        self._place(kind, file)

    def _guide(self, file: SourceFile) -> Guide | None:
        read = read_guide(file.path, file.data)
        place = self._kept(_checked("guide", read.matter))
        if place is None:
            return None
        matter = bind(GuideMatter, *place)
        return Guide(id=file.stem, matter=matter, text=read.text, line=read.line, at=matter.at)

    def _response(self, file: SourceFile) -> ResponseFile | None:
        read = read_json(file.path, file.data)
        if read.document is not MISSING and validate("response", read.document, read.positions):
            read = replace(read, positions=positions_in(file.path, file.data))
        place = self._kept(_checked("response", read))
        if place is None:
            return None
        kept = bind(Receipted, *place)
        return ResponseFile(id=file.stem, kept=kept, data=file.data, at=kept.at)

    def _place(self, kind: str, file: SourceFile | None) -> _Placed | None:
        return self._kept(_read(kind, file.path, file.data)) if file else None

    def _kept(self, checked: _Checked) -> _Placed | None:
        placed, findings = checked
        self._findings += findings
        return placed


@lru_cache(maxsize=256)
def _read(kind: str, path: str, data: bytes) -> _Checked:
    """A file of YAML, read once where many states of a workspace have it alike."""
    return _checked(kind, read_yaml(path, data))


def _checked(kind: str, result: YamlResult) -> _Checked:
    """A document and its place, provided that nothing in it breaks the contract; and what does."""
    if result.document is MISSING:
        return None, result.findings
    findings = (*result.findings, *validate(kind, result.document, result.positions))
    if has_errors(findings):
        return None, findings
    return (result.document, Place(result.positions)), findings


def _signed(file: SourceFile) -> SignedFile:
    """A signed file; whether it holds what its name says is for the checks to tell."""
    return SignedFile(digest=f"sha256:{file.stem}", data=file.data, at=Place(Positions(file.path)))


def _members(settings: Settings, customer: Customer) -> Iterable[Member]:
    """Our team, the customer's contacts and their partners', with party and time zone."""
    yield from settings.team_members
    theirs = customer.timezone or settings.organization.timezone
    for person in customer.contacts:
        yield Member(person, CUSTOMER, customer.name, theirs)
    for partner in customer.partners:
        party, timezone = partner_party(partner.id), partner.timezone or theirs
        for person in partner.contacts:
            yield Member(person, party, partner.name, timezone)
