"""The plan of a run: what it does to a tracker, and that it leaves nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date as Day
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.trackers.marker import (
    account_of,
    block,
    digest,
    identity_of,
    notes_in,
    read_marker,
)
from onboardgen.trackers.plan import Action, Plan
from onboardgen.trackers.reconcile import Policy, reconcile
from onboardgen.trackers.resolutions import Resolution, ResolutionCode
from onboardgen.trackers.routing import LOOKUP_LABEL, is_ours, our_labels
from onboardgen.trackers.tracker import Change, Issue
from onboardgen.trackers.wanted import Wanted, WantedIssue


@dataclass
class Memo:
    """A tracker in memory, and what the last run remembered."""

    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, list[str]] = field(default_factory=dict)
    remembered: frozenset[int] = frozenset()
    last: int = 0

    def plan(self, wanted: Wanted, cap: int = 20) -> Plan:
        shown = [one for one in self.issues.values() if LOOKUP_LABEL in one.labels]
        unseen = self.remembered - {one.number for one in shown}
        missing = {number: self.issues.get(number) for number in unseen}
        return reconcile(wanted, shown, missing, Policy(create_cap=cap))

    def run(self, wanted: Wanted, cap: int = 20) -> Plan:
        plan = self.plan(wanted, cap)
        self.remembered = plan.numbers
        for action in plan.actions:
            self.do(action)
        return plan

    def do(self, action: Action) -> None:
        if action.draft is not None:
            draft = action.draft
            assignees = (draft.assignee,) if draft.assignee else ()
            self.add(Issue(number=0, title=draft.title, body=draft.body, labels=draft.labels,
                           assignees=assignees))  # fmt: skip
            self.remembered |= {self.last}
            return
        assert action.issue is not None
        assert action.change is not None
        number = action.issue.number
        assert self.issues[number] == action.issue
        if action.comment and action.comment_marker:
            assert action.comment.startswith(action.comment_marker)
            said = self.comments.setdefault(number, [])
            if not any(action.comment_marker in one for one in said):
                said.append(action.comment)
        self.issues[number] = changed(action.issue, action.change)

    def add(self, issue: Issue) -> int:
        self.last += 1
        self.issues[self.last] = replace(issue, number=self.last)
        return self.last

    def edit(self, number: int, **what: object) -> None:
        self.issues[number] = replace(self.issues[number], **what)  # type: ignore[arg-type]


def changed(issue: Issue, change: Change) -> Issue:
    gone = {one.casefold() for one in change.remove_labels}
    kept = tuple(one for one in issue.labels if one.casefold() not in gone)
    is_open = issue.is_open if change.is_open is None else change.is_open
    return replace(
        issue,
        title=issue.title if change.title is None else change.title,
        body=issue.body if change.body is None else change.body,
        is_open=is_open,
        reason=None if is_open else change.reason or issue.reason,
        labels=(*kept, *change.add_labels),
        assignees=(change.assignee,) if change.assignee else issue.assignees,
    )


def wanted_issue(name: str, facts: str = "f", rung: int = 0, kind: str = "overdue") -> WantedIssue:
    return WantedIssue(
        identity=identity_of("", "halden", f"task:{name}"),
        account=account_of("", "halden"),
        facts=digest(facts),
        rung=rung,
        ref=f"task:{name}",
        customer="halden",
        title=f"Halden: {name}",
        texts=(f"{name} {facts} {rung}", "short"),
        labels=our_labels([kind], rung),  # type: ignore[list-item]
        routed=("legal", f"rung {rung}"),
        assignee=f"person-{rung}",
        told=f"Rung {rung} is reached.",
    )


def wanting(*issues: WantedIssue, left_out: tuple[str, ...] = (), **resolved: Resolution) -> Wanted:
    return Wanted(
        workspace="",
        issues=issues,
        resolved={identity_of("", "halden", f"task:{n}"): why for n, why in resolved.items()},
        accounts=frozenset({account_of("", "halden"), account_of("", None)}),
        left_out=frozenset(account_of("", one) for one in left_out),
    )


ONE = wanted_issue("one")


def with_one(issue: WantedIssue = ONE) -> Memo:
    memo = Memo()
    memo.run(wanting(issue))
    return memo


def only(plan: Plan) -> Action:
    (action,) = plan.actions
    return action


def test_a_wanted_issue_is_created_whole_and_without_a_comment() -> None:
    memo = Memo()
    action = only(memo.run(wanting(ONE)))
    assert (action.action, action.ref, action.customer) == ("create", "task:one", "halden")
    (issue,) = memo.issues.values()
    assert issue.labels == ("onboardgen", "onboardgen:overdue", "legal", "rung 0")
    assert issue.assignees == ("person-0",)
    assert memo.comments == {}
    assert memo.plan(wanting(ONE)) == Plan(numbers=frozenset({1}))


def test_the_body_is_written_anew_where_facts_changed_and_nowhere_else() -> None:
    memo = with_one()
    memo.edit(1, body=f"Mine.\r\n{memo.issues[1].body.replace('one f 0', 'one edited')}\nToo.")
    assert memo.plan(wanting(ONE)).actions == ()
    action = only(memo.run(wanting(wanted_issue("one", "g"))))
    assert action.action == "update"
    assert action.comment is None
    body = memo.issues[1].body
    assert body.startswith("Mine.\r\n<!-- ")
    assert "one g 0" in body
    assert body.endswith("\nToo.")


def test_a_rung_changes_labels_and_assignee_and_says_so_once() -> None:
    memo = with_one()
    memo.edit(1, assignees=("somebody",), labels=(*memo.issues[1].labels, "theirs"))
    action = only(memo.run(wanting(wanted_issue("one", rung=1))))
    assert action.action == "comment"
    assert memo.issues[1].labels == (
        "onboardgen", "onboardgen:overdue", "legal", "rung 0", "theirs", "onboardgen:rung-1",
        "rung 1",
    )  # fmt: skip
    assert memo.issues[1].assignees == ("person-1",)
    assert len(memo.comments[1]) == 1
    lower = only(memo.run(wanting(wanted_issue("one"))))
    assert (lower.action, lower.comment) == ("update", None)
    assert "onboardgen:rung-1" not in memo.issues[1].labels
    assert memo.issues[1].assignees == ("person-1",)


def test_a_run_that_broke_after_its_comment_neither_forgets_nor_repeats_it() -> None:
    memo = with_one()
    later = wanting(wanted_issue("one", rung=1))
    action = only(memo.plan(later))
    memo.comments[1] = [action.comment or ""]
    memo.run(later)
    assert len(memo.comments[1]) == 1
    assert memo.plan(later).actions == ()


def test_title_and_labels_of_ours_are_put_back_and_those_of_people_stay() -> None:
    memo = with_one()
    memo.edit(1, title="URGENT", labels=("OnboardGen", "onboardgen", "onboardgen:gate", "theirs"))
    memo.run(wanting(ONE))
    assert memo.issues[1].title == ONE.title
    assert memo.issues[1].labels == ("OnboardGen", "onboardgen", "theirs", "onboardgen:overdue")
    memo.edit(1, title=f"  {ONE.title} ", assignees=())
    assert memo.plan(wanting(ONE)).actions == ()


@pytest.mark.parametrize(
    ("why", "reason", "words"),
    [
        (Resolution("done", Day(2026, 12, 3)), "completed", "Thu 3 Dec 2026"),
        (Resolution("dropped"), "completed", "dropped"),
        (Resolution("moved", Day(2027, 1, 8)), "not_planned", "Fri 8 Jan 2027"),
        (None, "not_planned", "files no more"),
    ],
)
def test_an_issue_closes_with_its_reason_in_a_comment(
    why: Resolution | None, reason: str, words: str
) -> None:
    memo = with_one()
    action = only(memo.run(wanting(one=why) if why else wanting()))
    assert action.action == "close"
    assert (memo.issues[1].is_open, memo.issues[1].reason) == (False, reason)
    assert words in memo.comments[1][0]
    assert "one f 0" in memo.issues[1].body
    marker = read_marker(memo.issues[1].body)
    assert marker
    assert not marker.is_open
    assert memo.plan(wanting()).actions == ()


def test_what_was_only_blocked_closes_because_it_is_so_no_more() -> None:
    memo = with_one(wanted_issue("one", kind="blocked_too_long"))
    memo.run(wanting(one=Resolution("moved", Day(2027, 1, 8))))
    assert memo.issues[1].reason == "completed"
    assert "not blocked" in memo.comments[1][0]


def test_a_customer_whose_files_are_gone_closes_its_issues_and_says_so() -> None:
    memo = with_one()
    other = replace(wanting(), accounts=frozenset())
    memo.run(other)
    assert "customer" in memo.comments[1][0]


def test_issues_of_customers_left_out_are_not_touched() -> None:
    memo = with_one()
    memo.add(memo.issues[1])
    memo.edit(1, title="x")
    assert memo.plan(wanting(left_out=("halden",))).actions == ()


def test_issues_of_another_workspace_are_not_touched() -> None:
    memo = with_one()
    other = replace(wanting(), workspace="south")
    assert memo.plan(other) == Plan()


def test_closed_by_a_person_rests_until_facts_change() -> None:
    memo = with_one()
    memo.edit(1, is_open=False)
    plan = memo.plan(wanting(wanted_issue("one", rung=3)))
    assert plan.actions == ()
    assert [(one.code, one.number) for one in plan.left_alone] == [("snoozed", 1)]
    action = only(memo.run(wanting(wanted_issue("one", "g", rung=3))))
    assert action.action == "reopen"
    assert memo.issues[1].is_open
    assert len(memo.comments[1]) == 1
    assert memo.plan(wanting(wanted_issue("one", "g", rung=3))).actions == ()


def test_after_two_times_it_is_left_to_a_person() -> None:
    memo = with_one()
    for _ in range(2):
        assert only(memo.run(wanting(one=Resolution("done")))).action == "close"
        assert only(memo.run(wanting(ONE))).action == "reopen"
    assert only(memo.run(wanting(one=Resolution("done")))).action == "close"
    plan = memo.plan(wanting(ONE))
    assert plan.actions == ()
    assert [one.code for one in plan.left_alone] == ["left_to_a_person"]
    assert len(memo.comments[1]) == 5


def test_what_a_person_opened_again_stays_open_and_is_taken_up_when_it_is_wanted() -> None:
    memo = with_one()
    memo.run(wanting(one=Resolution("done")))
    memo.edit(1, is_open=True)
    assert memo.plan(wanting(one=Resolution("done"))).actions == ()
    assert only(memo.run(wanting(ONE))).action == "update"
    marker = read_marker(memo.issues[1].body)
    assert marker
    assert (marker.is_open, marker.reopened) == (True, 0)


def test_an_issue_whose_marker_a_person_took_off_is_theirs_and_a_new_one_is_made() -> None:
    memo = with_one()
    memo.edit(1, body="Mine now.")
    assert only(memo.run(wanting(ONE))).action == "create"
    assert memo.issues[1].body == "Mine now."
    assert memo.plan(wanting(ONE)).numbers == {2}


def test_an_issue_without_the_lookup_label_gets_it_back() -> None:
    memo = with_one()
    memo.edit(1, labels=("theirs",))
    assert only(memo.run(wanting(ONE))).action == "label"
    assert set(memo.issues[1].labels) == {"theirs", "onboardgen", "onboardgen:overdue"}
    memo.edit(1, labels=(), is_open=False)
    assert only(memo.run(wanting(ONE))).action == "label"
    assert memo.issues[1].labels == ("onboardgen",)
    memo.run(wanting())
    memo.edit(1, labels=())
    assert only(memo.run(wanting())).action == "label"


def test_a_remembered_issue_that_is_nowhere_stops_all_creation_and_nothing_else() -> None:
    memo = with_one()
    memo.run(wanting(ONE, wanted_issue("two")))
    del memo.issues[1]
    plan = memo.plan(wanting(ONE, wanted_issue("three")))
    assert [one.action for one in plan.actions] == ["close"]
    assert {one.code for one in plan.left_alone} == {"braked"}
    assert plan.brake
    assert "#1" in plan.brake
    assert "--accept-missing" in plan.brake


def test_more_than_the_cap_makes_one_summary_that_closes_by_itself() -> None:
    memo = Memo()
    many = wanting(*(wanted_issue(f"n{number}") for number in range(4)))
    action = only(memo.run(many, cap=3))
    assert (action.action, action.ref) == ("create", "summary")
    assert "4 items" in memo.issues[1].body
    assert "--max-new 4" in memo.issues[1].body
    again = memo.plan(many, cap=3)
    assert again.actions == ()
    assert {one.code for one in again.left_alone} == {"capped"}
    more = wanting(*many.issues, wanted_issue("n9"))
    assert only(memo.run(more, cap=3)).action == "update"
    plan = memo.run(many, cap=4)
    assert [one.action for one in plan.actions] == ["close", *["create"] * 4]
    assert not memo.issues[1].is_open
    assert memo.plan(many, cap=4).actions == ()


def test_a_brake_leaves_the_summary_as_it_is() -> None:
    memo = with_one()
    many = wanting(ONE, *(wanted_issue(f"n{number}") for number in range(4)))
    memo.run(many, cap=3)
    del memo.issues[1]
    assert memo.plan(wanting(ONE), cap=3).actions == ()
    assert memo.plan(many, cap=3).actions == ()


def test_of_duplicates_the_lowest_number_stays() -> None:
    memo = with_one()
    memo.add(memo.issues[1])
    memo.add(memo.issues[1])
    plan = memo.run(wanting(ONE))
    assert [(one.action, one.issue and one.issue.number) for one in plan.actions] == [
        ("close", 2), ("close", 3),
    ]  # fmt: skip
    assert memo.issues[1].is_open
    assert memo.issues[2].reason == "duplicate"
    assert "Duplicate of #1" in memo.comments[3][0]
    assert memo.plan(wanting(ONE)).actions == ()


def test_an_open_copy_of_an_issue_that_opens_again_is_closed() -> None:
    memo = with_one()
    memo.run(wanting(one=Resolution("done")))
    memo.edit(memo.add(memo.issues[1]), is_open=True)
    assert memo.plan(wanting(one=Resolution("done"))).actions == ()
    memo.run(wanting(ONE))
    assert [one.is_open for one in memo.issues.values()] == [True, False]


NAMES = ("one", "two", "three", "four")
EDITS: tuple[Callable[[Random, Issue], Issue], ...] = (
    lambda _, one: replace(one, title=f"Really: {one.title}"),
    lambda _, one: replace(one, title=f" {one.title}\t"),
    lambda _, one: replace(one, body=f"Before\r\n{one.body}\r\nafter"),
    lambda _, one: replace(one, body=one.body.replace("\n", "\r\n")),
    lambda random, one: replace(one, body=one.body[: random.randrange(len(one.body) + 1)]),
    lambda _, one: replace(one, body=one.body.replace(" f ", " our text ")),
    lambda _, one: replace(one, body="Mine."),
    lambda _, one: replace(one, body=f"{one.body}\n{one.body}"),
    lambda _, one: replace(one, labels=(*one.labels, "theirs", "Onboardgen:odd")),
    lambda _, one: replace(one, labels=tuple(label.upper() for label in one.labels)),
    lambda _, one: replace(one, labels=("onboardgen",)),
    lambda _, one: replace(one, labels=()),
    lambda _, one: replace(one, assignees=()),
    lambda _, one: replace(one, assignees=("PERSON-1", "x")),
    lambda _, one: replace(one, is_open=False, reason="completed"),
    lambda _, one: replace(one, is_open=False, reason="not_planned"),
    lambda _, one: replace(one, is_open=True, reason=None),
)


def some_wanted(random: Random) -> Wanted:
    issues, resolved = [], {}
    for name in NAMES:
        if random.random() < 0.6:
            rung, kind = random.randrange(3), random.choice(["overdue", "blocked_too_long"])
            issues.append(wanted_issue(name, random.choice("fg"), rung, kind))
        elif random.random() < 0.7:
            code: ResolutionCode = random.choice(("done", "moved", "no_work"))
            resolved[name] = Resolution(code, Day(2026, 12, random.randrange(1, 4)))
    left_out = ("halden",) if random.random() < 0.1 else ()
    issues = [] if left_out else issues
    return wanting(*issues, left_out=left_out, **resolved)


def person_acts(random: Random, memo: Memo) -> None:
    if not memo.issues:
        return
    number = random.choice(sorted(memo.issues))
    chance = random.random()
    if chance < 0.1:
        memo.add(memo.issues[number])
    elif chance < 0.15:
        del memo.issues[number]
    else:
        memo.issues[number] = random.choice(EDITS)(random, memo.issues[number])


@given(st.integers(0, 2**32))
@settings(max_examples=250, deadline=None)
def test_whatever_happened_one_run_leaves_nothing_to_do(seed: int) -> None:
    random = Random(seed)
    memo = Memo()
    for _ in range(random.randrange(1, 6)):
        wanted, cap = some_wanted(random), random.choice([1, 2, 20])
        theirs = {number: outside(one) for number, one in memo.issues.items()}
        plan = memo.run(wanted, cap)
        assert sum(one.action == "create" for one in plan.actions) <= cap
        assert plan.brake is None or not any(one.draft for one in plan.actions)
        assert_right(memo, wanted, plan)
        for number, before in theirs.items():
            assert outside(memo.issues[number]) == before
        if plan.brake is not None:
            memo.remembered = memo.plan(wanted, cap).numbers
            memo.run(wanted, cap)
        again = memo.plan(wanted, cap)
        assert again.actions == (), [(one.action, one.reason) for one in again.actions]
        for _ in range(random.randrange(4)):
            person_acts(random, memo)


def assert_right(memo: Memo, wanted: Wanted, plan: Plan) -> None:
    """What every run leaves behind of what it can see, said without the rules of reconciling."""
    seen = [memo.issues[number] for number in memo.remembered]
    marked = [(one, read_marker(one.body)) for one in seen]
    spared = {(one.ref, one.customer) for one in plan.left_alone}
    for want in wanted.issues:
        open_ones = [
            one for one, marker in marked if marker and marker.id == want.identity and one.is_open
        ]
        assert len(open_ones) + ((want.ref, want.customer) in spared) == 1, want.ref
        for one in open_ones:
            assert one.title.strip() == want.title
            ours = {label.casefold() for label in one.labels if is_ours(label)}
            assert ours == set(want.labels)
            marker = read_marker(one.body)
            assert marker
            assert (marker.facts, marker.rung, marker.is_open) == (want.facts, want.rung, True)
    for said in memo.comments.values():
        notes = [note for one in said for note in notes_in(one)]
        assert len(notes) == len(set(notes)) == len(said)


def outside(issue: Issue) -> tuple[str, ...]:
    """What is people's: labels that are not ours, and their words around the block."""
    theirs = [one for one in issue.labels if not is_ours(one)]
    routed = ("legal", "rung 0", "rung 1", "rung 2")
    words = [word for word in ("Before\r\n", "\r\nafter", "Mine.") if word in issue.body]
    return (*sorted({one for one in theirs if one.casefold() not in routed}), *words)


def test_a_body_holds_one_block_after_any_number_of_runs() -> None:
    memo = with_one()
    for number in range(5):
        memo.run(wanting(wanted_issue("one", str(number))))
    assert memo.issues[1].body == block(
        read_marker(memo.issues[1].body) or pytest.fail("no marker"), "one 4 0"
    )
