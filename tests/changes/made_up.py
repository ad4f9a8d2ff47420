"""A customer with everything that can be agreed, as YAML, and repositories in which it changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes, digest
from onboardgen.changes.facts import Facts, Pointer, Writing
from onboardgen.changes.policy import compare
from onboardgen.changes.statements import account_statements
from onboardgen.checks.mentions import mentions
from onboardgen.findings import Finding
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, SourceFile, SourceTree
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from tests.git.made_up_repository import MadeUp, make_repository, who

DAY = date(2026, 12, 1)
MIA = "Mia Keller <mia@example.com>"
TOMAS = "Tomas Berg <tomas@example.com>"
JO = "Jo Lind <jo@example.org>"
LENA = "Lena Brandt <lena@example.org>"
SETTINGS = """format: 1
organization: {name: Example Billing, timezone: Europe/Berlin, calendar: {country: null}}
team:
  mia: {name: Mia Keller, email: mia@example.com}
  tomas: {name: Tomas Berg, email: tomas@example.com}
rules: {moved_days: 2}
"""
CUSTOMER = """name: ACME
contacts:
  jo: {name: Jo Lind, email: jo@example.org}
  lena: {name: Lena Brandt, email: lena@example.org}
commitments:
  - {id: c1, text: Live before the new year, fulfilled_by: [task:go-live]}
"""
PLAN = """kickoff: 2026-11-02
go_live: {milestone: go-live}
stages:
  - {id: scoping, name: Scoping}
  - {id: build, name: Build, gate: [signoff:worksheet]}
tasks:
  - {id: map, title: Map the data, stage: scoping, owner: jo, due: 2026-11-20, done: 2026-11-19}
  - {id: load, title: Load prices, stage: build, owner: mia, due: 2026-12-11, needs: [map],
     moved: [{from: 2026-12-04, reason: data_quality, note: Half of them were missing}]}
  - {id: train, title: Train the team, stage: build, owner: lena, due: 2026-12-14, needs: [load]}
  - {id: tidy, title: Tidy up, stage: build, owner: tomas, due: 2026-12-18}
  - {id: go-live, title: Go-live, type: milestone, stage: build, owner: mia, due: 2026-12-18,
     needs: [train]}
"""
WORKSHEET = """sections:
  - id: billing
    title: Billing
    answers:
      - id: currency
        question: Which currency?
        type: currency
        answer: EUR
        architectural: true
        answered: {by: lena, date: 2026-11-09}
      - {id: methods, question: Which?, type: choices, choices: [card, debit], answer: [card],
         architectural: true}
      - {id: reminder, question: After how many days?, type: number, answer: 14}
      - {id: footer, question: What stands at the foot of an invoice?, answer: Thank you}
scope:
  included: [{id: s1, text: One pricing plan}]
  deferred: [{id: d1, text: Approval workflows}]
  excluded: [{id: x1, text: Invoices before 2024}]
"""
FIRST = """title: Invoice once a year
status: accepted
date: 2026-11-10
owner: mia
decided_by: lena
approved: [{by: lena, date: 2026-11-10, evidence: Minutes of 10 November}]
decision: One invoice a year, in January.
reason: |
  It is what their customers know.
settings: {billing.reminder: 14}
"""
SECOND = """title: Invoice every month
status: accepted
date: 2026-11-16
owner: mia
supersedes: 0001-yearly
decision: An invoice on the first of each month.
"""
PROPOSED = """title: Collect by debit
status: proposed
date: 2026-11-20
owner: jo
"""
ACCESS = """portals:
  customer: {id: h4n2w8qkd5t0x7v3m9bzc6rj1a, key: t7c1p0zv4kq8m2xw6hd9n3rb5j}
grants:
  - {id: k3m8x2v9q4w7c1hd, person: jo, kind: link, granted: {by: mia, date: 2026-11-02}}
  - {id: p6t0z5n8r2b4j9ye, person: lena, kind: link, granted: {by: mia, date: 2026-11-02},
     ended: 2026-11-19}
"""
RESPONSE = "responses/5c8cfd0b0dd94f6ea1b7c3d2e4f50617.json"
RECEIPTED = json.dumps(
    {
        "format": "onboardgen.receipt/1",
        "receipt": "9f" * 32,
        "response": {
            "at": "2026-12-01T09:30:00Z",
            "bundle": "ab" * 32,
            "epoch": "0c" * 32,
            "fields": {"done": "2026-11-30", "note": "Both.", "task": "map"},
            "format": "onboardgen.response/1",
            "grant": "k3m8x2v9q4w7c1hd",
            "id": "5c8cfd0b0dd94f6ea1b7c3d2e4f50617",
            "kind": "task_done",
            "person": "jo",
            "portal": "h4n2w8qkd5t0x7v3m9bzc6rj1a",
            "shown": {"task:map": {"due": None, "owner": "jo", "title": "Map the data"}},
        },
    }
)
APPROVED = "[{by: jo, date: 2026-11-24, evidence: Mail}, {by: mia, date: 2026-11-24}]"


def change(
    target: str = "setting:billing.methods",
    current: str = "[card]",
    requested: str = "[card, debit]",
    *,
    status: str = "approved",
    approved: str = APPROVED,
    by: str = "jo",
) -> str:
    return f"""target: {target}
