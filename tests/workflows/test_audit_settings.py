"""`audit settings` on real repositories: what changed after sign-off, how often, when and why."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from onboardgen.agreements.content import worksheet_content
from onboardgen.agreements.documents import as_bytes, digest
from onboardgen.audit.reconfiguration import SettingsAudit
from onboardgen.errors import UsageError
from onboardgen.loading.loader import load
from onboardgen.workflows.audit_settings import audit_settings
from tests.example_workspace import run_onboardgen
from tests.git.made_up_repository import NO_CONFIGURATION, make_repository

SETTINGS = """format: 1
organization: {name: Example Billing}
team: {mia: {name: Mia Keller, email: mia@example.com}}
"""
CUSTOMER = "name: ACME\ncontacts: {jo: {name: Jo Lind, email: jo@example.org}}\n"
PLAN = """kickoff: 2026-11-02
go_live: {{milestone: go-live}}
stages: [{{id: configure, name: Configuration}}, {{id: live, name: Live}}]
tasks:
  - {{id: setup, title: Set up, stage: configure, owner: mia, done: 2026-12-10}}
  - {{id: old, title: Old, stage: configure, owner: mia, status: dropped}}
  - {{id: go-live, title: Go-live, type: milestone, stage: live, owner: mia, {go_live}}}
"""
WORKSHEET = """sections:
  - id: billing
    title: Billing
    answers:
      - {{id: base, question: Which currency?, answer: {base}, type: currency, \
architectural: true, answered: {{by: jo, date: 2026-11-10}}}}
      - {{id: late, question: Which bank?{late}}}
      - {{id: roles, question: Which roles?, type: choices, choices: [a, b, c], answer: {roles}}}
scope:
  {scope}: [{{id: h1, text: Old invoices}}]
"""
CHANGE = """target: setting:billing.base
current: {current}
requested: {requested}
reason: {reason}
downstream: []
effective: {day}
submitted: {{by: jo, date: {day}}}
status: done
approved: [{{by: mia, date: {day}}}]
"""


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


class Year:
    """A customer whose worksheet is changed on days of one's choice, signed on 2026-11-24."""

    def __init__(self, root: Path, go_live: str = "due: 2027-02-26") -> None:
        self.made = make_repository(root)
        self.answers = {"base": "EUR", "late": "", "roles": "[a, b]", "scope": "excluded"}
        self.signoffs = ""
        self.made.write("onboardgen.yaml", SETTINGS)
        self.made.write("plans/acme/customer.yaml", CUSTOMER)
        self.made.write("plans/acme/plan.yaml", PLAN.format(go_live=go_live))
        self.write()
        self.on("2026-11-10")

    def write(self) -> None:
        text = WORKSHEET.format(**self.answers) + self.signoffs
        self.made.write("plans/acme/worksheet.yaml", text)

    def on(self, day: str, **answers: str) -> str:
        self.answers |= answers
        self.write()
        self.made.git("add", "--all")
        moment = f"{day}T12:00:00+0100"
        self.made.git(
            *("commit", "--quiet", "--allow-empty", "--message", day),
            GIT_AUTHOR_DATE=moment,
            GIT_COMMITTER_DATE=moment,
        )
        return self.made.git("rev-parse", "HEAD")

    def sign(self, day: str = "2026-11-24") -> None:
        worksheet = load(self.made.root).accounts[0].worksheet
        assert worksheet
        content = worksheet_content(worksheet)
        name = digest(content)
        path = f"plans/acme/signed/{name.removeprefix('sha256:')}.json"
        self.made.write(path, as_bytes(content))
        rows = "".join(
            f'      - {{by: {who}, date: {day}, digest: "{name}"}}\n' for who in ("jo", "mia")
        )
        self.signoffs = f"signoffs:\n  worksheet:\n    signed:\n{rows}"
        self.on(day)

    def change(self, number: int, current: str, requested: str, day: str, reason: str) -> None:
        text = CHANGE.format(current=current, requested=requested, day=day, reason=reason)
        self.made.write(f"plans/acme/changes/{number:04}-base.yaml", text)

    def audit(self) -> SettingsAudit:
        (found,) = audit_settings(self.made.root).audits
        return found


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return Year(tmp_path / "workspace")


