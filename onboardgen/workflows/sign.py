"""Signing: what stands now goes to `signed/` under its digest, and a signature names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.comparison import Difference, differences
from onboardgen.agreements.content import Content, PlanContent, Signed, content_of
from onboardgen.agreements.documents import as_bytes
from onboardgen.agreements.sign_offs import (
    SignOffState,
    may_sign,
    sign_off_of,
    sign_off_state,
    signed_content,
)
from onboardgen.agreements.wording import listed, told
from onboardgen.checks.catalogue import check_account
from onboardgen.editing.notation import Plain
from onboardgen.editing.splice import append
from onboardgen.errors import UsageError
from onboardgen.findings import has_errors
from onboardgen.loading.layout import SIGNED
from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.model.plan import PlanSignOffs, Signature
from onboardgen.model.signed import SignedFile
from onboardgen.model.worksheet import WorksheetSignOffs
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.gates import answers_by_setting, open_questions
from onboardgen.workflows.record_edits import (
    Editing,
    FileChange,
    Recorded,
    change_of,
    member_named,
    proof_wanted,
    record,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A signature as it was recorded, or would be. `counts` say of what there is how much,
    `moved` what differs from the last content that anybody signed, `after` how the sign-off then
    stands. `document` is the signed file's path."""

    recorded: Recorded
    name: Signed
    by: str
    digest: str
    document: str
    counts: Mapping[str, int]
    moved: tuple[Difference, ...]
    after: SignOffState


def sign(
    editing: Editing, name: Signed, person: str, evidence: str | None, *, dry_run: bool
) -> Signing:
    """Record that a person signs what the worksheet or the plan says now, on the editing's day.

    The signed file is written before the signature, so that whatever stops the one between the
    two leaves a file without a signature, never a signature without its file. Raises UsageError
    where the person does not sign, or there is nothing that can be signed.
    """
    account = editing.account
    who = member_named(editing, person).person
    content = content_of(account, name)
    data = as_bytes(content)
    digest = digest_of(data)
    _refuse_others(account, name, person)
    _refuse_twice(account, name, person, digest)
    _refuse_unready(editing, name)
    document = editing.path(SIGNED, f"{digest.removeprefix('sha256:')}.json")
    signature = Signature(by=person, date=editing.today, digest=digest, evidence=evidence)
    written = change_of(editing, *_with_signature(editing, name, signature))
    there = any(file.digest == digest for file in account.signed)
    after = sign_off_state(_signed_account(account, name, signature, data), editing.settings, name)
    moved = tuple(_moved(account, name, content))
    counts = _counts(content)
    many = listed(
        [f"{count} {what if count != 1 else what[:-1]}" for what, count in counts.items()]
    )
    recorded = record(
        editing,
        (FileChange(document, data if there else None, data), written),
        ref=f"signoff:{name}",
        message=f"{who.name} signs the {name}: {many}.",
        notes=(
            *_what_moved(account, name, moved),
            _who_is_missing(editing, name, after),
            *proof_wanted(editing, person, evidence),
        ),
        dry_run=dry_run,
    )
    return Signing(
        recorded=recorded,
        name=name,
        by=person,
        digest=digest,
        document=document,
        counts=counts,
        moved=moved,
        after=after,
    )


def _refuse_others(account: Account, name: Signed, person: str) -> None:
    sign_off = sign_off_of(account, name)
    if not may_sign(sign_off, account.parties, person):
        signers = listed([f"`{one}`" for one in sign_off.signers])
        raise UsageError(
            f"`{person}` is no signer of the {name}.",
            f"It is signed by {signers}; `signers` in {name}.yaml says so."
            if signers
            else "It is signed by one of the customer and one of us.",
        )


def _refuse_twice(account: Account, name: Signed, person: str, digest: str) -> None:
    for one in sign_off_of(account, name).signed:
        if one.by == person and one.digest == digest:
            raise UsageError(
                f"`{person}` signed exactly this on {one.date}.", "Nothing has moved since."
            )