current: {current}
requested: {requested}
reason: They ask for it.
downstream: [Price list]
effective: 2026-12-07
submitted: {{by: {by}, date: 2026-11-23}}
classification: cosmetic
assessment: {{effort_hours: 2, note: Two hours}}
status: {status}
approved: {approved}
"""


Files = Mapping[str, str]


@cache
def agreed() -> Files:
    """The files of a customer whose worksheet and plan everybody signed."""
    files = {
        "customer.yaml": CUSTOMER,
        "plan.yaml": PLAN,
        "worksheet.yaml": WORKSHEET,
        "access.yaml": ACCESS,
        "decisions/0001-yearly.yaml": FIRST,
        "decisions/0002-monthly.yaml": SECOND,
        "decisions/0003-debit.yaml": PROPOSED,
        "changes/0001-debit.yaml": change(),
        RESPONSE: RECEIPTED,
    }
    return sign(sign(files, "worksheet"), "plan")


def sign(files: Files, name: Signed, day: str = "2026-11-20", evidence: str = "Receipt") -> Files:
    """The files with what stands signed by jo and mia, who are the signers."""
    content = content_of(account(files), name)
    mark = digest(content)
    entries = "".join(
        f'      - {{by: {by}, date: {day}, digest: "{mark}", evidence: {evidence}}}\n'
        for by in ("jo", "mia")
    )
    file = f"{name}.yaml"
    block = f"signoffs:\n  {name}:\n    signers: [jo, mia]\n    signed:\n"
    written = files[file] if block in files[file] else files[file] + block
    data = as_bytes(content).decode("utf-8")
    return {**files, file: written + entries, f"signed/{mark.removeprefix('sha256:')}.json": data}


def edited(files: Files, path: str, old: str, new: str) -> Files:
    """The files with one text, which stands there once, replaced."""
    assert files[path].count(old) == 1, (path, old, files[path])
    return {**files, path: files[path].replace(old, new)}


def without(files: Files, path: str) -> Files:
    assert path in files
    return {name: text for name, text in files.items() if name != path}


def settings(text: str = SETTINGS) -> Settings:
    source = SourceFile("onboardgen.yaml", text.encode())
    found = load_settings(SourceTree(root=Path(), files=(source,)))
    assert found.settings, found.findings
    return found.settings


def account(files: Files, slug: str = "acme", text: str = SETTINGS) -> Account:
    sources = (SourceFile(f"plans/{slug}/{path}", data.encode()) for path, data in files.items())
    source = CustomerSource(slug=slug, files=tuple(sources))
    found, findings = load_account(source, settings(text))
    assert found, findings
    return found


def facts(
    base: Account,
    head: Account,
    *,
    before: str = SETTINGS,
    now: str = SETTINGS,
    writer: Writing | None = None,
    today: date = DAY,
) -> Facts:
    """What surrounds a comparison in which one person wrote everything that is new."""
    one = writer or Writing(person="mia", name="mia", day=today, latest=today)
    known = {stated.statement for stated in account_statements(base)}
    new = {stated.statement for stated in account_statements(head)} - known
    return Facts(
        before=settings(before),
        settings=settings(now),
        base="main",
        today=today,
        written=dict.fromkeys(new, (one,)),
        pointers=tuple(Pointer(one.reference, one.location, one.by) for one in mentions(head)),
        sides=base.parties,
    )


def found(
    before: Files,
    after: Files,
    *,
    settings_before: str = SETTINGS,
    settings_now: str = SETTINGS,
    writer: Writing | None = None,
) -> tuple[Finding, ...]:
    """What the rules of change find between two states of the customer."""
    base, head = account(before, text=settings_before), account(after, text=settings_now)
    around = facts(base, head, before=settings_before, now=settings_now, writer=writer)
    return compare(base, head, around)


def ids(findings: tuple[Finding, ...]) -> set[str]:
    return {one.code.id for one in findings}


@dataclass(frozen=True)
class Team:
    """A repository with a workspace, in which several people commit on given days."""

    made: MadeUp

    @property
    def root(self) -> Path:
        return self.made.root

    def put(self, files: Files, slug: str = "acme", text: str = SETTINGS) -> None:
        """Let the customer's directory hold these files and no others."""
        directory = self.root / "plans" / slug
        shutil.rmtree(directory, ignore_errors=True)
        self.made.write("onboardgen.yaml", text)
        for path, data in files.items():
            self.made.write(f"plans/{slug}/{path}", data)

    def commit(self, day: str = "2026-12-01", author: str = MIA, message: str = "Change") -> str:
        moment = {f"GIT_{role}_DATE": f"{day}T12:00:00+0100" for role in ("AUTHOR", "COMMITTER")}
        self.made.git("add", "--all")
        self.made.git("commit", "-q", "--allow-empty", "-m", message, **who(author), **moment)
        return self.made.git("rev-parse", "HEAD")


def team(root: Path, files: Files | None = None, day: str = "2026-11-25") -> Team:
    """A repository whose `main` holds the agreed customer, and that knows Mia as its user."""
    made = Team(make_repository(root))
    made.made.git("config", "user.name", "Mia Keller")
    made.made.git("config", "user.email", "mia@example.com")
    made.put(agreed() if files is None else files)
    made.commit(day, message="Start")
    return made