def counts(audit: SettingsAudit) -> dict[str, tuple[int, int]]:
    return {str(one.ref): (len(one.changes), one.reversals) for one in audit.by_setting}


def test_a_setting_changed_reversed_and_changed_again_is_counted_each_time(year: Year) -> None:
    year.sign()
    year.on("2026-12-01", base="CHF")
    year.on("2026-12-10", base="EUR")
    year.on("2027-01-05", base="USD")
    audit = year.audit()
    assert counts(audit) == {"setting:billing.base": (3, 1)}
    assert [(one.after, one.is_reversal, one.days, one.month) for one in audit.changes] == [
        ("CHF", False, 7, "2026-12"), ("EUR", True, 16, "2026-12"), ("USD", False, 42, "2027-01"),
    ]  # fmt: skip
    year.on("2027-01-06", base="CHF")
    assert counts(year.audit()) == {"setting:billing.base": (4, 2)}


def test_what_was_changed_before_the_sign_off_or_only_laid_out_anew_does_not_count(
    year: Year,
) -> None:
    year.on("2026-11-20", base="CHF")
    year.on("2026-11-21", base="EUR")
    year.sign()
    year.on("2026-12-01", roles="[b, a]")
    assert year.audit().changes == ()
    year.on("2026-12-02", roles="[b, c]")
    assert counts(year.audit()) == {"setting:billing.roles": (1, 0)}


def test_an_open_question_answered_later_is_no_change_until_it_is_answered_otherwise(
    year: Year,
) -> None:
    year.sign()
    year.on("2026-12-01", late=", answer: Ours")
    assert year.audit().changes == ()
    year.on("2026-12-02", late=", answer: Theirs")
    year.on("2026-12-03", late=", answer: Ours")
    assert counts(year.audit()) == {"setting:billing.late": (2, 1)}


def test_a_change_on_the_day_of_the_signature_counts_by_its_place_in_history(year: Year) -> None:
    year.on("2026-11-24", base="CHF")
    year.on("2026-11-24", base="EUR")
    year.sign("2026-11-24")
    year.on("2026-11-24", base="USD")
    (one,) = year.audit().changes
    assert (one.before, one.after, one.days) == ("EUR", "USD", 0)


def test_scope_items_that_move_come_and_go_are_counted(year: Year) -> None:
    year.sign()
    year.on("2026-12-01", scope="included")
    year.on("2026-12-02", scope="excluded")
    audit = year.audit()
    assert counts(audit) == {"scope:h1": (2, 1)}
    assert [(one.field, one.before, one.after) for one in audit.changes] == [
        ("list", "excluded", "included"), ("list", "included", "excluded"),
    ]  # fmt: skip


def test_the_stage_is_the_first_with_open_tasks_on_that_day(year: Year) -> None:
    year.sign()
    year.on("2026-12-09", base="CHF")
    year.on("2026-12-10", base="USD")
    assert [one.stage for one in year.audit().changes] == ["Configuration", "Live"]


def test_after_the_last_stage_there_is_none(tmp_path: Path) -> None:
    year = Year(tmp_path / "workspace", "due: 2027-02-26, done: 2026-12-20")
    year.sign()
    year.on("2026-12-21", base="CHF")
    (one,) = year.audit().changes
    assert (one.stage, one.days_to_go_live) == (None, -1)


