"""A small customer whose worksheet and plan are signed, as YAML through the real loader."""

from __future__ import annotations

from collections.abc import Mapping

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import Signed, content_of
from onboardgen.agreements.documents import as_bytes
from onboardgen.agreements.sign_offs import SignOffState, sign_off_state
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from tests.schedule.plans_for_tests import CUSTOMER, HEAD, WORKSPACE, read_files

WORKSHEET = """
sections:
  - id: billing
    title: Billing
    answers:
      - {id: currency, question: Which currency?, type: currency, answer: EUR, architectural: true}
      - {id: reminder, question: After how many days?, type: number, answer: 14}
      - {id: open, question: Anything else?}
scope:
  included: [{id: s1, text: One plan}]
  deferred: [{id: d1, text: Approvals}]
"""
PLAN = (
    HEAD
    + """
tasks:
  - {id: a, title: Build, stage: all, owner: mia, due: 2026-11-20}
  - {id: b, title: Check, stage: all, owner: jo, due: 2026-11-27}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, due: 2026-12-01}
"""
)


def loaded(files: Mapping[str, str], workspace: str = WORKSPACE) -> tuple[Account, Settings]:
    """The customer of these files, the small ones standing in for those that are not given."""
    usual = {"customer.yaml": CUSTOMER, "plan.yaml": PLAN, "worksheet.yaml": WORKSHEET}
    return read_files(workspace, {**usual, **files})


def signed(
    files: Mapping[str, str] | None = None,
    name: Signed = "worksheet",
    by: Mapping[str, str] | None = None,
    signers: str = "[jo, mia]",
) -> dict[str, str]:
    """The files with the present content signed; `by` maps people to days."""
    given = dict(files or {})
    account, _ = loaded(given)
    data = as_bytes(content_of(account, name))
    digest = digest_of(data)
    people = by or {"jo": "2026-11-10", "mia": "2026-11-11"}
    signatures = ", ".join(
        f'{{by: {person}, date: {day}, digest: "{digest}"}}' for person, day in people.items()
    )
    block = f"\nsignoffs: {{{name}: {{signers: {signers}, signed: [{signatures}]}}}}\n"
    file = f"{name}.yaml"
    written = given.get(file, WORKSHEET if name == "worksheet" else PLAN)
    path = f"signed/{digest.removeprefix('sha256:')}.json"
    return {**given, file: written + block, path: data.decode("utf-8")}


def changed(files: Mapping[str, str], file: str, before: str, after: str) -> dict[str, str]:
    """The files with one text of one file changed."""
    assert files[file].count(before) == 1, files[file]
    return {**files, file: files[file].replace(before, after)}


def change_request(
    target: str,
    current: str,
    requested: str,
    *,
    approved: str = "[{by: jo, date: 2026-11-12}, {by: mia, date: 2026-11-12}]",
    status: str = "approved",
) -> str:
    return f"""
target: {target}
current: {current}
requested: {requested}
reason: It has to be.
downstream: []
effective: 2026-11-20
submitted: {{by: jo, date: 2026-11-09}}
status: {status}
approved: {approved}
"""


def state(
    files: Mapping[str, str], name: Signed = "worksheet", workspace: str = WORKSPACE
) -> SignOffState:
    account, settings = loaded(files, workspace)
    return sign_off_state(account, settings, name)
