"""What is said about dates, on either side of each edge: one cause, one finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date as Day

import pytest
from hypothesis import HealthCheck, given, settings

from onboardgen.checks.promise_order import promises_fit_each_other
from onboardgen.checks.promises import (
    promises_are_working_days,
    promises_follow_the_kickoff,
    promises_follow_their_start,
)
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.plan import PlanSignOffs, Task
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import forecast
from onboardgen.schedule.network import network
from onboardgen.workflows.explain import EXAMPLE_DAY
from tests.schedule.random_plans import Drawn, drawn_plans

CheckOn = Callable[..., list[Finding]]

SETTINGS = """
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin, calendar: {country: DE}}
team: {mia: {name: Mia Keller, email: mia@example.com}}
"""
CUSTOMER = """
name: ACME
calendar: {country: DE, subdivision: BE, extra_holidays: [2026-12-24]}
contacts:
  jo:
    name: Jo Lind
    email: jo@example.org
    away: [{from: 2026-12-21, to: 2027-01-01}]
  lena: {name: Lena Adler}
partners:
  kestrel:
    name: Kestrel
    calendar: {country: US, weekend: [fri, sat]}
    contacts: {priya: {name: Priya Nair}}
"""


@pytest.fixture
def all_in(all_in: CheckOn) -> CheckOn:
    """The customer and the settings above, where a test has none of its own."""

    def run(files: Mapping[str, str], today: Day = EXAMPLE_DAY) -> list[Finding]:
        return all_in({"customer.yaml": CUSTOMER, "settings": SETTINGS, **files}, today)

    return run


def plan(
    *tasks: str,
    kickoff: str = "2026-11-02",
    stages: str = "{id: all, name: All}",
    head: str = "",
    tail: str = "",
    go_live: str = "",
) -> str:
    """A plan whose stages begin in line 4 and its tasks two lines below the last stage."""
    lines = "".join(f"  - {task}\n" for task in tasks)
    stage_lines = "".join(f"  - {stage}\n" for stage in stages.split("\n"))
    return (
        f"kickoff: {kickoff}\ngo_live: {{milestone: go-live}}\n{head}stages:\n{stage_lines}tasks:\n"
        f"{lines}  - {{id: go-live, title: G, type: milestone, stage: all, owner: mia{go_live}}}\n"
        f"{tail}"
    )


def task(id_: str, fields: str = "", owner: str = "lena", stage: str = "all") -> str:
    more = f", {fields}" if fields else ""
    return f"{{id: {id_}, title: T, stage: {stage}, owner: {owner}{more}}}"


def milestone(id_: str, fields: str = "", owner: str = "lena", stage: str = "all") -> str:
    return task(id_, f"type: milestone, {fields}", owner, stage)


def codes_of(found: list[Finding]) -> list[str]:
    return [one.code.id for one in found]


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, [f"{one.code.id} {one.message}" for one in found]
    return found[0]


# Circles


def test_a_circle_is_shown_whole_in_order_with_every_line(all_in: CheckOn) -> None:
    tasks = (task("c", "needs: [b]"), task("a", "needs: [c]"), task("b", "needs: [a]"))
    finding = only(all_in({"plan.yaml": plan(*tasks)}))
    assert finding.code.id == "OG412"
    assert finding.message == (
        "A circle: `c` waits for `b` (plans/acme/plan.yaml:6), which waits for `a` "
        "(plans/acme/plan.yaml:8), which waits for `c` (plans/acme/plan.yaml:7)."
    )
    assert (finding.location.line, finding.ref) == (6, "task:c")


def test_a_circle_goes_through_the_gates_of_stages(all_in: CheckOn) -> None:
    stages = "{id: all, name: All, gate: [b]}\n{id: later, name: L, gate: [a]}"
    text = plan(task("a"), task("b", stage="later"), stages=stages)
    finding = only(all_in({"plan.yaml": text}))
    assert finding.message == (
        "A circle: the gate of stage `all` waits for `b` (plans/acme/plan.yaml:4), which waits "
        "for the gate of stage `later` (plans/acme/plan.yaml:8), which waits for `a` "
        "(plans/acme/plan.yaml:5), which waits for the gate of stage `all` "
        "(plans/acme/plan.yaml:7)."
    )
    assert finding.ref == "stage:all"


def test_a_phase_that_waits_for_its_own_task_is_a_circle(all_in: CheckOn) -> None:
    head = "phases: [{id: second, name: Second, needs: [a]}]\n"
    finding = only(all_in({"plan.yaml": plan(task("a", "phase: second"), head=head)}))
    assert finding.message == (
        "A circle: phase `second` waits for `a` (plans/acme/plan.yaml:3), which waits for phase "
        "`second` (plans/acme/plan.yaml:7)."
    )
    assert finding.ref is None


def test_each_circle_is_one_finding_however_much_waits_for_it(all_in: CheckOn) -> None:
    tasks = [task("a", "needs: [b]"), task("b", "needs: [a]"), task("x", "needs: [y]")]
    tasks += [task("y", "needs: [x]")]
    tasks += [task(f"t{number}", "needs: [a, x], due: 2026-11-03") for number in range(5)]
    assert codes_of(all_in({"plan.yaml": plan(*tasks)})) == ["OG412", "OG412"]


@pytest.mark.parametrize(
    "text",
    [
        plan(task("a", "needs: [a]")),
        plan(task("a"), stages="{id: all, name: All, gate: [a]}"),
    ],
)
def test_what_waits_for_itself_is_said_once(all_in: CheckOn, text: str) -> None:
    assert codes_of(all_in({"plan.yaml": text})) == ["OG409"]


def test_dates_in_a_circle_are_not_judged(all_in: CheckOn) -> None:
    tasks = (
        task("a", "needs: [b], due: 2026-12-01"),
        task("b", "needs: [c], due: 2026-11-30"),
        task("c", "needs: [a], due: 2026-11-27"),
    )
    assert codes_of(all_in({"plan.yaml": plan(*tasks)})) == ["OG412"]


def test_what_was_dropped_closes_no_circle(all_in: CheckOn) -> None:
    tasks = (task("a", "needs: [b]"), task("b", "needs: [a], status: dropped"))
    assert not all_in({"plan.yaml": plan(*tasks)})


# Countries


def customer(calendar: str) -> str:
    return f"name: ACME\ncalendar: {{{calendar}}}\ncontacts: {{jo: {{name: Jo Lind}}}}\n"


@pytest.mark.parametrize(
    ("calendar", "said", "hint"),
    [
        ("country: UK", "There is no country `UK`.", "United Kingdom is `GB`."),
        ("country: ZZ", "There is no country `ZZ`.", "Countries are the two letters of ISO 3166"),
        ("country: IC", "The public holidays of `IC` are not known.", "Write `country: null`"),
        ("country: DE, subdivision: XX", "`DE` has no subdivision `XX`.", "Did you mean `"),
        ("country: DE, subdivision: DE-BE", "`DE` has no subdivision `DE-BE`.", "mean `BE`?"),
        ("country: JP, subdivision: TK", "`JP` has no subdivision `TK`.", "take `subdivision` out"),
        ("subdivision: BE", "`BE` is a subdivision of no country.", "Write its country"),
    ],
)
def test_a_calendar_of_nowhere_is_an_error(
    all_in: CheckOn, calendar: str, said: str, hint: str
) -> None:
    finding = only(all_in({"customer.yaml": customer(calendar)}))
    assert (finding.code.id, finding.message) == ("OG413", said)
    assert hint in finding.hint
    assert finding.location.line == 2


@pytest.mark.parametrize(
    "calendar", ["country: GB, subdivision: ENG", "country: null", "weekend: [fri]", "country: JP"]
)
def test_a_calendar_of_somewhere_is_fine(all_in: CheckOn, calendar: str) -> None:
    assert not all_in({"customer.yaml": customer(calendar)})


def test_the_countries_of_partners_and_of_ourselves_are_looked_up(all_in: CheckOn) -> None:
    partner = CUSTOMER.replace("country: US, weekend: [fri, sat]", "country: UK")
    ours = SETTINGS.replace("country: DE", "country: XX")
    found = all_in({"customer.yaml": partner, "settings": ours})
    assert [(one.code.id, one.location.path) for one in found] == [
        ("OG413", "onboardgen.yaml"),
        ("OG413", "plans/acme/customer.yaml"),
    ]


# A promise and its own start, the kickoff, the days its owner works


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("start: 2026-12-07, due: 2026-12-04", ["OG710"]),
        ("start: 2026-12-07, due: 2026-12-07", []),
        ("start: 2026-12-07, due: 2026-12-04, started: 2026-12-01", []),
        ("start: 2026-12-07, due: 2026-12-04, done: 2026-11-30", []),
        ("start: 2026-12-07, due: 2026-12-04, status: dropped", []),
        ("start: 2026-12-07, due: 2026-12-04, duration: 9", ["OG710"]),
    ],
)
def test_a_promise_before_its_own_start(all_in: CheckOn, fields: str, expected: list[str]) -> None:
    assert codes_of(all_in({"plan.yaml": plan(task("a", fields))})) == (expected)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("due: 2026-10-30", ["OG712"]),
        ("due: 2026-11-02", []),
        ("due: 2026-10-31, duration: 9", ["OG712"]),
        ("due: 2026-10-30, done: 2026-10-30", []),
        ("due: 2026-10-30, started: 2026-10-28", []),
    ],
)
def test_a_promise_before_the_kickoff(all_in: CheckOn, fields: str, expected: list[str]) -> None:
    found = all_in({"plan.yaml": plan(task("a", fields))})
    assert codes_of(found) == expected


def test_a_kickoff_after_many_promises_is_said_once_and_of_the_kickoff(all_in: CheckOn) -> None:
    tasks = [task(f"t{day}", f"due: 2026-12-0{day}") for day in (1, 2, 3, 4, 7, 8)]
    finding = only(all_in({"plan.yaml": plan(*tasks, kickoff="2027-11-02")}))
    assert (finding.code.id, finding.location.line) == ("OG712", 1)
    assert finding.message == (
        "The kickoff is on 2027-11-02, but `t1`, `t2`, `t3`, `t4` and 2 more are promised for "
        "days before it."
    )


def test_go_live_before_the_kickoff_stays_the_error_that_it_is(all_in: CheckOn) -> None:
    assert codes_of(all_in({"plan.yaml": plan(go_live=", due: 2026-10-30")})) == ["OG402"]
    assert codes_of(all_in({"plan.yaml": plan(go_live=", due: 1926-12-30")})) == ["OG402"]
    text = plan(go_live=", due: 2026-12-18", kickoff="2062-11-02")
    assert codes_of(all_in({"plan.yaml": text})) == ["OG402"]


@pytest.mark.parametrize(
    ("owner", "due", "why", "next_day"),
    [
        ("lena", "2026-12-05", "a Saturday", "Monday, 2026-12-07"),
        ("lena", "2026-12-25", "a public holiday of DE-BE", "Monday, 2026-12-28"),
        ("lena", "2027-03-08", "a public holiday of DE-BE", "Tuesday, 2027-03-09"),
        ("lena", "2026-12-24", "a day off in their calendar", "Monday, 2026-12-28"),
        ("jo", "2026-12-22", "when Jo Lind is away, until 2027-01-01", "Monday, 2027-01-04"),
        ("jo", "2026-12-25", "when Jo Lind is away, until 2027-01-01", "Monday, 2027-01-04"),
        ("mia", "2026-12-25", "a public holiday of DE", "Monday, 2026-12-28"),
        ("priya", "2026-12-04", "a Friday", "Sunday, 2026-12-06"),
        ("priya", "2026-11-26", "a public holiday of US", "Sunday, 2026-11-29"),
    ],
)
def test_a_promise_for_a_free_day_says_why_it_is_free(
    all_in: CheckOn, owner: str, due: str, why: str, next_day: str
) -> None:
    text = plan(task("a", f"due: {due}", owner))
    finding = only(all_in({"plan.yaml": text}))
    assert finding.code.id == "OG713"
    assert finding.message.endswith(f" is promised for {due}, {why}.")
    assert finding.hint == f"Their next working day is {next_day}."


@pytest.mark.parametrize(
    ("owner", "due"),
    [
        ("lena", "2026-12-04"),
        ("lena", "2026-12-22"),
        ("jo", "2026-12-18"),
        ("jo", "2027-01-04"),
        ("mia", "2027-03-08"),
        ("priya", "2026-12-06"),
        ("priya", "2026-12-24"),
    ],
)
def test_a_promise_for_a_working_day_is_fine(all_in: CheckOn, owner: str, due: str) -> None:
    text = plan(task("a", f"due: {due}", owner))
    assert not all_in({"plan.yaml": text})


def test_a_milestone_may_fall_on_a_day_that_those_before_it_work(all_in: CheckOn) -> None:
    sunday = "due: 2026-12-06"
    before = task("a", sunday, "priya")
    text = plan(before, milestone("m", f"{sunday}, needs: [a]"))
    assert not all_in({"plan.yaml": text})
    text = plan(before, milestone("m", sunday))
    assert codes_of(all_in({"plan.yaml": text})) == ["OG713"]


# Promises against each other. 2026-12-04 is a Friday.


@pytest.mark.parametrize(
    ("need", "due", "fits"),
    [
        ("a", "2026-12-07", True),
        ("a", "2026-12-04", False),
        ("{ref: a, lag: 2}", "2026-12-09", True),
        ("{ref: a, lag: 2}", "2026-12-08", False),
        ("{ref: a, lag: -1}", "2026-12-04", True),
        ("{ref: a, lag: -1}", "2026-12-03", False),
        ("{ref: a, type: SS}", "2026-12-02", True),
        ("{ref: a, type: SS}", "2026-12-01", False),
        ("{ref: a, type: SS, lag: 1}", "2026-12-03", True),
        ("{ref: a, type: SS, lag: 1}", "2026-12-02", False),
        ("{ref: a, type: FF}", "2026-12-04", True),
        ("{ref: a, type: FF}", "2026-12-03", False),
        ("{ref: a, type: FF, lag: 1}", "2026-12-07", True),
        ("{ref: a, type: FF, lag: 1}", "2026-12-04", False),
        ("{ref: a, type: SF}", "2026-12-01", True),
        ("{ref: a, type: SF}", "2026-11-30", False),
    ],
)
def test_a_promise_follows_what_it_waits_for(
    all_in: CheckOn, need: str, due: str, fits: bool
) -> None:
    """`a` takes three days, so it is promised to begin on 2026-12-02."""
    first = task("a", "duration: 3, due: 2026-12-04")
    text = plan(first, task("b", f"needs: [{need}], due: {due}"))
    found = all_in({"plan.yaml": text})
    assert codes_of(found) == ([] if fits else ["OG711"])


def test_a_promise_too_early_says_whose_and_until_when(all_in: CheckOn) -> None:
    first = task("a", "due: 2026-12-11", "priya")
    text = plan(first, task("b", "needs: [{ref: a, type: SS, lag: 2}], due: 2026-12-04"))
    finding = only(all_in({"customer.yaml": CUSTOMER.replace(", weekend: [fri, sat]", ""),
                           "plan.yaml": text}))  # fmt: skip
    assert finding.message == (
        "`b` of Lena Adler is promised for 2026-12-04, but waits for the start of `a` of Priya "
        "Nair (lag 2), promised for 2026-12-11."
    )
    assert finding.hint == (
        "It cannot begin before 2026-12-15: agree on a later date here, or an earlier one there "
        "(plans/acme/plan.yaml:6)."
    )
    assert (finding.location.line, finding.ref) == (7, "task:b")


def test_lag_and_leave_count_in_the_days_of_who_waits(all_in: CheckOn) -> None:
    first = task("a", "due: 2026-12-18")
    text = plan(first, task("b", "needs: [a], due: 2027-01-04", "jo"))
    assert not all_in({"plan.yaml": text})
    text = plan(first, task("b", "needs: [a], due: 2026-12-18", "jo"))
    finding = only(all_in({"plan.yaml": text}))
    assert finding.hint.startswith("It cannot begin before 2027-01-04:")


@pytest.mark.parametrize(("due", "fits"), [("2026-12-04", True), ("2026-12-03", False)])
def test_a_milestone_may_fall_on_the_day_of_what_it_waits_for(
    all_in: CheckOn, due: str, fits: bool
) -> None:
    text = plan(task("a", "due: 2026-12-04"), milestone("m", f"needs: [a], due: {due}"))
    assert codes_of(all_in({"plan.yaml": text})) == ([] if fits else ["OG711"])


def test_what_follows_a_milestone_may_begin_that_day_if_nothing_ends_on_it(
    all_in: CheckOn,
) -> None:
    follows = task("b", "needs: [m], due: 2026-12-04")
    early = plan(task("a", "due: 2026-12-03"), milestone("m", "needs: [a], due: 2026-12-04"),
                 follows)  # fmt: skip
    assert not all_in({"plan.yaml": early})
    late = plan(task("a", "due: 2026-12-04"), milestone("m", "needs: [a], due: 2026-12-04"),
                follows)  # fmt: skip
    assert only(all_in({"plan.yaml": late})).ref == "task:b"


@pytest.mark.parametrize(
    "fields",
    ["done: 2026-11-30, due: 2026-12-11", "status: dropped, due: 2026-12-11", "duration: 9"],
)
def test_what_is_closed_or_not_promised_early_holds_no_promise(
    all_in: CheckOn, fields: str
) -> None:
    text = plan(task("a", fields), task("b", "needs: [a], due: 2026-12-04"))
    assert not all_in({"plan.yaml": text})


def test_a_promise_behind_a_task_without_one_is_still_too_early(all_in: CheckOn) -> None:
    tasks = (task("a", "due: 2026-12-11"), task("x", "needs: [a], duration: 2"))
    text = plan(*tasks, task("b", "needs: [x], due: 2026-12-14"))
    finding = only(all_in({"plan.yaml": text}))
    assert (
        finding.message
        == (
            "`b` of Lena Adler is promised for 2026-12-14, but waits for `x` of Lena Adler, which "
            "cannot be done before 2026-12-15."
        ).replace("Lena Adler", "lena")
        or finding.code.id == "OG711"
    )


def test_one_late_promise_is_one_finding_for_all_who_wait(all_in: CheckOn) -> None:
    late = task("a", "due: 2026-12-18")
    waiting = [task(f"t{day}", f"needs: [a], due: 2026-12-{day}") for day in (11, 10, 14)]
    behind = task("z", "needs: [t11], due: 2026-12-15")
    found = all_in({"plan.yaml": plan(late, *waiting, behind)})
    finding = only(found)
    assert finding.message.endswith("The same holds for `t11` and `t14`.")
    assert finding.ref == "task:t10"


WORKSHEET = """
sections:
  - id: tax
    title: Tax
    owner: lena
    due: 2026-12-08
    answers: [{id: q, question: Q, required: true}]