def test_the_reason_is_that_of_the_change_request_or_decision_with_that_value(year: Year) -> None:
    year.sign()
    year.change(1, "EUR", "CHF", "2026-11-30", "A new bank")
    year.on("2026-12-01", base="CHF")
    year.on("2026-12-05", base="USD")
    year.made.write(
        "plans/acme/decisions/0001-eur.yaml",
        "title: In EUR\nstatus: accepted\ndate: 2026-12-06\nowner: mia\nreason: It is ours\n"
        "settings: {billing.base: EUR}\n",
    )
    year.on("2026-12-06", base="EUR")
    year.change(2, "EUR", "CHF", "2026-12-20", "The bank again")
    year.on("2026-12-21", base="CHF")
    told = [(str(c.ref), c.reason) if (c := one.cause) else None for one in year.audit().changes]
    assert told == [
        ("change:0001-base", "A new bank"), None, ("decision:0001-eur", "It is ours"),
        ("change:0002-base", "The bank again"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2027-01-26", 0), ("2027-01-27", 1), ("2027-02-26", 1), ("2027-03-28", 1), ("2027-03-29", 0)],
)
def test_what_changes_within_30_days_of_go_live_is_asked_earlier(
    year: Year, day: str, asked: int
) -> None:
    year.sign()
    year.on(day, base="CHF")
    audit = year.audit()
    assert (audit.go_live, audit.went_live) == (date(2027, 2, 26), False)
    assert [one.title for one in audit.ask_earlier] == ["Which currency?"] * asked


def test_without_a_given_sign_off_nothing_counts(year: Year) -> None:
    year.on("2026-12-01", base="CHF")
    audit = year.audit()
    assert (audit.signed_on, audit.changes) == (None, ())
    done = run_onboardgen("audit", "settings", cwd=year.made.root)
    assert "No worksheet signed yet: acme." in done.stdout


def test_the_command_tells_months_within_80_columns_and_prints_json(year: Year) -> None:
    year.sign()
    year.change(1, "EUR", "CHF", "2026-11-30", "A new bank " * 12)
    commit = year.on("2027-02-20", base="CHF")
    done = run_onboardgen("audit", "settings", cwd=year.made.root)
    assert max(map(len, done.stdout.splitlines())) <= 80
    for words in (
        "2027-02: 1 change, 0 put back", "setting:billing.base: EUR → CHF",
        "88 calendar days after the sign-off, while in Live", "change:0001-base: A new bank",
        "Ask earlier: Which currency?",
    ):  # fmt: skip
        assert words in done.stdout
    told = run_onboardgen("audit", "settings", "acme", "--format", "json", cwd=year.made.root)
    document = json.loads(told.stdout)
    assert document["format"] == "onboardgen.audit-settings/1"
    assert document["months"] == [{"month": "2027-02", "changes": 1, "reversals": 0}]
    (customer,) = document["customers"]
    assert customer["changes"][0]["commit"] == commit
    assert customer["ask_earlier"] == [
        {"ref": "setting:billing.base", "question": "Which currency?", "changes": 1,
         "reversals": 0}
    ]  # fmt: skip


def test_outside_git_and_in_a_shallow_clone_it_ends_with_three(year: Year, tmp_path: Path) -> None:
    year.on("2026-12-01", base="CHF")
    clone = tmp_path / "shallow"
    year.made.git("clone", "--quiet", "--depth", "1", f"file://{year.made.root}", str(clone))
    done = run_onboardgen("audit", "settings", cwd=clone, check=False)
    assert (done.returncode, "shallow" in done.stderr) == (3, True)
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "onboardgen.yaml").write_text(SETTINGS)
    done = run_onboardgen("audit", "settings", cwd=bare, check=False)
    assert (done.returncode, "not in a Git repository" in done.stderr) == (3, True)


def test_an_unknown_customer_is_named_with_the_nearest(year: Year) -> None:
    with pytest.raises(UsageError) as failure:
        audit_settings(year.made.root, ["acne"])
    assert "Did you mean acme?" in failure.value.hint


def test_a_broken_customer_is_left_out_and_told(year: Year) -> None:
    year.made.write("plans/beta/customer.yaml", "name: [\n")
    year.on("2026-12-01")
    done = run_onboardgen("audit", "settings", cwd=year.made.root, check=False)
    assert (done.returncode, "Left out for their errors: beta" in done.stderr) == (1, True)
