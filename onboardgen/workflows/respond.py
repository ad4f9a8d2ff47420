"""`respond import`: from sealed responses to commits on a branch, one for each, or to a reason.

Everything is read from the commit that HEAD names and written beside the working tree: what
somebody is working on there is neither read nor touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from onboardgen.errors import UsageError
from onboardgen.findings import Finding, Positions
from onboardgen.git.commits import NewCommit, commit_beside, first_added
from onboardgen.git.repository import (
    Identity,
    current_identity,
)
from onboardgen.git.working_tree import changed_paths
from onboardgen.loading.layout import RESPONSES
from onboardgen.loading.schemas import validate
from onboardgen.responses.inbox import Proven, open_and_prove
from onboardgen.responses.receipts import RECEIPT_FORMAT
from onboardgen.responses.refusal import Refusal
from onboardgen.responses.sealing import SealedResponse
from onboardgen.responses.shown import moved_since, shown_records
from onboardgen.workflows.record_edits import Editing, FileChange, Recorded, with_changes
from onboardgen.workflows.respond_desk import Desk, ImportRequest, editing_of, inbox_of, open_desk
from onboardgen.workflows.respond_edits import edit, merged
from onboardgen.workflows.respond_sources import Found
from onboardgen.workspace import PLANS

BRANCHES: Final = "respond"
_ID_IN_A_NAME: Final = 12
_LONGEST_SUBJECT: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one response. `recorded` says what changes, without the file that keeps the
    response; it is missing where `refusal` says why. `findings` are the errors it would bring."""

    source: str
    slug: str | None = None
    proven: Proven | None = None
    recorded: Recorded | None = None
    refusal: Refusal | None = None
    findings: tuple[Finding, ...] = ()
    branch: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`unseen` are the customers whose files have changes that are not committed, and so are not
    what the responses were held against."""

    imported: tuple[Imported, ...]
    unseen: tuple[str, ...]
    dry_run: bool


def import_responses(request: ImportRequest) -> ImportReport:
    """Verify every response, and put what they say on a branch for each customer.

    Raises UsageError where HEAD cannot be read or nobody works here, EnvironmentFailure outside
    Git and without a key.
    """
    desk = open_desk(request)
    by = _whoever_works_here(desk)
    sorted_, refused = _by_customer(desk)
    imported = list(refused)
    for slug, found in sorted_.items():
        imported += _import(desk, slug, found, by)
    return ImportReport(tuple(imported), tuple(_unseen(desk, sorted_)), request.dry_run)


def _whoever_works_here(desk: Desk) -> Identity:
    found = current_identity(desk.repository)
    if found is None and not desk.request.dry_run:
        raise UsageError(
            "Git does not say who works here, and a commit names who made it.",
            "Run: git config user.email YOU@EXAMPLE.COM",
        )
    return found or Identity("", "")


def _by_customer(desk: Desk) -> tuple[dict[str, list[Found]], list[Imported]]:
    """The responses by customer, and those that are nobody's."""
    known: dict[str, list[Found]] = {}
    refused: list[Imported] = []
    for found in desk.request.found:
        if isinstance(found.sealed, Refusal):
            refused.append(Imported(source=found.source, refusal=found.sealed))
            continue
        portal = desk.portal(found.sealed.portal_id)
        if portal:
            known.setdefault(portal[0], []).append(found)
        else:
            refusal = Refusal(
                "foreign",
                "It is for a portal that this workspace does not have.",
                "Import it in the workspace whose portal it was sent from; or `git pull` first.",
            )
            refused.append(Imported(source=found.source, refusal=refusal))
    return known, refused


def _import(desk: Desk, slug: str, found: Iterable[Found], by: Identity) -> Iterator[Imported]:
    """All responses to one customer's portals, in the order in which they were made."""
    editing = editing_of(desk, slug)
    if editing is None:
        for one in found:
            message = f"{slug} has files that cannot be read, as committed."
            refusal = Refusal("impossible", message, f"`onboardgen check {slug}` shows why.")
            yield Imported(source=one.source, slug=slug, refusal=refusal)
        return
    proven = [_proven(desk, slug, editing, one) for one in found]
    yield from (one for one in proven if one.refusal)
    takers = [one for one in proven if one.proven]
    taken = list(_take_all(desk, editing, sorted(takers, key=_made)))
    yield from _committed(desk, slug, taken, by)


def _made(one: Imported) -> tuple[datetime, str]:
    assert one.proven  # noqa: S101
    return one.proven.response.at, one.proven.response.id


def _proven(desk: Desk, slug: str, editing: Editing, found: Found) -> Imported:
    assert isinstance(found.sealed, SealedResponse)  # noqa: S101
    known = desk.portal(found.sealed.portal_id)
    assert known  # noqa: S101
    keys = desk.portal_keys(known[1])
    outcome: Proven | Refusal
    if keys:
        outcome = open_and_prove(inbox_of(desk, editing, known[1], keys), found.sealed)
    else:
        hint = "Ask whoever holds the root for: onboardgen access export"
        outcome = Refusal("no_key", f"There is no key here for this portal of {slug}.", hint)
    if isinstance(outcome, Refusal):
        return Imported(source=found.source, slug=slug, refusal=outcome)
    return Imported(source=found.source, slug=slug, proven=outcome)


