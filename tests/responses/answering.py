"""A small workspace in Git, and people who answer from its portals without a browser."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec

from onboardgen.access.grants import cached_grant_secrets, epoch_of, grants_of
from onboardgen.access.portal_keys import PortalKey, portal_key
from onboardgen.access.root import fingerprint, root_text
from onboardgen.access.secret import Secret
from onboardgen.access.slot_cache import slot_cache_directory
from onboardgen.loading.loader import load
from onboardgen.responses.armor import armored
from onboardgen.responses.document import read_document
from onboardgen.responses.receipts import receipt
from onboardgen.responses.sealing import FORMAT, seal_response
from onboardgen.responses.shown import shown_records
from onboardgen.workflows.respond import Imported, ImportReport, import_responses
from onboardgen.workflows.respond_desk import ImportRequest
from onboardgen.workflows.respond_sources import find_responses
from tests.git.made_up_repository import MadeUp, make_repository

ROOT = Secret(bytes(range(32)))
TODAY = date(2026, 12, 1)
PORTAL = "7q3mkx2v9c4t8hbnw5ey1drg6s"
GRANTS = {
    "jo": "g4t8passphrase01", "lena": "m2w0rndkey000002", "omar": "k7v3passw0rd0003",
    "priya": "p7z6b29fsty4xx3b",
}  # fmt: skip
SETTINGS = f"""\
format: 1
organization: {{name: Example Billing, timezone: Europe/Berlin, calendar: {{country: null}}}}
team: {{mia: {{name: Mia Keller, email: mia@example.com}}}}
portal: {{iterations: 600000}}
root_key_fingerprint: {fingerprint(ROOT)}
"""
CUSTOMER = """\
name: ACME
contacts:
  jo: {name: Jo Lind, email: jo@example.org, function: it}
  lena: {name: Lena Brandt, email: lena@example.org}
  omar: {name: Omar Haddad}
partners:
  kestrel:
    name: Kestrel
    contacts:
      priya: {name: Priya Rao, email: priya@example.net}
"""
PLAN = """\
# What Jo reads.
kickoff: 2026-11-02
go_live: {milestone: go-live}
defaults: {counterpart: mia}
stages: [{id: all, name: All}]
tasks:
  - {id: sso, title: Approve the SSO connection, stage: all, owner: jo, due: 2026-12-04}
  - id: data-map   # the long one
    title: Map the data
    stage: all
    owner: jo
    due: 2026-12-11
    needs: [sso]
  - {id: ours, title: Set up the tenant, stage: all, owner: mia, counterpart: lena, due: 2026-12-08}
  - {id: margin, title: Our margin, stage: all, owner: mia, due: 2026-12-09, visibility: internal}
  - {id: feed, title: Deliver the feed, stage: all, owner: priya, due: 2026-12-10}
  - id: go-live
    title: Go-live
    type: milestone
    stage: all
    owner: mia
    counterpart: jo
    needs: [data-map, ours, feed]
    due: 2027-02-26
"""
WORKSHEET = """\
sections:
  - id: billing
    title: Billing model
    owner: lena
    answers:
      - {id: currency, question: Which currency?, type: currency, answer: EUR, architectural: true}
      - {id: plans, question: Which plans?, type: choices, choices: [basic, pro, max]}
      - {id: reminder, question: After how many days?, type: number, answer: 14}   # was 10
scope:
  included: [{id: s1, text: One plan}]
signoffs:
  worksheet: {due: 2026-12-04, signers: [jo, mia]}
"""
ACCESS = f"""\
portals:
  customer: {{id: {PORTAL}, key: x1c9tqz4m8vh2nrw7bkf3gye5d}}
  "partner:kestrel": {{id: tka0y49hn76mtbwt9tjgq6bja1, key: jj2srk0dq718kg26yjt97gf43s}}
grants:
  - {{id: {GRANTS["jo"]}, person: jo, kind: passphrase, granted: {{by: mia, date: 2026-11-02}}}}
  - {{id: {GRANTS["lena"]}, person: lena, kind: link, granted: {{by: mia, date: 2026-11-02}}}}
  - {{id: {GRANTS["omar"]}, person: omar, kind: link, granted: {{by: mia, date: 2026-11-02}}}}
  - {{id: {GRANTS["priya"]}, person: priya, kind: link, granted: {{by: mia, date: 2026-11-02}}}}
