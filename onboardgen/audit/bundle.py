"""An evidence bundle for one customer: its tables, its manifest, and how to verify it. Pure.

Everything comes from one commit, so that the same commit always makes the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from shlex import quote
from typing import Final

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.agreements.sign_offs import SignOffState, sign_off_of, sign_off_state
from onboardgen.audit.event import Event, Stamp, Value, plain
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval, Decision
from onboardgen.model.plan import Signature
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings

MANIFEST: Final = "manifest.sha256"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""

Words = Callable[[Event], str]
"""What happened, in the words of one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One customer as committed: the files at `commit` (a full hash, committed at `committed`)
    and everything that happened before it. `prefix` is the workspace's path below the top of the
    repository, posix with a last “/”, or empty."""

    account: Account
    settings: Settings
    events: tuple[Event, ...]
    commit: str
    committed: datetime
    prefix: str = ""

    def path(self, below: str) -> str:
        """A path of the customer's directory as Git calls it from the top."""
        return f"{self.prefix}plans/{self.account.slug}/{below}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureEntry:
    """One signature. `file` is the signed file in the bundle, None where it is missing;
    `is_intact` says whether its bytes have the digest that was signed."""

    signature: Signature
    file: str | None
    is_intact: bool
    recorded: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffEntry:
    name: Signed
    state: SignOffState
    signatures: tuple[SignatureEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """A decision, the accepted ones that took its place, and the commits that touched it."""

    decision: Decision
    superseded_by: tuple[str, ...]
    commits: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    change: ChangeRequest
    commits: tuple[Stamp, ...]


def sign_offs(evidence: Evidence) -> tuple[SignOffEntry, ...]:
    """Both sign-offs with every signature, in the order of the files."""
    return tuple(
        SignOffEntry(
            name=name,
            state=sign_off_state(evidence.account, evidence.settings, name),
            signatures=tuple(
                _signature(evidence, name, one)
                for one in sign_off_of(evidence.account, name).signed
            ),
        )
        for name in SIGNED
    )


def decisions(evidence: Evidence) -> tuple[DecisionEntry, ...]:
    every = evidence.account.decisions
    return tuple(
        DecisionEntry(
            decision=one,
            superseded_by=tuple(
                later.id
                for later in every
                if later.supersedes == one.id and later.status == "accepted"
            ),
            commits=_commits(evidence, Reference("decision", one.id)),
        )
        for one in every
    )


def changes(evidence: Evidence) -> tuple[ChangeEntry, ...]:
    return tuple(
        ChangeEntry(change=one, commits=_commits(evidence, Reference("change", one.id)))
        for one in evidence.account.changes
    )


def signed_name(digest: str) -> str:
    """The name of a signed file in the bundle, as it is in the customer's directory."""
    return f"signed/{digest.partition(':')[2]}.json"


def bundle(evidence: Evidence, report: str, words: Words) -> Mapping[str, bytes]:
    """Every file of the bundle by its path, the manifest included; `report` is the HTML."""
    files = {
        "report.html": report.encode(),
        "events.csv": _table(_EVENT_COLUMNS, (_event_row(one, words) for one in evidence.events)),
        "events.json": _events_document(evidence),
        "decisions.csv": _table(_DECISION_COLUMNS, map(_decision_row, decisions(evidence))),
        "VERIFY.md": verification(evidence).encode(),
        **{signed_name(one.digest): one.data for one in evidence.account.signed},
    }
    return {**files, MANIFEST: manifest(files)}


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The digests of all files as `sha256sum -c` reads them."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def verification(evidence: Evidence) -> str:
    """How to verify the bundle with Git and sha256sum alone."""
    commit, slug = evidence.commit, evidence.account.slug
    directory = evidence.path("")
    signed = "".join(
        f"git -C CLONE show {quote(f'{commit}:{evidence.path(signed_name(one.digest))}')} | "
        f"cmp - {signed_name(one.digest)}\n"
        for one in evidence.account.signed
    )
    return f"""# How to verify this bundle

It tells of `{slug}` as of commit `{commit}`, committed at {evidence.committed.isoformat()}.
It holds internal events and records: it is for auditors, not for the customer.
You need Git and `sha256sum`, nothing else. Run the commands in this directory; `CLONE` is the
path of your own clone of the repository, with its whole history.

## 1. Nothing in the bundle was altered

```sh
sha256sum -c {MANIFEST}
```

## 2. The commit is part of the branch you trust

Fetch from the host yourself. The second command ends with code 0 where the commit is still part
of the branch, and with 1 where history was rewritten without it.

```sh
git -C CLONE fetch origin
git -C CLONE merge-base --is-ancestor {commit} origin/HEAD && echo part of it
```

## 3. What was signed is what the repository holds

The name of each file in `signed/` is its own SHA-256; the signatures in the report name it.

```sh
{signed or "# Nothing was signed yet." + chr(10)}```

## 4. Every event stands in its commit

Take a commit from `events.csv` and look at it, or at a file as it then was:

```sh
git -C CLONE show COMMIT -- {quote(directory)}
git -C CLONE show COMMIT:{quote(directory)}plan.yaml
git -C CLONE log --full-history --format=fuller {commit} -- {quote(directory)}
```

## 5. Who signed the commits

{_signers(evidence)}
"""


def _signers(evidence: Evidence) -> str:
    path = evidence.settings.allowed_signers
    if not path:
        return (
            "The repository names no allowed signers, so no key is known. "
            "`git -C CLONE verify-commit COMMIT` asks your own keys."
        )
    where = posixpath.normpath(f"{evidence.prefix}{path}")
    blob = quote(f"{evidence.commit}:{where}")
    return f"""The keys are those that the repository itself holds at this commit:

```sh
git -C CLONE show {blob} > allowed_signers
git -C CLONE -c gpg.ssh.allowedSignersFile="$PWD/allowed_signers" verify-commit COMMIT
```"""


def _signature(evidence: Evidence, name: Signed, one: Signature) -> SignatureEntry:
    files = {file.digest: file.data for file in evidence.account.signed}
    data = files.get(one.digest)
    told = [
        event.stamp
        for event in evidence.events
        if event.kind == "signed"
        and event.ref == Reference("signoff", name)
        and (event.by, event.on, event.after) == (one.by, one.date.isoformat(), one.digest)
    ]
    return SignatureEntry(
        signature=one,
        file=None if data is None else signed_name(one.digest),
        is_intact=data is not None and digest_of(data) == one.digest,
        recorded=told[-1] if told else None,
    )


def _commits(evidence: Evidence, ref: Reference) -> tuple[Stamp, ...]:
    return tuple({e.stamp.commit.hash: e.stamp for e in evidence.events if e.ref == ref}.values())


_EVENT_COLUMNS: Final = (
    "date", "at", "commit", "author", "author_email", "author_person", "committer",
    "committer_email", "record", "kind", "what", "field", "before", "after", "by", "on", "note",
    "signature", "pull_request", "internal",
)  # fmt: skip
_DECISION_COLUMNS: Final = (
    "id", "title", "status", "date", "owner", "decided_by", "approved", "context", "decision",
    "reason", "alternatives", "consequences", "settings", "supersedes", "superseded_by",
    "visibility", "commits",
)  # fmt: skip


def _event_row(one: Event, words: Words) -> Sequence[object]:
    stamp, author, committer = one.stamp, one.stamp.author, one.stamp.committer
    return (
        stamp.at.date(), stamp.at.isoformat(), stamp.commit.hash,
        author.identity.name, author.identity.email, author.person,
        committer.identity.name, committer.identity.email,
        one.ref, one.kind, words(one), one.field, _cell(one.before), _cell(one.after),
        one.by, one.on, one.note, stamp.signature, stamp.pull_request,
        "yes" if one.is_internal else "no",
    )  # fmt: skip


def _decision_row(entry: DecisionEntry) -> Sequence[object]:
    one = entry.decision
    return (
        one.id, one.title, one.status, one.date, one.owner, one.decided_by,
        _lines(map(_approval, one.approved)), one.context, one.decision, one.reason,
        _lines(f"{each.option}: {each.why_not}" for each in one.alternatives), one.consequences,
        json.dumps(one.settings, ensure_ascii=False, default=str) if one.settings else "",
        one.supersedes, _lines(entry.superseded_by), one.visibility,
        _lines(stamp.commit.hash for stamp in entry.commits),
    )  # fmt: skip


def _approval(one: Approval) -> str:
    """Who approved, when, and where that can be seen."""
    return f"{one.by} on {one.date}" + (f" ({one.evidence})" if one.evidence else "")


def _events_document(evidence: Evidence) -> bytes:
    """What `history --format json` prints of the customer."""
    document = {
        "format": "onboardgen.history/1",
        "customer": evidence.account.slug,
        "ref": None,
        "events": [one.as_json() for one in evidence.events],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180, with an apostrophe before what a spreadsheet would take for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(plain(value), ensure_ascii=False)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
