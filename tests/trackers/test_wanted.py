"""Which issues are wanted, from real files, and why the others are not."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from datetime import date as Day

import pytest

from onboardgen.findings import Location
from onboardgen.model.access import Access, Grant
from onboardgen.model.complexity import complexity, tier_of
from onboardgen.model.decision import Attribution
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import deadlines, team_deadlines
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.state import standing
from onboardgen.trackers.marker import account_of, identity_of
from onboardgen.trackers.wanted import (
    Links,
    Part,
    TrackerName,
    WantedIssue,
    account_part,
    team_part,
    wanted_of,
)
from tests.schedule.plans_for_tests import HEAD, read

WORKSPACE = """
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin}
team:
  mia: {name: Mia Keller, github: mia-k, escalate_to: nora}
  nora: {name: Nora Whitfield, github: nora-w}
  tomas: {name: Tomas Berg, github: tomas-b}
rules: {due_soon_days: 2, blocked_days: 3, untouched_days: 4, escalation: [1, 3]}
"""
CUSTOMER = """
name: Halden Logistics
contacts: {jo: {name: Jo Lind, escalate_to: ravi}, ravi: {name: Ravi Menon}}
"""
ACCESS = """
portals: {customer: {id: 7q3m7q3m7q3m7q3m7q3m7q3m7q, key: x1c9x1c9x1c9x1c9x1c9x1c9x1}}
"""
LINKS = Links(blob="https://github.com/o/r/blob/abc", portal="https://portals.example/")
PLAN = """defaults: {counterpart: mia}
tasks:
  - {id: one, title: Approve the SSO connection, stage: all, owner: jo, due: 2026-12-04,
     how: "Follow [the guide](task:two) or ask @nora.", evidence: {required: A screenshot}}
  - {id: two, title: Test invoices, stage: all, owner: mia, needs: [one], duration: 2}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [two],
     due: 2027-02-01}
"""
LATE = Day(2026, 12, 7)
LATER = Day(2026, 12, 10)


def part_of(
    plan: str = PLAN,
    day: Day = LATE,
    *,
    touched: Day | None = None,
    tracker: TrackerName = "github",
    workspace: str = WORKSPACE,
    **files: str,
) -> Part:
    customer = files.pop("customer", CUSTOMER)
    account, settings = read(HEAD + plan, workspace=workspace, customer=customer, **files)
    stands = standing(account, settings, AsOf(day))
    items = deadlines(stands, settings, go_live_days(stands.forecast.network), touched)
    return account_part(stands, items, settings, LINKS, tracker)


def only(part: Part) -> WantedIssue:
    (issue,) = part.issues
    return issue


def why(part: Part, ref: str) -> str:
    return str(part.resolved[identity_of("", "halden", ref)])


def test_an_issue_says_all_that_is_needed_to_act() -> None:
    issue = only(part_of(access=ACCESS))
    assert issue.title == "Halden Logistics: Approve the SSO connection"
    assert (
        issue.texts[0]
        == """\
**1 working day late on Mon 7 Dec 2026 in Jo Lind’s calendar.**

- **Whose:** Jo Lind, Halden Logistics
- **Promised for:** Fri 4 Dec 2026
- **Costs go-live:** 1 working day
- **Escalate to:** Ravi Menon

**What waits for it**

- Test invoices

**How to complete it**