def _take_all(desk: Desk, editing: Editing, responses: Iterable[Imported]) -> Iterator[Imported]:
    """One after the other: each finds the files as those before it left them."""
    ledger = first_added(desk.repository, editing.path(RESPONSES))
    for one in responses:
        taken = _take(desk, editing, ledger, one)
        yield taken
        if taken.recorded and taken.proven:
            editing = with_changes(editing, taken.recorded.changes)
            ledger = {**ledger, _kept_at(editing, taken.proven): ""}


def _take(desk: Desk, editing: Editing, ledger: Mapping[str, str], one: Imported) -> Imported:
    proven = one.proven
    assert proven  # noqa: S101
    path = _kept_at(editing, proven)
    refusal = _replayed(ledger, path) or _stale(editing, proven) or _not_ours(proven, path)
    outcome = refusal or _edited(desk, editing, proven)
    if isinstance(outcome, Refusal):
        return replace(one, refusal=outcome)
    if outcome.refused:
        message = "What it says would break something else."
        refusal = Refusal("errors", message, "Nothing of it was written.")
        return replace(one, refusal=refusal, findings=outcome.refused)
    return replace(one, recorded=outcome)


def _edited(desk: Desk, editing: Editing, proven: Proven) -> Recorded | Refusal:
    on_that_day = replace(editing, today=proven.day)
    try:
        return edit(on_that_day, proven, accept=desk.request.accept)
    except UsageError as error:
        return Refusal("impossible", error.message, error.hint)


def _replayed(ledger: Mapping[str, str], path: str) -> Refusal | None:
    if path not in ledger:
        return None
    commit = ledger[path][:9]
    where = f"in commit {commit}" if commit else "just now"
    return Refusal("replayed", f"It was imported before, {where}.", "It holds; import it once.")


def _stale(editing: Editing, proven: Proven) -> Refusal | None:
    present = shown_records(editing.account, proven.member.party)
    moved = moved_since(proven.response, present)
    if not moved:
        return None
    return Refusal(
        "stale",
        f"The content moved on since {proven.member.person.name} saw it: {'; '.join(moved)}.",
        "Publish the portal, and ask them to answer again.",
        moved,
    )


def _not_ours(proven: Proven, path: str) -> Refusal | None:
    """A document that no page makes, though its receipt is right: what is kept of it would be
    refused by `check`."""
    broken = validate("response", _receipted(proven), Positions(path))
    if not broken:
        return None
    message = f"What is inside is not what a portal writes: {broken[0].message}"
    return Refusal("unreadable", message, "Somebody with access may have made it by hand.")


def _committed(
    desk: Desk, slug: str, taken: Sequence[Imported], by: Identity
) -> Iterator[Imported]:
    """The branch of a customer's responses, made once all of them are known."""
    applied = [one for one in taken if one.recorded]
    yield from (one for one in taken if not one.recorded)
    if not applied:
        return
    first = applied[0].proven
    assert first  # noqa: S101
    branch = f"{BRANCHES}/{slug}-{first.response.id[:_ID_IN_A_NAME]}"
    if desk.request.dry_run:
        yield from (replace(one, branch=branch) for one in applied)
        return
    commits = [_commit(one) for one in applied]
    hashes = commit_beside(desk.repository, branch, desk.head, commits, by)
    for one, commit in zip(applied, hashes, strict=True):
        yield replace(one, branch=branch, commit=commit)


def _commit(one: Imported) -> NewCommit:
    assert one.proven  # noqa: S101
    assert one.recorded  # noqa: S101
    proven, recorded = one.proven, one.recorded
    person = proven.member.person
    kept = FileChange(
        f"{PLANS}/{one.slug}/{RESPONSES}/{proven.response.id}.json", None, _kept(proven)
    )
    changes = merged(recorded.changes, (kept,))
    return NewCommit(
        files={change.path: change.after for change in changes},
        message=_message(person.name, recorded, proven),
        author=Identity(person.name, person.email or ""),
        authored=proven.response.at,
    )


def _message(name: str, recorded: Recorded, proven: Proven) -> str:
    """What is said, by whom; words of theirs are quoted, so that they end nothing."""
    start = "" if recorded.message.startswith(name) else f"{name}: "
    subject = " ".join(f"{start}{recorded.message}".split())
    if len(subject) > _LONGEST_SUBJECT:
        subject = f"{subject[: _LONGEST_SUBJECT - 1]}…"
    note = getattr(proven.response.said, "note", None) or ""
    quoted = [f"> {line}" for line in note.strip().splitlines()]
    lines = [subject, "", *(" ".join(one.split()) for one in recorded.notes)]
    lines += ["", *quoted] if quoted else []
    return "\n".join(
        (*lines, "", f"Response: {proven.response.id}", f"Receipt: {proven.receipt}", "")
    )


def _kept_at(editing: Editing, proven: Proven) -> str:
    return editing.path(RESPONSES, f"{proven.response.id}.json")


def _kept(proven: Proven) -> bytes:
    """The response as sent, and its receipt: whoever has the key can prove it again."""
    kept = _receipted(proven)
    return (json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _receipted(proven: Proven) -> dict[str, object]:
    document = json.loads(proven.response.document)
    return {"format": RECEIPT_FORMAT, "receipt": proven.receipt, "response": document}


def _unseen(desk: Desk, slugs: Iterable[str]) -> Iterator[str]:
    changed = changed_paths(desk.repository, desk.head)
    for slug in sorted(slugs):
        if any(path.startswith(f"{PLANS}/{slug}/") for path in changed):
            yield slug