def _refuse_unready(editing: Editing, name: Signed) -> None:
    """Only what is whole and without an error is signed."""
    account = editing.account
    if name == "worksheet" and account.worksheet is None:
        raise UsageError(f"{account.slug} has no worksheet.", "Write worksheet.yaml first.")
    if has_errors(check_account(account, editing.settings, AsOf(editing.today))):
        raise UsageError(
            f"{account.slug} has errors, so nothing is signed.",
            f"`onboardgen check {account.slug}` shows what is wrong.",
        )
    open_ones = _open_questions(account) if name == "worksheet" else []
    if open_ones:
        raise UsageError(
            f"Required questions of the worksheet are open: {listed(open_ones)}.",
            "Answer them, or take `required` from those that can wait.",
        )


def _open_questions(account: Account) -> list[str]:
    answers = answers_by_setting(account)
    sections = account.worksheet.sections if account.worksheet else ()
    return [
        f"`{section.id}.{answer.id}`"
        for section in sections
        for answer in open_questions(section, answers)
    ]


def _with_signature(editing: Editing, name: Signed, signature: Signature) -> tuple[str, bytes]:
    """The file with one more signature at the end of its list, and its path."""
    path = editing.path(f"{name}.yaml")
    value: dict[str, Plain] = {
        "by": signature.by,
        "date": signature.date.isoformat(),
        "digest": signature.digest,
    }
    if signature.evidence is not None:
        value["evidence"] = signature.evidence
    return path, append(path, editing.data(path), ("signoffs", name, "signed"), value)


def _signed_account(account: Account, name: Signed, signature: Signature, data: bytes) -> Account:
    """The account as it is with the signature."""
    sign_off = sign_off_of(account, name)
    sign_off = replace(sign_off, signed=(*sign_off.signed, signature))
    files = (*account.signed, SignedFile(digest=signature.digest, data=data))
    if name == "plan":
        plan = replace(account.plan, signoffs=PlanSignOffs(plan=sign_off))
        return replace(account, plan=plan, signed=files)
    signoffs = WorksheetSignOffs(worksheet=sign_off)
    worksheet = account.worksheet and replace(account.worksheet, signoffs=signoffs)
    return replace(account, worksheet=worksheet, signed=files)


def _moved(account: Account, name: Signed, content: Content) -> Iterator[Difference]:
    signed = sign_off_of(account, name).signed
    before = signed_content(account, signed[-1].digest) if signed else None
    if before is not None:
        yield from differences(before, content)


def _counts(content: Content) -> Mapping[str, int]:
    if isinstance(content, PlanContent):
        return {"tasks": len(content.tasks)}
    return {"answers": len(content.answers), "scope items": len(content.scope)}


def _what_moved(account: Account, name: Signed, moved: tuple[Difference, ...]) -> Iterator[str]:
    signed = sign_off_of(account, name).signed
    if moved:
        last = signed[-1]
        yield f"Moved since `{last.by}` signed on {last.date}: {'; '.join(map(told, moved))}."
    elif signed:
        yield f"It is what `{signed[-1].by}` signed on {signed[-1].date}."


def _who_is_missing(editing: Editing, name: Signed, after: SignOffState) -> str:
    if after.given:
        locked = "architectural answers and the scope" if name == "worksheet" else ""
        since = f" From now on {locked} move with an approved change request only."
        return f"Everybody has signed: the sign-off is given.{since if locked else ''}"
    people = [member_named(editing, one).person.name for one in after.missing]
    names = {CUSTOMER: editing.account.customer.name, PROVIDER: editing.settings.organization.name}
    sides = [f"somebody of {names[party]}" for party in after.missing_parties]
    again = [member_named(editing, one).person.name for one in after.again]
    note = f" {listed(again)} signed before, but not this." if again else ""
    return f"Still missing: {listed([*people, *sides])}.{note}"