> Follow [the guide](<https://portals.example/7q3m7q3m7q3m7q3m7q3m7q3m7q/index.html#/plan/two>) or \
ask @\u2060nora.

To be shown: A screenshot

When it is done, run `onboardgen done halden one`.

[`plans/halden/plan.yaml:7`](<https://github.com/o/r/blob/abc/plans/halden/plan.yaml#L7>) · \
[In the portal](<https://portals.example/7q3m7q3m7q3m7q3m7q3m7q3m7q/index.html#/plan/one>)

<sub>onboardgen keeps this block up to date, and closes the issue when it is done. What you write \
above or below stays. Close it, and it rests until something changes.</sub>""".replace(
            "Jo Lind, Halden\n", "Jo Lind, Halden Logistics\n"
        )
    )
    assert issue.texts[1] == re.sub(
        r"\*\*How to.*?halden one`\.\n\n", "", issue.texts[0], flags=re.DOTALL
    )
    assert issue.labels == ("onboardgen", "onboardgen:overdue", "onboardgen:rung-1")
    assert issue.told.endswith("The escalation has reached rung 1. Escalate to Ravi Menon.")


def test_facts_stay_while_days_pass_and_rungs_are_reached() -> None:
    first, later = only(part_of()), only(part_of(day=LATER))
    assert (first.rung, later.rung) == (1, 2)
    assert first.texts != later.texts
    assert first.facts == later.facts
    moved_lines = only(part_of(PLAN.replace("tasks:", "\n\ntasks:")))
    assert moved_lines.facts == first.facts
    assert moved_lines.texts != first.texts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Approve the SSO", "Approve an SSO"),
        ("due: 2026-12-04", "due: 2026-12-03"),
        ("owner: jo", "owner: ravi"),
        ("Test invoices", "Test all invoices"),
        ("ask @nora", "ask @tomas"),
        ("A screenshot", "Two screenshots"),
        ("due: 2026-12-04,", "due: 2026-12-04, blocked: {since: 2026-12-04, reason: technical},"),
    ],
)
def test_facts_change_with_what_the_issue_tells(old: str, new: str) -> None:
    changed = PLAN.replace(old, new)
    assert changed != PLAN
    assert only(part_of(changed)).facts != only(part_of()).facts


def test_a_task_late_and_blocked_too_long_is_one_issue_of_two_kinds() -> None:
    blocked = "due: 2026-12-04, blocked: {since: 2026-11-20, reason: it_approval, note: A queue},"
    issue = only(part_of(PLAN.replace("due: 2026-12-04,", blocked)))
    assert issue.labels == (
        "onboardgen", "onboardgen:overdue", "onboardgen:blocked", "onboardgen:rung-2",
    )  # fmt: skip
    assert "- **Blocked:** since Fri 20 Nov 2026 (IT approval): A queue" in issue.texts[0]
    assert "Blocked for 12 working days" in issue.texts[0]
    assert "1 working day late" in issue.texts[0]


def test_what_is_due_soon_is_no_issue_and_the_promise_says_why() -> None:
    part = part_of(day=Day(2026, 12, 4))
    assert part.issues == ()
    assert why(part, "task:one") == "This is promised for Fri 4 Dec 2026 now."


@pytest.mark.parametrize(
    ("old", "new", "ref", "told"),
    [
        ("-04,", "-04, done: 2026-12-05,", "task:one", "This is done (Sat 5 Dec 2026)."),
        ("-04,", "-04, status: dropped,", "task:one", "This is dropped."),
        ("2026-12-04", "2027-01-08", "task:one", "This is promised for Fri 8 Jan 2027 now."),
        ("due: 2026-12-04,", "", "task:one", "This is not blocked for too long any more."),
        ("x", "x", "stage:all", "The gate is open."),
        ("x", "x", "plan:halden", "The plan has changed again."),
        ("x", "x", "signoff:plan", "Nothing waits for this any more."),
    ],
)  # fmt: skip
def test_every_known_record_without_an_issue_has_a_reason(
    old: str, new: str, ref: str, told: str
) -> None:
    assert why(part_of(PLAN.replace(old, new)), ref) == told


def test_a_record_that_is_gone_is_no_longer_known_and_one_left_out_is_not_judged() -> None:
    part = part_of(PLAN.replace("id: one", "id: uno").replace("[one]", "[uno]"))
    _, settings = read(HEAD + PLAN, workspace=WORKSPACE, customer=CUSTOMER)
    wanted = wanted_of([part], ["brock"], settings)
    gone = wanted.why_not(identity_of("", "halden", "task:one"), account_of("", "halden"))
    assert gone
    assert (gone.code, gone.reason) == ("gone", "not_planned")
    assert wanted.why_not("x", account_of("", "brock")) is None
    left = wanted.why_not("x", account_of("", "fern"))
    assert left
    assert left.code == "customer_gone"


def test_a_gate_that_waits_names_what_has_to_be_true() -> None:
    head = "kickoff: 2026-11-02\ngo_live: {milestone: go-live}\n"
    stages = "stages: [{id: all, name: All}, {id: test, name: Testing, gate: [task:one]}]\n"
    text = PLAN.replace("Test invoices, stage: all", "Test invoices, stage: test")
    account, settings = read(head + stages + text, workspace=WORKSPACE, customer=CUSTOMER)
    stands = standing(account, settings, AsOf(LATE))
    items = deadlines(stands, settings, go_live_days(stands.forecast.network))
    issues = {one.ref: one for one in account_part(stands, items, settings, LINKS, "github").issues}
    gate = issues["stage:test"]
    assert gate.title == "Halden Logistics: Open the gate of Testing"
    assert "**What has to be true first**\n\n- Approve the SSO connection" in gate.texts[0]
    assert "onboardgen:gate" in gate.labels


def test_an_untouched_plan_is_an_issue_of_who_runs_the_account() -> None:
    part = part_of(PLAN.replace("2026-12-04", "2027-01-15"), touched=Day(2026, 11, 25))
    issue = only(part)
    assert issue.ref == "plan:halden"
    assert issue.assignee == "nora-w"
    assert "No file of this plan has changed for 8 working days" in issue.texts[0]


def test_who_is_told_is_assigned_else_who_owns_it_else_our_side_of_it() -> None:
    ours = PLAN.replace("owner: jo", "owner: mia")
    assert only(part_of(ours)).assignee == "nora-w"
    assert only(part_of()).assignee == "mia-k"
    rungs = WORKSPACE.replace("[1, 3]", "[9]")
    his = ours.replace("owner: mia, due", "owner: tomas, due")
    assert only(part_of(his, workspace=rungs)).assignee == "tomas-b"
    assert only(part_of(tracker="local")).assignee == "mia"
    assert only(part_of(tracker="gitlab")).assignee is None


def test_a_rule_names_the_assignee_else_a_complex_account_goes_to_who_scoped_it() -> None:
    high = CUSTOMER.replace("name: Halden Logistics", "name: Halden Logistics\ntier: high")
    sheet = "signoffs: {worksheet: {signers: [jo, tomas], due: 2027-03-01}}"
    assert only(part_of(customer=high, worksheet=sheet)).assignee == "tomas-b"
    assert only(part_of(worksheet=sheet)).assignee == "mia-k"
    side = f"{WORKSPACE}routing: [{{when: {{party: customer}}, assignee: tomas}}]\n"
    assert only(part_of(workspace=side)).assignee == "tomas-b"
    rules = f"{WORKSPACE}routing: [{{when: {{tier: high}}, assignee: nora, labels: [vip]}}]\n"
    issue = only(part_of(customer=high, worksheet=sheet, workspace=rules))
    assert (issue.assignee, issue.routed) == ("nora-w", ("vip",))


def test_grouped_by_customer_one_issue_holds_all_and_single_ones_are_told_to_close() -> None:
    grouped = f"{WORKSPACE}tracker: {{group_by: customer}}\n"
    two = PLAN.replace("duration: 2", "due: 2026-12-03")
    part = part_of(two, workspace=grouped)
    issue = only(part)
    assert (issue.rung, issue.labels[-1]) == (1, "onboardgen:rung-1")
    later = only(part_of(two, day=Day(2026, 12, 8), workspace=grouped))
    assert (later.rung, later.assignee) == (2, "nora-w")
    assert "Test invoices: 3 working days late" in later.told
    assert issue.identity not in part.resolved
    assert issue.title == "Halden Logistics: what is late"
    assert "### Approve the SSO connection" in issue.texts[0]
    assert "### Test invoices" in issue.texts[0]
    assert issue.texts[1].count("\n- ") == 2
    assert part.resolved[identity_of("", "halden", "task:one")].code == "grouped"
    single = part_of(two)
    assert len(single.issues) == 2
    assert single.resolved[identity_of("", "halden", "account:halden")].code == "split"
    none = part_of(day=Day(2026, 12, 1), workspace=grouped)
    assert none.resolved[identity_of("", "halden", "account:halden")].code == "nothing"


def test_a_record_that_the_customer_may_not_see_has_no_page() -> None:
    hidden = PLAN.replace("due: 2026-12-04,", "due: 2026-12-04, visibility: internal,")
    assert "In the portal" not in only(part_of(hidden, access=ACCESS)).texts[0]
    assert "In the portal" not in only(part_of()).texts[0]


def test_without_links_the_line_stands_as_text() -> None:
    at = Location("plans/a b/plan.yaml", 3)
    assert Links().line(at) is None
    assert LINKS.line(at) == "https://github.com/o/r/blob/abc/plans/a%20b/plan.yaml#L3"
    assert Links().page("x", "plan/one") is None
    assert LINKS.page(None) is None
    assert LINKS.page("x") == "https://portals.example/x/index.html"


def test_grants_of_our_team_that_end_or_ended_are_issues() -> None:
    _, settings = read(HEAD + PLAN, workspace=WORKSPACE, customer=CUSTOMER)
    given = Attribution(by="mia", date=Day(2026, 1, 1))
    grants = tuple(
        Grant(id=id_, person="nora", kind="link", granted=given, until=until, ended=ended)
        for id_, until, ended in (
            ("over", Day(2026, 12, 4), None),
            ("shut", Day(2026, 12, 3), Day(2026, 12, 3)),
        )
    )
    access = Access(grants=grants)
    as_of = AsOf(LATE)
    items = team_deadlines(settings, access, as_of)
    part = team_part(items, settings, access, as_of, Links(), "github")
    issue = only(part)
    assert (issue.ref, issue.customer) == ("grant:over", None)
    assert issue.title == "Example Billing: Access of Nora Whitfield"
    assert "This access ended on Fri 4 Dec 2026." in issue.texts[0]
    assert part.resolved[identity_of("", None, "grant:shut")].code == "ended"
    ending = team_part(team_deadlines(settings, access, AsOf(Day(2026, 12, 4))), settings, access,
                       AsOf(Day(2026, 12, 4)), Links(), "github")  # fmt: skip
    assert only(ending).facts != issue.facts
    assert "This access ends on" in only(ending).texts[0]


def test_what_crosses_between_processes_is_small_and_whole() -> None:
    part = part_of(access=ACCESS)
    raw = pickle.dumps(part)
    assert pickle.loads(raw) == part
    assert len(raw) < 10_000


def test_a_workspace_of_its_own_name_has_identities_of_its_own() -> None:
    named = part_of(workspace=f"{WORKSPACE}tracker: {{workspace: north}}\n")
    assert only(named).identity != only(part_of()).identity
    assert not set(named.resolved) & set(part_of().resolved)


def test_a_tier_follows_from_partners_places_and_hard_tasks_where_it_is_not_written() -> None:
    account, _ = read(HEAD + PLAN, workspace=WORKSPACE, customer=CUSTOMER)
    assert (complexity(account), tier_of(account)) == (0, "low")
    wide = replace(account.customer, sites=("a", "b", "c"), regions=("d",), products=("e", "f"))
    assert complexity(replace(account, customer=wide)) == 3
    task = replace(account.plan.tasks[0], category="integration")
    for number, tier in ((9, "low"), (10, "medium"), (29, "medium"), (30, "high")):
        plan = replace(account.plan, tasks=(task,) * number + (replace(task, status="dropped"),))
        assert tier_of(replace(account, plan=plan)) == tier
        written = replace(account.customer, tier="low")
        assert tier_of(replace(account, plan=plan, customer=written)) == "low"
