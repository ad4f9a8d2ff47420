"""An evidence bundle for one customer: its tables, its manifest, and how to verify it. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from shlex import quote
from typing import Final

from onboardgen.audit.event import Event, Value, plain
from onboardgen.audit.evidence import (
    DecisionEntry,
    Evidence,
    ResponseEntry,
    decisions,
    response_name,
    responses,
    signed_name,
)
from onboardgen.model.decision import Approval

MANIFEST: Final = "manifest.sha256"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""

Words = Callable[[Event], str]
"""What happened, in the words of one line."""


def bundle(evidence: Evidence, report: str, words: Words) -> Mapping[str, bytes]:
    """Every file of the bundle by its path, the manifest included; `report` is the HTML."""
    files = {
        "report.html": report.encode(),
        "events.csv": _table(_EVENT_COLUMNS, _event_rows(evidence, words)),
        "events.json": _events_document(evidence),
        "decisions.csv": _table(_DECISION_COLUMNS, map(_decision_row, decisions(evidence))),
        "responses.csv": _table(
            _RESPONSE_COLUMNS, (_response_row(one, words) for one in responses(evidence))
        ),
        "VERIFY.md": verification(evidence).encode(),
        **{signed_name(one.digest): one.data for one in evidence.account.signed},
        **{response_name(one.id): one.data for one in evidence.account.responses},
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
    signed = (signed_name(one.digest) for one in evidence.account.signed)
    answered = (response_name(one.id) for one in evidence.account.responses)
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

## 3. What was signed and answered is what the repository holds

The name of each file in `signed/` is its own SHA-256; the signatures in the report name it.

```sh
{_compared(evidence, signed) or "# Nothing was signed yet." + chr(10)}```

Each file in `responses/` is what somebody answered from their portal, with its receipt. The commit
that took it in is told in `responses.csv`, and its message ends with the same receipt.

```sh
{_compared(evidence, answered) or "# Nothing was answered from a portal yet." + chr(10)}```

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


def _compared(evidence: Evidence, names: Iterable[str]) -> str:
    """The commands that hold files of the bundle against those of the repository."""
    return "".join(
        f"git -C CLONE show {quote(f'{evidence.commit}:{evidence.path(name)}')} | cmp - {name}\n"
        for name in names
    )


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


_EVENT_COLUMNS: Final = (
    "date", "at", "commit", "author", "author_email", "author_person", "committer",
    "committer_email", "record", "kind", "what", "field", "before", "after", "by", "on", "note",
    "signature", "pull_request", "internal", "responses",
)  # fmt: skip
_DECISION_COLUMNS: Final = (
    "id", "title", "status", "date", "owner", "decided_by", "approved", "context", "decision",
    "reason", "alternatives", "consequences", "settings", "supersedes", "superseded_by",
    "visibility", "commits",
)  # fmt: skip
_RESPONSE_COLUMNS: Final = (
    "id", "at", "person", "kind", "about", "said", "portal", "grant", "receipt", "file", "commit",
    "pull_request", "caused",
)  # fmt: skip


def _event_rows(evidence: Evidence, words: Words) -> Iterator[Sequence[object]]:
    """Each event, with the ids of the responses that caused it."""
    causes: dict[int, list[str]] = {}
    for entry in responses(evidence):
        for event in entry.caused:
            causes.setdefault(id(event), []).append(entry.response.id)
    for event in evidence.events:
        yield (*_event_row(event, words), _lines(causes.get(id(event), ())))


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


def _response_row(entry: ResponseEntry, words: Words) -> Sequence[object]:
    sent, stamp = entry.response.kept.response, entry.recorded
    return (
        sent.id, sent.at_, sent.person, sent.kind, _lines(sent.shown),
        json.dumps(entry.said, ensure_ascii=False), sent.portal, sent.grant,
        entry.response.kept.receipt, entry.file, stamp.commit.hash if stamp else None,
        stamp.pull_request if stamp else None,
        _lines(f"{one.ref or one.field or 'customer'}: {words(one)}" for one in entry.caused),
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
