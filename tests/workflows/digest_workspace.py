"""A small workspace with readers of every kind, for digests."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.digest import DigestReport, DigestRequest, Message, digest

MONDAY = date(2026, 11, 30)
ORGANIZATION = """\
format: 1
organization: {name: Quillmark Billing, timezone: Europe/Berlin}
team:
  mia: {name: Mia Keller, email: mia@quillmark.example}
  nora: {name: Nora Whitfield, email: nora@quillmark.example}
portal: {base_url: "https://portals.quillmark.example/"}
"""
OUTBOX = "notifications: {directory: outbox}\n"
CUSTOMER = """\
name: Halden Logistics
created: 2026-11-02
timezone: Europe/Berlin
contacts:
  jo: {name: Jo Lind, email: jo@halden.example}
  lena: {name: Lena Brandt, email: lena@halden.example}
  ravi: {name: Ravi Menon, email: ravi@halden.example}
partners:
  kestrel:
    name: Kestrel Integration
    contacts: {priya: {name: Priya Nair, email: priya@kestrel.example}}
"""
PLAN = """\
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: export, title: Export the customer list, stage: all, owner: jo, duration: 2,
     due: 2026-12-04}
  - {id: secret, title: Inner margin review, stage: all, owner: mia, duration: 2,
     due: 2026-12-03, visibility: internal}
  - {id: import, title: Import the list, stage: all, owner: lena, duration: 3,
     due: 2026-12-09, needs: [export]}
  - {id: connect, title: Connect the ledger, stage: all, owner: priya, duration: 3,
     due: 2026-12-16, needs: [import]}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, counterpart: jo,
     due: 2027-01-15, needs: [connect]}
"""
ACCESS = """\
portals:
  customer: {id: xzenv60vcmknvww5mqj7gzx3n1, key: t7fhr8qjghss73687kzqryq0hc}
  "partner:kestrel": {id: tka0y49hn76mtbwt9tjgq6bja1, key: jj2srk0dq718kg26yjt97gf43s}
grants:
  - {id: fr51t3bg3rqf2rmt, person: jo, kind: passphrase, granted: {by: mia, date: 2026-11-02}}
  - {id: enpkh90et31ce65w, person: lena, kind: passphrase, granted: {by: mia, date: 2026-11-02}}
  - {id: 8vgm3xa68hxtcjvj, person: priya, kind: passphrase, granted: {by: mia, date: 2026-11-02}}
"""


def make_workspace(root: Path, notifications: str = OUTBOX) -> Path:
    """One customer: Jo and Lena can open its portal, Ravi cannot, Priya is of a partner."""
    folder = root / "plans/halden"
    folder.mkdir(parents=True)
    (root / "onboardgen.yaml").write_text(ORGANIZATION + notifications)
    (folder / "customer.yaml").write_text(CUSTOMER)
    (folder / "plan.yaml").write_text(PLAN)
    (folder / "access.yaml").write_text(ACCESS)
    return root


def edit(root: Path, before: str, after: str, name: str = "plans/halden/plan.yaml") -> None:
    path = root / name
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


def finish(root: Path, task: str, day: date) -> None:
    edit(root, f"{{id: {task},", f"{{id: {task}, done: {day.isoformat()},")


def run(
    root: Path,
    day: date = MONDAY,
    *,
    send: bool = True,
    person: str | None = None,
    slugs: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
) -> DigestReport:
    return digest(
        DigestRequest(
            root=root,
            slugs=slugs,
            person=person,
            moment=Moment(today=day),
            send=send,
            environment=environment or {},
        )
    )


def sent(report: DigestReport) -> dict[str, str | None]:
    """Kind of message by reader, of everything that went."""
    return {one.reader.key: one.decision.kind for one in report.messages if one.state == "sent"}


def message(report: DigestReport, key: str) -> Message:
    return next(one for one in report.messages if one.reader.key == key)


def quiet(report: DigestReport) -> dict[str, str | None]:
    return {one.reader.key: one.decision.quiet for one in report.messages if one.state == "quiet"}


def commit(root: Path, text: str, day: date) -> None:
    """Everything in the workspace, committed on a day."""
    moment = f"{day.isoformat()}T09:00:00+00:00"
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(root),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "Mia Keller" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "mia@quillmark.example" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_DATE": moment for who in ("AUTHOR", "COMMITTER")},
    }
    if not (root / ".git").exists():
        subprocess.run(["git", "init", "-q", str(root)], check=True, env=environment)
    for arguments in (["add", "onboardgen.yaml", "plans"], ["commit", "-q", "-m", text]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True, env=environment)