"""
FILES = {
    "onboardgen.yaml": SETTINGS,
    "plans/acme/customer.yaml": CUSTOMER,
    "plans/acme/plan.yaml": PLAN,
    "plans/acme/worksheet.yaml": WORKSHEET,
    "plans/acme/access.yaml": ACCESS,
    ".gitignore": ".onboardgen/\n_site/\n",
}


def make_workspace(root: Path) -> MadeUp:
    """The workspace as one commit, with what is stretched kept already."""
    made = make_repository(root)
    for path, text in FILES.items():
        made.write(path, text)
    made.commit("Start")
    made.git("config", "user.name", "Mia Keller")
    made.git("config", "user.email", "mia@example.com")
    Page(root, "jo")
    return made


@dataclass
class Page:
    """The portal that a person has open, as it was built of what stands in the files now."""

    root: Path
    person: str
    today: date = TODAY
    key_root: Secret = ROOT

    def __post_init__(self) -> None:
        account = load(self.root).accounts[0]
        assert account.access
        audience = account.parties[self.person]
        portal = next(one for one in account.access.portals if one.audience == audience)
        self.key: PortalKey = portal_key(self.key_root, portal.id, portal.key)
        grants = grants_of(account.access, account.members, audience, self.today)
        self.grant = next(one for one in grants.open if one.person == self.person)
        self.epoch = epoch_of(self.key, portal, grants, 600_000)
        cache = slot_cache_directory(self.root)
        self.secret = cached_grant_secrets(self.key, (self.grant,), 600_000, cache)[self.grant.id]
        self.shown = shown_records(account, audience)

    def document(self, kind: str, fields: Mapping[str, Any], **other: Any) -> dict[str, Any]:
        said = dict(fields)
        if kind == "sign_off":
            text = self.shown[f"signoff:{said['signoff']}"]
            assert isinstance(text, str)
            said["digest"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        return {
            "format": FORMAT,
            "id": secrets.token_hex(16),
            "portal": self.key.portal_id,
            "epoch": self.epoch,
            "grant": self.grant.id,
            "person": self.person,
            "bundle": "ab" * 32,
            "shown": {ref: self.shown[ref] for ref in about(kind, fields) if ref in self.shown},
            "at": "2026-12-01T09:30:00Z",
            "kind": kind,
            "fields": said,
        } | other  # fmt: skip

    def answer(self, kind: str, fields: Mapping[str, Any], **other: Any) -> str:
        """A sealed response, as text."""
        return self.sealed(self.document(kind, fields, **other))

    def sealed(self, document: Mapping[str, Any], secret: Secret | None = None) -> str:
        data = rfc8785.dumps(dict(document))
        made = receipt(secret or self.secret, read_document(data))
        once = ec.generate_private_key(ec.SECP256R1())
        return armored(seal_response(self.key, once, made, data))


def about(kind: str, fields: Mapping[str, Any]) -> list[str]:
    if kind == "answers":
        return [f"setting:{setting}" for setting in fields["answers"]]
    if kind == "sign_off":
        return [f"signoff:{fields['signoff']}"]
    if kind == "change_request":
        return [fields["target"]]
    return [f"task:{fields['milestone' if kind == 'rating' else 'task']}"]


def imports(root: Path, *texts: str, today: date = TODAY, **how: Any) -> ImportReport:
    """Import responses from standard input."""
    stream = io.BytesIO("\n".join(texts).encode())
    options = {"accept": False, "dry_run": False, "environment": {}} | how
    options["environment"] = {"ONBOARDGEN_ROOT_KEY": root_text(ROOT)} | options["environment"]
    found = tuple(find_responses(["-"], stream))
    return import_responses(ImportRequest(root=root, found=found, today=today, **options))


def only(report: ImportReport) -> Imported:
    (one,) = report.imported
    return one


def reason(report: ImportReport) -> str | None:
    refusal = only(report).refusal
    return refusal.reason if refusal else None


def kept(made: MadeUp, one: Imported) -> dict[str, Any]:
    """What the branch keeps of a response."""
    assert one.proven
    path = f"plans/acme/responses/{one.proven.response.id}.json"
    return dict(json.loads(made.git("show", f"{one.branch}:{path}")))