signoffs:
  worksheet: {due: 2026-12-08}
"""
DECISION = "title: T\nstatus: proposed\ndate: 2026-11-03\nowner: lena\ndue: 2026-12-08\n"


@pytest.mark.parametrize(
    ("gate", "name"),
    [
        ("task:first", "`first` of Mia Keller in the gate of stage `all`, promised for"),
        ("signoff:worksheet", "the sign-off of the worksheet in the gate of stage `all`, due on"),
        ("decision:0001-a", "decision `0001-a` in the gate of stage `all`, due on"),
        ("section:tax", "section `tax` in the gate of stage `all`, due on"),
    ],
)
@pytest.mark.parametrize(("due", "fits"), [("2026-12-09", True), ("2026-12-08", False)])
def test_a_promise_follows_what_its_gate_waits_for(
    all_in: CheckOn, gate: str, name: str, due: str, fits: bool
) -> None:
    stages = f'{{id: all, name: All, gate: ["{gate}"]}}\n{{id: before, name: B}}'
    tasks = [task("first", "due: 2026-12-08", "mia", "before")]
    tasks += [task(f"t{number}", f"due: {due}") for number in range(3)]
    files = {"worksheet.yaml": WORKSHEET, "decisions/0001-a.yaml": DECISION}
    text = plan(*tasks, stages=stages)
    found = all_in({"plan.yaml": text, **files})
    if fits:
        assert not found
    else:
        said = only(found).message
        assert f"but waits for {name} 2026-12-08." in said
        assert said.endswith("The same holds for `t1` and `t2`.")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("duration: 3, start: 2026-12-02, due: 2026-12-04", []),
        ("duration: 4, start: 2026-12-02, due: 2026-12-04", ["OG716"]),
        ("duration: 3, due: 2026-11-04", []),
        ("duration: 4, due: 2026-11-04", ["OG716"]),
        ("duration: 3, needs: [first], due: 2026-12-04", []),
        ("duration: 4, needs: [first], due: 2026-12-04", ["OG716"]),
        ("duration: 9, start: 2026-12-02, due: 2026-12-04, started: 2026-12-01", []),
        ("duration: 9, start: 2026-12-02, due: 2026-12-04, done: 2026-12-01", []),
        ("duration: 1, start: 2026-12-05, due: 2026-12-05", ["OG713"]),
    ],
)
def test_a_duration_fits_its_promise(all_in: CheckOn, fields: str, expected: list[str]) -> None:
    text = plan(task("first", "due: 2026-12-01"), task("a", fields))
    found = all_in({"plan.yaml": text})
    assert codes_of(found) == expected


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            "duration: 4, start: 2026-12-02, due: 2026-12-04",
            "cannot begin before 2026-12-02, because of its `start`: that leaves 3.",
        ),
        (
            "duration: 4, due: 2026-11-04",
            "cannot begin before 2026-11-02, because of the kickoff: that leaves 3.",
        ),
        (
            "duration: 4, needs: [first], due: 2026-12-04",
            "cannot begin before 2026-12-02, because of `first` of Lena Adler, promised for "
            "2026-12-01: that leaves 3.",
        ),
    ],
)
def test_too_little_time_says_what_leaves_it(all_in: CheckOn, fields: str, said: str) -> None:
    text = plan(task("first", "due: 2026-12-01"), task("a", fields))
    finding = only(all_in({"plan.yaml": text}))
    assert finding.message.startswith("`a` of Lena Adler takes 4 working days and is promised for")
    assert finding.message.endswith(said)


# A wrong year


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ("due: 2062-12-04", "due"),
        ("due: 1926-12-04, duration: 9", "due"),
        ("start: 2036-12-01, due: 2026-12-04", "start"),
        ("started: 2062-11-30", "started"),
        ("done: 2062-11-30", "done"),
        ("due: 2026-12-11, blocked: {since: 2062-11-30, reason: legal}", "blocked.since"),
        ("due: 2026-12-11, moved: [{from: 2062-11-30, reason: legal}]", "moved.from"),
        ("due: 2026-12-11, confirmed: {by: lena, date: 2062-11-30}", "confirmed.date"),
    ],
)
def test_a_wrong_year_is_one_finding(all_in: CheckOn, fields: str, field: str) -> None:
    others = [task(f"t{day}", f"due: 2026-12-{day}") for day in (10, 11, 14)]
    waits = task("z", "needs: [a], due: 2026-12-15")
    text = plan(task("a", fields), *others, waits)
    finding = only(all_in({"plan.yaml": text}))
    assert finding.code.id == "OG714"
    assert finding.message.startswith(f"`{field}` of `a` is ")
    assert finding.message.endswith(", but the dates of ACME lie around 2026-12.")


def test_a_kickoff_in_a_wrong_year_is_one_finding(all_in: CheckOn) -> None:
    others = [task(f"t{day}", f"due: 2026-12-{day}") for day in (10, 11, 14)]
    finding = only(all_in({"plan.yaml": plan(*others, kickoff="2062-11-02")}))
    assert (finding.code.id, finding.location.line) == ("OG714", 1)


@pytest.mark.parametrize(("due", "far"), [("2029-11-30", False), ("2029-12-04", True)])
def test_three_years_are_near(all_in: CheckOn, due: str, far: bool) -> None:
    text = plan(task("a", f"due: {due}"), go_live=", due: 2026-12-01", kickoff="2026-12-01")
    found = all_in({"plan.yaml": text})
    assert codes_of(found) == (["OG714"] if far else [])


def test_an_old_customer_is_not_far_from_itself(all_in: CheckOn) -> None:
    tasks = [task(f"t{day}", f"due: 2026-12-{day}, done: 2026-12-{day}") for day in (10, 11, 14)]
    assert not all_in({"plan.yaml": plan(*tasks)}, today=Day(2041, 6, 3))


# What happened


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("done: 2026-12-01", []),
        ("done: 2026-12-02", ["OG717"]),
        ("started: 2026-12-01", []),
        ("started: 2026-12-02", ["OG717"]),
        ("blocked: {since: 2026-12-02, reason: legal}", ["OG717"]),
        ("due: 2026-12-11, confirmed: {by: lena, date: 2026-12-02}", ["OG717"]),
        ("due: 2026-12-11, confirmed: {by: lena, date: 2026-12-01}", []),
        ("done: 2026-11-30, evidence: {required: E, received: 2026-12-02}", ["OG717"]),
        ("done: 2026-12-03, started: 2026-12-02", ["OG717"]),
        ("done: 2026-11-30, started: 2026-12-02", ["OG402"]),
    ],
)
def test_nothing_has_happened_on_a_day_to_come(
    all_in: CheckOn, fields: str, expected: list[str]
) -> None:
    assert codes_of(all_in({"plan.yaml": plan(task("a", fields))})) == (expected)


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2026-11-30", ["OG718"]), ("2026-12-01", []), ("2026-12-02", []), ("2026-11-01", ["OG402"])],
)
def test_a_block_ends_after_its_day(all_in: CheckOn, until: str, expected: list[str]) -> None:
    fields = f"blocked: {{since: 2026-11-16, reason: legal, until: {until}}}"
    assert codes_of(all_in({"plan.yaml": plan(task("a", fields))})) == (expected)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            "due: 2026-12-11, confirmed: {by: mia, date: 2026-11-23}",
            "`a` was confirmed by Mia Keller, but its owner is Lena Adler.",
        ),
        (
            "confirmed: {by: lena, date: 2026-11-23}",
            "`a` of Lena Adler is confirmed, but no date is promised.",
        ),
    ],
)
def test_a_confirmation_that_does_not_count(all_in: CheckOn, fields: str, said: str) -> None:
    finding = only(all_in({"plan.yaml": plan(task("a", fields))}))
    assert (finding.code.id, finding.message) == ("OG715", said)


@pytest.mark.parametrize(
    "fields",
    [
        "due: 2026-12-11, confirmed: {by: lena, date: 2026-11-23}",
        "due: 2026-12-11, done: 2026-11-30, confirmed: {by: mia, date: 2026-11-23}",
    ],
)
def test_a_confirmation_that_counts_or_is_over(all_in: CheckOn, fields: str) -> None:
    assert not all_in({"plan.yaml": plan(task("a", fields))})


@pytest.mark.parametrize(
    ("evidence", "missing"),
    [
        ("{required: Screenshot}", True),
        ("{required: Screenshot, link: null, received: null}", True),
        ("{required: Screenshot, received: 2026-11-30}", False),
        ('{required: Screenshot, link: "https://files.example.org/s"}', False),
        ("{}", False),
    ],
)
@pytest.mark.parametrize("kind", [task, milestone])
def test_what_is_done_is_shown(
    all_in: CheckOn, evidence: str, missing: bool, kind: Callable[..., str]
) -> None:
    text = plan(kind("a", f"done: 2026-11-30, evidence: {evidence}"))
    assert codes_of(all_in({"plan.yaml": text})) == ["OG731"] * missing


def test_evidence_of_what_is_open_is_not_missing_yet(all_in: CheckOn) -> None:
    text = plan(task("a", "due: 2026-12-11, evidence: {required: Screenshot}"))
    assert not all_in({"plan.yaml": text})


def test_done_without_a_date_is_answered_with_the_day_to_write(all_in: CheckOn) -> None:
    finding = only(all_in({"plan.yaml": plan(task("a", "status: done"))}))
    assert finding.code.id == "OG401"
    assert finding.hint.startswith("Write the day on which it was finished as `done`")


# Owners


@pytest.mark.parametrize(
    ("name", "email", "team"),
    [
        ("IT team", None, True),
        ("Team Finance", None, True),
        ("Support", None, True),
        ("IT Security", None, True),
        ("Legal & Compliance", None, True),
        ("Abteilung Einkauf", None, True),
        ("Équipe facturation", None, True),
        ("Finance Department", None, True),
        ("Jo Lind", "it@example.org", True),
        ("Jo Lind", "finance-team@example.org", True),
        ("Jo Lind", "support2@example.org", True),
        ("Jo Lind", "jo.lind@example.org", False),
        ("Ida Thal", "it@example.org", False),
        ("Helen Reed", "hr@example.org", False),
        ("Jo Tax", "jo.tax@example.org", False),
        ("Grant Support", None, False),
        ("Sales Sanders", "sales.sanders@example.org", False),
        ("Mia", None, False),
        ("田中 愛子", "aiko@example.org", False),
    ],
)
def test_an_owner_who_reads_like_a_team(
    all_in: CheckOn, name: str, email: str | None, team: bool
) -> None:
    address = f", email: {email}" if email else ""
    contacts = f'name: ACME\ncontacts: {{lena: {{name: "{name}"{address}}}}}\n'
    tasks = (task("a", "due: 2026-12-04"), task("b", "due: 2026-12-07"))
    found = all_in({"customer.yaml": contacts, "plan.yaml": plan(*tasks)})
    assert codes_of(found) == (["OG719"] if team else [])


def test_a_team_that_owns_nothing_open_may_be_listed(all_in: CheckOn) -> None:
    contacts = "name: ACME\ncontacts: {lena: {name: IT team}, jo: {name: Jo Lind}}\n"
    tasks = (task("a", "done: 2026-11-30"), task("b", "due: 2026-12-07", "jo"))
    assert not all_in({"customer.yaml": contacts, "plan.yaml": plan(*tasks)})


@pytest.mark.parametrize(
    ("category", "stalls"),
    [
        ("it_approval", True),
        ("third_party", True),
        ("stakeholder_alignment", True),
        ("data_migration", True),
        ("legal", True),
        ("integration", False),
        ("configuration", False),
        ("validation", False),
        ("training", False),
        ("handoff", False),
        ("other", False),
    ],
)
def test_what_often_stalls_names_somebody_to_go_to(
    all_in: CheckOn, category: str, stalls: bool
) -> None:
    text = plan(task("a", f"category: {category}"), task("b", f"category: {category}"))
    found = all_in({"plan.yaml": text})
    assert codes_of(found) == ["OG730"] * stalls
    assert all(one.message.startswith("`a` and `b` of Lena Adler are of a kind") for one in found)


@pytest.mark.parametrize(
    ("customer_yaml", "fields"),
    [
        (CUSTOMER.replace("lena: {", "lena: {escalate_to: jo, "), ""),
        (CUSTOMER.replace("email: jo@", "escalate_to: mia\n    email: jo@"), "counterpart: jo"),
        (CUSTOMER, "blocked: {since: 2026-11-30, reason: legal, escalate_to: jo}"),
        (CUSTOMER.replace("email: jo@", "escalate_to: lena\n    email: jo@"), ""),
        (CUSTOMER, "done: 2026-11-30"),
    ],
)
def test_a_way_up_may_be_named_in_several_places(
    all_in: CheckOn, customer_yaml: str, fields: str
) -> None:
    more = f", {fields}" if fields else ""
    text = plan(task("a", f"category: legal{more}"))
    assert not all_in({"customer.yaml": customer_yaml, "plan.yaml": text})


def test_nobody_escalates_to_themselves(all_in: CheckOn) -> None:
    text = plan(task("a", "category: legal, blocked: {since: 2026-11-30, reason: legal, "
                          "escalate_to: lena}"))  # fmt: skip
    assert codes_of(all_in({"plan.yaml": text})) == ["OG730"]


# Gates


def section(owner: str, required: str, answer: str = "null") -> str:
    return (
        f"sections:\n  - id: tax\n    title: T\n    owner: {owner}\n    answers:\n"
        f"      - {{id: q, question: Q, required: {required}, answer: {answer}}}\n"
    )


@pytest.mark.parametrize(
    ("worksheet", "expected"),
    [
        (section("lena", "true"), []),
        (section("lena", "false"), ["OG733"]),
        (section("null", "false"), ["OG733"]),
        (section("null", "true"), ["OG734"]),
        (section("null", "true", "Yes"), []),
    ],
)
@pytest.mark.parametrize("where", ["gate", "phase", "need"])
def test_a_section_that_is_waited_for_asks_something_of_somebody(
    all_in: CheckOn, where: str, worksheet: str, expected: list[str]
) -> None:
    ref = '"section:tax"'
    text = {
        "gate": plan(task("a"), stages=f"{{id: all, name: All, gate: [{ref}]}}"),
        "phase": plan(
            task("a", "phase: p"), head=f"phases: [{{id: p, name: P, needs: [{ref}]}}]\n"
        ),
        "need": plan(task("a", f"needs: [{ref}]"), task("b", f"needs: [{ref}]")),
    }[where]
    found = all_in({"plan.yaml": text, "worksheet.yaml": worksheet})
    assert codes_of(found) == expected


def test_a_sign_off_needs_a_worksheet_and_two_sides(all_in: CheckOn) -> None:
    gated = plan(task("a", owner="mia"), stages='{id: all, name: All, gate: ["signoff:worksheet"]}')
    nobody = "name: ACME\n"
    finding = only(all_in({"customer.yaml": nobody, "plan.yaml": gated}))
    assert (finding.code.id, finding.ref) == ("OG732", "stage:all")
    assert finding.message == (
        "The gate of stage `all` waits for the sign-off of the worksheet, but there is no "
        "worksheet to sign."
    )
    with_one = {"plan.yaml": gated, "worksheet.yaml": "sections: []\n"}
    finding = only(all_in({"customer.yaml": nobody, **with_one}))
    assert finding.message.endswith("but nobody of ACME could agree to it.")
    assert not all_in(with_one)


def test_gates_that_are_behind_us_are_not_judged(all_in: CheckOn) -> None:
    stages = '{id: all, name: All}\n{id: old, name: Old, gate: ["signoff:worksheet"]}'
    text = plan(task("a", "done: 2026-11-30", stage="old"), stages=stages)
    assert not all_in({"plan.yaml": text})


# Laws


def unsigned(account: Account) -> Account:
    """Signed plans are signed with their promises, and these are given others."""
    return replace(account, plan=replace(account.plan, signoffs=PlanSignOffs()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn_plans())
def test_a_plan_promised_as_forecast_can_be_kept(drawn: Drawn) -> None:
    account, as_of = unsigned(drawn.account), AsOf(drawn.today, drawn.instant)
    ahead = forecast(account, drawn.settings, as_of)

    def promised(one: Task) -> Task:
        is_open = one.effective_status not in ("done", "dropped")
        return replace(one, due=ahead.tasks[one.id].finish if is_open else one.due)

    tasks = tuple(promised(one) for one in account.plan.tasks)
    account = replace(account, plan=replace(account.plan, tasks=tasks))
    net = network(account, drawn.settings, as_of)
    for rule in (promises_fit_each_other, promises_follow_the_kickoff, promises_follow_their_start):
        assert not list(rule(net, drawn.settings))
    work = {f"task:{one.id}" for one in tasks if not one.is_milestone}
    free = promises_are_working_days(net, drawn.settings)
    assert not [one.message for one in free if one.ref in work]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn_plans())
def test_what_is_promised_a_day_earlier_than_possible_is_found(drawn: Drawn) -> None:
    """Promised as forecast on the day of the kickoff, no task that waits for work has a day to
    spare. What waits for records without a date may have."""
    plan = unsigned(drawn.account).plan
    fresh = tuple(
        replace(one, started=None, done=None, status=None, blocked=None, remaining=None, due=None)
        for one in plan.tasks
    )
    account = replace(drawn.account, plan=replace(plan, tasks=fresh))
    as_of = AsOf(plan.kickoff)
    ahead = forecast(account, drawn.settings, as_of)
    promised = tuple(replace(one, due=ahead.tasks[one.id].finish) for one in fresh)
    whole = replace(account, plan=replace(plan, tasks=promised))
    net = network(whole, drawn.settings, as_of)
    assert not list(promises_fit_each_other(net, drawn.settings))
    for index, one in enumerate(promised):
        number = net.task(one.id)
        assert number is not None
        day = net.nodes[number].days.plus(one.due or as_of.day, -1)
        by_work = all(net.nodes[edge.source].shape == "task" for edge in net.held_by[number])
        if one.is_milestone or not by_work or day < max(plan.kickoff, one.start or day):
            continue
        early = (*promised[:index], replace(one, due=day), *promised[index + 1 :])
        moved = replace(whole, plan=replace(plan, tasks=early))
        found = promises_fit_each_other(network(moved, drawn.settings, as_of), drawn.settings)
        assert f"task:{one.id}" in [each.ref for each in found]


@pytest.mark.parametrize(
    ("before", "need", "expected"),
    [
        ("", "a", ["OG735"]),
        (", started: 2026-11-03", "a", ["OG735"]),
        (", done: 2026-11-05", "a", []),
        (", status: dropped", "a", []),
        ("", "{ref: a, type: SS}", []),
        ("", "{ref: a, type: FF}", []),
    ],
)
def test_what_is_done_before_what_it_waits_for_is_told(
    all_in: CheckOn, before: str, need: str, expected: list[str]
) -> None:
    text = plan(
        task("a", f"due: 2026-11-06{before}"),
        go_live=f", needs: [{need}], due: 2026-11-10, done: 2026-11-10",
    )
    found = all_in({"plan.yaml": text}, Day(2026, 11, 12))
    assert [code for code in codes_of(found) if code == "OG735"] == expected


def test_what_is_done_behind_a_shut_gate_is_told_once_with_how_much_is_open(
    all_in: CheckOn,
) -> None:
    text = plan(
        task("a", "due: 2026-11-06"),
        task("b", "due: 2026-11-10, done: 2026-11-10", stage="two"),
        stages="{id: all, name: All}\n{id: two, name: Two, gate: [task:a, signoff:plan]}",
        go_live=", needs: [b], due: 2026-11-20",
    )
    found = [o for o in all_in({"plan.yaml": text}, Day(2026, 11, 12)) if o.code.id == "OG735"]
    assert [one.ref for one in found] == ["task:b"]
    assert "waits for `task:a` and 1 more, which are still open" in only(found).message


@pytest.mark.parametrize(
    ("tasks", "go_live", "expected"),
    [
        (("a", ""), "", ["OG704"]),
        (("a", ""), ", needs: [a]", []),
        (("a", ""), ", status: dropped", ["OG704"]),
        (("a", ""), ", done: 2026-11-10", []),
        (("a", "done: 2026-11-05"), "", []),
        (("a", "status: dropped"), ", needs: [a]", []),
    ],
)
def test_a_go_live_that_waits_for_none_of_the_work_is_told(
    everything_in: CheckOn, tasks: tuple[str, str], go_live: str, expected: list[str]
) -> None:
    files = {"customer.yaml": CUSTOMER, "settings": SETTINGS}
    text = plan(task(*tasks), go_live=go_live)
    found = codes_of(everything_in({**files, "plan.yaml": text}, Day(2026, 11, 12)))
    assert [code for code in found if code == "OG704"] == expected
