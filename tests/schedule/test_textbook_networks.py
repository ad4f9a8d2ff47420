"""Networks whose dates are worked out by hand: the forecast has to give exactly those.

Unless a test says otherwise the kickoff and the as-of day are Monday 2 November 2026, and Saturday
and Sunday are free. November's Mondays are the 2nd, 9th, 16th, 23rd and 30th.
"""

from __future__ import annotations

from datetime import date as Day

import pytest

from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import Forecast, TaskForecast, forecast, forecast_of
from tests.schedule.plans_for_tests import HEAD, read

MONDAY = "2026-11-02"
GO_LIVE = "- {id: go-live, title: Go, type: milestone, stage: all, owner: mia, needs: [%s]%s}"


def plan(tasks: str, go_live_needs: str, head: str = HEAD, go_live: str = "") -> str:
    """A plan from lines such as `a, owner: mia, duration: 3, needs: [b]`, in stage `all` unless
    they name another one."""
    lines = [line.strip() for line in tasks.strip().split("\n")]
    lines = [line if " stage: " in line else f"{line}, stage: all" for line in lines]
    lines = [f"- {{title: T, id: {line}}}" for line in lines]
    return "\n".join([f"{head}tasks:", *lines, GO_LIVE % (go_live_needs, go_live)])


def dates(text: str, as_of: str = MONDAY, **files: str) -> Forecast:
    account, settings = read(text, **files)
    return forecast(account, settings, AsOf(Day.fromisoformat(as_of)))


def cells(one: TaskForecast) -> list[str]:
    """Start, finish, late start, late finish, float."""
    days = (one.start, one.finish, one.late_start, one.late_finish)
    shown = [f"{day:%m-%d}" if day else "-----" for day in days]
    return [*shown, "-" if one.float_days is None else str(one.float_days)]


def assert_dates(found: Forecast, expected: str) -> None:
    """Every task has the dates of its row; the first row says what the columns are."""
    _, *rows = expected.strip().split("\n")
    assert [[id_, *cells(one)] for id_, one in found.tasks.items()] == [row.split() for row in rows]


# Paths and float


def test_the_longer_of_two_paths_is_critical_and_the_other_has_the_difference_as_float() -> None:
    # a 3, then b 5 beside c 2, then d 2: 10 days by b, 7 by c.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: mia, duration: 5, needs: [a]
            c, owner: jo, duration: 2, needs: [a]
            d, owner: jo, duration: 2, needs: [b, c]
            """,
            "d",
            go_live=", due: 2026-11-11",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-04  11-02      11-04       0
        b       11-05 11-11  11-05      11-11       0
        c       11-05 11-06  11-10      11-11       3
        d       11-12 11-13  11-12      11-13       0
        go-live 11-13 11-13  11-13      11-13       0
        """,
    )
    assert found.critical_path == ("a", "b", "d", "go-live")
    assert found.go_live.due == Day(2026, 11, 11)
    assert found.go_live.forecast == Day(2026, 11, 13)
    assert found.go_live.slip_days == 2


def test_float_is_shared_along_a_path_that_is_not_critical() -> None:
    # In working days from 1: a 1-3, b 1-6, c 4-7, d 4-5, e 7-9, f 8-12, g 10-11, h 13.
    # Backward from 13: f 8-12, g 11-12, e 8-10, c 4-7, b 2-7, d 6-7, a 1-3.
    # Day 5 is Friday the 6th, 6 is Monday the 9th, 10 the 13th, 11 the 16th, 13 the 18th.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: mia, duration: 6
            c, owner: mia, duration: 4, needs: [a]
            d, owner: mia, duration: 2, needs: [a]
            e, owner: mia, duration: 3, needs: [b, d]
            f, owner: mia, duration: 5, needs: [c]
            g, owner: mia, duration: 2, needs: [e]
            h, owner: mia, duration: 1, needs: [f, g]
            """,
            "h",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-04  11-02      11-04       0
        b       11-02 11-09  11-03      11-10       1
        c       11-05 11-10  11-05      11-10       0
        d       11-05 11-06  11-09      11-10       2
        e       11-10 11-12  11-11      11-13       1
        f       11-11 11-17  11-11      11-17       0
        g       11-13 11-16  11-16      11-17       1
        h       11-18 11-18  11-18      11-18       0
        go-live 11-18 11-18  11-18      11-18       0
        """,
    )
    assert found.critical_path == ("a", "c", "f", "h", "go-live")


def test_two_paths_of_one_length_are_critical_both() -> None:
    # 2 + 3 days and 4 + 1 days; a third path of 4 days has a day of float.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 2
            b, owner: mia, duration: 3, needs: [a]
            c, owner: jo, duration: 4
            d, owner: jo, duration: 1, needs: [c]
            e, owner: priya, duration: 4
            """,
            "b, d, e",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-03  11-02      11-03       0
        b       11-04 11-06  11-04      11-06       0
        c       11-02 11-05  11-02      11-05       0
        d       11-06 11-06  11-06      11-06       0
        e       11-02 11-05  11-03      11-06       1
        go-live 11-06 11-06  11-06      11-06       0
        """,
    )
    assert sorted(found.critical_path) == ["a", "b", "c", "d", "go-live"]
    assert found.critical_path[-1] == "go-live"


def test_what_go_live_does_not_wait_for_has_no_late_dates() -> None:
    found = dates(
        plan(
            """
            a, owner: mia, duration: 2
            after, owner: mia, duration: 3, needs: [go-live], due: 2026-11-05
            aside, owner: jo, duration: 9, due: 2026-11-16
            """,
            "a",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-03  11-02      11-03       0
        after   11-04 11-06  -----      -----       -
        aside   11-02 11-12  -----      -----       -
        go-live 11-03 11-03  11-03      11-03       0
        """,
    )
    assert found.tasks["after"].slip_days == 1
    assert found.tasks["aside"].slip_days == -2
    assert found.tasks["a"].slip_days is None
    assert not found.tasks["aside"].critical


# Kinds of dependencies


@pytest.mark.parametrize(
    ("type_", "lag", "start", "finish"),
    [
        # a takes 9, 10, 11, 12 November; b takes two days.
        # FS: the working day after the 12th is Friday the 13th.
        ("FS", 0, "11-13", "11-16"),
        ("FS", 2, "11-17", "11-18"),
        ("FS", -2, "11-11", "11-12"),
        ("FS", -20, "11-02", "11-03"),
        # SS: from Monday the 9th.
        ("SS", 0, "11-09", "11-10"),
        ("SS", 2, "11-11", "11-12"),
        ("SS", -2, "11-05", "11-06"),
        # FF: ends with a on the 12th; two days later is Monday the 16th.
        ("FF", 0, "11-11", "11-12"),
        ("FF", 2, "11-13", "11-16"),
        ("FF", -2, "11-09", "11-10"),
        # SF: ends on the working day before a starts, Friday the 6th.
        ("SF", 0, "11-05", "11-06"),
        ("SF", 2, "11-09", "11-10"),
        ("SF", -2, "11-03", "11-04"),
    ],
)
def test_a_dependency_binds_start_or_finish_with_its_lag(
    type_: str, lag: int, start: str, finish: str
) -> None:
    found = dates(
        plan(
            f"""
            a, owner: jo, duration: 4, start: 2026-11-09
            b, owner: mia, duration: 2, needs: [{{ref: a, type: {type_}, lag: {lag}}}]
            """,
            "b",
        )
    )
    assert cells(found.tasks["a"])[:2] == ["11-09", "11-12"]
    assert cells(found.tasks["b"])[:2] == [start, finish]
    binds = lag != -20
    assert found.tasks["a"].float_days == (0 if binds else 11)
    assert found.tasks["b"].float_days == 0


def test_a_long_lead_leaves_float_to_what_comes_before() -> None:
    # b starts on the 2nd as long as the day after a, less 20 working days, is no later. 20 working
    # days after the 2nd is the 30th, so a may finish on Friday the 27th, 11 working days later.
    found = dates(
        plan(
            """
            a, owner: jo, duration: 4, start: 2026-11-09
            b, owner: mia, duration: 2, needs: [{ref: a, lag: -20}]
            """,
            "b",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-09 11-12  11-24      11-27       11
        b       11-02 11-03  11-02      11-03       0
        go-live 11-03 11-03  11-03      11-03       0
        """,
    )


def test_a_bound_finish_moves_the_start_and_never_stretches_the_task() -> None:
    # Six days that end with a on the 12th: 5, 6, 9, 10, 11, 12.
    found = dates(
        plan(
            """
            a, owner: jo, duration: 4, start: 2026-11-09
            b, owner: mia, duration: 6, needs: [{ref: a, type: FF}]
            """,
            "b",
        )
    )
    assert cells(found.tasks["b"]) == ["11-05", "11-12", "11-05", "11-12", "0"]


def test_all_four_kinds_in_one_network() -> None:
    # a 9-12. b SS+1: from the 10th, 10-11. c FF+1: ends on the 12th, 10-12.
    # d SF+3: three days after the 9th, the day before b starts: the 12th. e FS-1: from the 12th.
    # Backward from Friday the 13th: e cannot move, so c has to end on the 12th, b on the 11th,
    # and a has to start on the 9th. d may end on the 13th.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 4, start: 2026-11-09
            b, owner: mia, duration: 2, needs: [{ref: a, type: SS, lag: 1}]
            c, owner: jo, duration: 3, needs: [{ref: b, type: FF, lag: 1}]
            d, owner: jo, duration: 1, needs: [{ref: b, type: SF, lag: 3}]
            e, owner: mia, duration: 2, needs: [{ref: c, lag: -1}]
            """,
            "a, b, d, e",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-09 11-12  11-09      11-12       0
        b       11-10 11-11  11-10      11-11       0
        c       11-10 11-12  11-10      11-12       0
        d       11-12 11-12  11-13      11-13       1
        e       11-12 11-13  11-12      11-13       0
        go-live 11-13 11-13  11-13      11-13       0
        """,
    )
    assert found.critical_path == ("a", "b", "c", "e", "go-live")


def test_the_strictest_of_several_dependencies_counts() -> None:
    # After a, 2-4: from the 5th. With b, 2-10, at the end: three days that end on the 10th.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: jo, duration: 7
            c, owner: mia, duration: 3, needs: [a, {ref: b, type: FF}]
            """,
            "c",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-04  11-03      11-05       1
        b       11-02 11-10  11-02      11-10       0
        c       11-06 11-10  11-06      11-10       0
        go-live 11-10 11-10  11-10      11-10       0
        """,
    )


# Calendars

CALENDARS = """
name: Halden
calendar: {weekend: [fri, sat]}
contacts: {jo: {name: Jo Lind}}
partners:
  kestrel: {name: Kestrel, calendar: {weekend: [sun]}, contacts: {priya: {name: Priya Nair}}}
"""


def test_a_chain_through_three_calendars() -> None:
    # mia works Monday to Friday: 4, 5, 6. jo Sunday to Thursday: 8, 9, 10. priya all but Sunday:
    # 11, 12, 13, 14. The next day of mia is Monday the 16th.
    # e may end on Sunday the 15th, which jo works: 9, 10, 11, 12, 15 are five days later.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3, start: 2026-11-04
            b, owner: jo, duration: 3, needs: [a]
            c, owner: priya, duration: 4, needs: [b]
            d, owner: mia, duration: 1, needs: [c, e]
            e, owner: jo, duration: 1, needs: [a]
            """,
            "d",
        ),
        customer=CALENDARS,
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-04 11-06  11-04      11-06       0
        b       11-08 11-10  11-08      11-10       0
        c       11-11 11-14  11-11      11-14       0
        d       11-16 11-16  11-16      11-16       0
        e       11-08 11-08  11-15      11-15       5
        go-live 11-16 11-16  11-16      11-16       0
        """,
    )
    assert found.critical_path == ("a", "b", "c", "d", "go-live")


def test_lag_counts_in_the_calendar_of_the_successors_owner() -> None:
    # a ends on Wednesday the 4th. mia: the 5th, and 2 later Monday the 9th.
    # jo: Thursday the 5th, then Sunday the 8th and Monday the 9th. priya: 5, 6, 7.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: mia, needs: [{ref: a, lag: 2}]
            c, owner: jo, needs: [{ref: a, lag: 2}]
            d, owner: priya, needs: [{ref: a, lag: 2}]
            """,
            "b, c, d",
        ),
        customer=CALENDARS,
    )
    starts = {id_: f"{one.start:%m-%d}" for id_, one in found.tasks.items()}
    assert starts == {"a": "11-02", "b": "11-09", "c": "11-09", "d": "11-07", "go-live": "11-09"}


def test_leave_and_holidays_lie_on_the_path() -> None:
    # mia is away on the 3rd and 4th: a takes 2, 5, 6. Then b takes Monday the 9th and Tuesday the
    # 10th; the 11th is free for us. c belongs to jo: 11, 12 and after the leave 17.
    # d may wait until the 17th, less its two days: 13 and 16 are no days of jo.
    workspace = """
format: 1
organization: {name: Example Billing, calendar: {extra_holidays: [2026-11-11]}}
team: {mia: {name: Mia Keller, away: [{from: 2026-11-03, to: 2026-11-04}]}}
"""
    customer = """
name: Halden
calendar: {}
contacts: {jo: {name: Jo Lind, away: [{from: 2026-11-13, to: 2026-11-16}]}}
"""
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: mia, duration: 2, needs: [a]
            c, owner: jo, duration: 3, needs: [b]
            d, owner: mia, duration: 2, needs: [b]
            """,
            "c, d",
        ),
        workspace=workspace,
        customer=customer,
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-06  11-02      11-06       0
        b       11-09 11-10  11-09      11-10       0
        c       11-11 11-17  11-11      11-17       0
        d       11-12 11-13  11-16      11-17       2
        go-live 11-17 11-17  11-17      11-17       0
        """,
    )


def test_christmas_and_new_year_lie_on_the_path() -> None:
    # Germany: 25 December and 1 January. 22, 23, 24, 28, 29, then 30, 31 and 4 January.
    workspace = """
format: 1
organization: {name: Example Billing, calendar: {country: DE}}
team: {mia: {name: Mia Keller}}
"""
    found = dates(
        plan(
            """
            a, owner: mia, duration: 5
            b, owner: mia, duration: 3, needs: [a]
            """,
            "b",
        ),
        as_of="2026-12-22",
        workspace=workspace,
    )
    assert found.tasks["a"].finish == Day(2026, 12, 29)
    assert found.tasks["b"].start == Day(2026, 12, 30)
    assert found.go_live.forecast == Day(2027, 1, 4)


# Milestones


def test_a_milestone_falls_on_the_latest_finish_and_what_follows_starts_the_day_after() -> None:
    found = dates(
        plan(
            """
            a, owner: mia, duration: 2
            b, owner: jo, duration: 4
            m, type: milestone, owner: mia, needs: [a, b]
            n, type: milestone, owner: jo, needs: [m]
            c, owner: mia, duration: 1, needs: [n]
            """,
            "c",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-03  11-04      11-05       2
        b       11-02 11-05  11-02      11-05       0
        m       11-05 11-05  11-05      11-05       0
        n       11-05 11-05  11-05      11-05       0
        c       11-06 11-06  11-06      11-06       0
        go-live 11-06 11-06  11-06      11-06       0
        """,
    )
    assert found.critical_path == ("b", "m", "n", "c", "go-live")


def test_a_milestone_that_waits_for_nothing_stands_at_the_start_of_its_day() -> None:
    # m stands on Thursday the 5th, and n with it; the tasks start that very day, or with a lag of
    # one the next. A lag on a milestone brings it to the end of the day: o, and z the day after.
    found = dates(
        plan(
            """
            m, type: milestone, owner: mia, start: 2026-11-05
            n, type: milestone, owner: jo, needs: [m]
            o, type: milestone, owner: mia, needs: [{ref: m, lag: 1}]
            x, owner: mia, duration: 2, needs: [m]
            y, owner: jo, duration: 1, needs: [{ref: n, lag: 1}]
            z, owner: mia, duration: 1, needs: [o]
            """,
            "x, y, z",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        m       11-05 11-05  11-05      11-05       0
        n       11-05 11-05  11-06      11-06       1
        o       11-06 11-06  11-08      11-08       0
        x       11-05 11-06  11-06      11-09       1
        y       11-06 11-06  11-09      11-09       1
        z       11-09 11-09  11-09      11-09       0
        go-live 11-09 11-09  11-09      11-09       0
        """,
    )


def test_what_if_it_was_reached_then_such_a_milestone_stands_at_the_start_of_that_day_too() -> None:
    found = dates(
        plan("m, type: milestone, owner: mia\nx, owner: mia, duration: 2, needs: [m]", "x")
    )
    asked = forecast_of(found.network, {Reference("task", "m"): Day(2026, 11, 5)})
    assert asked.tasks["x"].start == Day(2026, 11, 5)
    assert asked.go_live.forecast == Day(2026, 11, 6)


def test_a_milestone_falls_on_a_day_that_is_not_worked() -> None:
    # priya works on Saturday the 7th; m falls on it, and x starts on Monday. n stands at the start
    # of Saturday by its own date, and y starts on Monday as well.
    found = dates(
        plan(
            """
            a, owner: priya, duration: 6
            m, type: milestone, owner: mia, needs: [a]
            n, type: milestone, owner: mia, start: 2026-11-07
            x, owner: mia, duration: 1, needs: [m]
            y, owner: mia, duration: 1, needs: [n]
            """,
            "x, y",
        ),
        customer=CALENDARS,
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-07  11-02      11-07       0
        m       11-07 11-07  11-08      11-08       0
        n       11-07 11-07  11-09      11-09       1
        x       11-09 11-09  11-09      11-09       0
        y       11-09 11-09  11-09      11-09       0
        go-live 11-09 11-09  11-09      11-09       0
        """,
    )


@pytest.mark.parametrize(
    ("start", "milestone", "successor"),
    [
        # a ends on Thursday the 5th. A `start` before it says nothing.
        ("2026-11-04", "11-05", "11-06"),
        # On the day of the finish, the finish comes later than the start of the day.
        ("2026-11-05", "11-05", "11-06"),
        # After it, the milestone stands at the start of that day.
        ("2026-11-06", "11-06", "11-06"),
        ("2026-11-09", "11-09", "11-09"),
        ("2026-11-08", "11-08", "11-09"),
    ],
)
def test_a_milestone_stands_at_the_later_of_its_date_and_what_it_waits_for(
    start: str, milestone: str, successor: str
) -> None:
    found = dates(
        plan(
            f"""
            a, owner: jo, duration: 4
            m, type: milestone, owner: mia, start: {start}, needs: [a]
            x, owner: mia, needs: [m]
            """,
            "x",
        )
    )
    assert f"{found.tasks['m'].finish:%m-%d}" == milestone
    assert f"{found.tasks['x'].start:%m-%d}" == successor


@pytest.mark.parametrize(
    ("type_", "lag", "day"),
    [
        # a takes 9-12 November.
        ("FS", 0, "11-12"),
        ("FS", 1, "11-13"),
        ("FS", 2, "11-16"),
        ("FS", -1, "11-11"),
        ("SS", 0, "11-09"),
        ("SS", 2, "11-11"),
        ("FF", 0, "11-12"),
        ("FF", -3, "11-09"),
        ("SF", 0, "11-06"),
        ("SF", 3, "11-11"),
    ],
)
def test_a_milestone_falls_where_its_dependency_lets_it(type_: str, lag: int, day: str) -> None:
    found = dates(
        plan(
            f"""
            a, owner: jo, duration: 4, start: 2026-11-09
            m, type: milestone, owner: mia, needs: [{{ref: a, type: {type_}, lag: {lag}}}]
            x, owner: mia, needs: [m]
            """,
            "x",
        )
    )
    assert f"{found.tasks['m'].finish:%m-%d}" == day
    after = {"11-06": "11-09", "11-13": "11-16"}
    next_day = after.get(day, f"11-{int(day[3:]) + 1:02}")
    assert f"{found.tasks['x'].start:%m-%d}" == next_day


def test_a_done_milestone_stands_at_its_day_and_at_the_start_of_it_if_it_waited_for_nothing() -> (
    None
):
    # The as-of day is Thursday the 5th. After m, which waits for nothing, x starts that day;
    # after n, which waited for a, y starts the next; o waits for what is dropped, so for nothing.
    found = dates(
        plan(
            """
            a, owner: jo, done: 2026-11-03
            b, owner: jo, status: dropped
            m, type: milestone, owner: mia, done: 2026-11-05
            n, type: milestone, owner: mia, needs: [a], done: 2026-11-05
            o, type: milestone, owner: mia, needs: [b], done: 2026-11-05
            x, owner: mia, needs: [m]
            y, owner: mia, needs: [n]
            z, owner: mia, needs: [o]
            """,
            "x, y, z",
        ),
        as_of="2026-11-05",
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-03 11-03  -----      -----       -
        b       ----- -----  -----      -----       -
        m       11-05 11-05  -----      -----       -
        n       11-05 11-05  -----      -----       -
        o       11-05 11-05  -----      -----       -
        x       11-05 11-05  11-06      11-06       1
        y       11-06 11-06  11-06      11-06       0
        z       11-05 11-05  11-06      11-06       1
        go-live 11-06 11-06  11-06      11-06       0
        """,
    )


# What has happened


def test_done_tasks_hold_from_where_they_really_ended() -> None:
    # a ended late, on the 10th; b, done without a start, took 9 and 10. c starts on the 11th and
    # with its SS of two days after b's start, the 9th: the 11th as well.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3, started: 2026-11-04, done: 2026-11-10, due: 2026-11-04
            b, owner: mia, duration: 2, done: 2026-11-10, due: 2026-11-12
            c, owner: mia, duration: 2, needs: [a, {ref: b, type: SS, lag: 2}]
            """,
            "c",
        ),
        as_of="2026-11-11",
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-04 11-10  -----      -----       -
        b       11-09 11-10  -----      -----       -
        c       11-11 11-12  11-11      11-12       0
        go-live 11-12 11-12  11-12      11-12       0
        """,
    )
    assert found.tasks["a"].slip_days == 4
    assert found.tasks["b"].slip_days == -2
    assert not found.tasks["a"].critical


@pytest.mark.parametrize(
    ("fields", "finish"),
    [
        # Started on Monday the 2nd, today is Friday the 6th: 2, 3, 4, 5 are worked, 6 are left:
        # 6, 9, 10, 11, 12, 13.
        ("duration: 10", "11-13"),
        # What remains is said: 6, 9, 10.
        ("duration: 10, remaining: 3", "11-10"),
        # Longer worked than it was to take: a day is left.
        ("duration: 3", "11-06"),
        ("counterpart: jo", "11-06"),
        # Blocked since the 4th: 2 and 3 are worked, 8 are left from today, 6-17.
        ("duration: 10, blocked: {since: 2026-11-04, reason: legal}", "11-17"),
        # And not before the 11th: 11-20.
        (
            "duration: 10, blocked: {since: 2026-11-04, reason: legal, until: 2026-11-11}",
            "11-20",
        ),
        (
            "remaining: 3, blocked: {since: 2026-11-04, reason: legal, until: 2026-11-11}",
            "11-13",
        ),
        # Until a day that is over: from today.
        (
            "remaining: 3, blocked: {since: 2026-11-03, reason: legal, until: 2026-11-04}",
            "11-10",
        ),
    ],
)
def test_a_running_task_finishes_after_what_is_left_of_it(fields: str, finish: str) -> None:
    found = dates(plan(f"a, owner: mia, started: 2026-11-02, {fields}", "a"), as_of="2026-11-06")
    assert found.tasks["a"].start == Day(2026, 11, 2)
    assert f"{found.tasks['a'].finish:%m-%d}" == finish


def test_a_running_task_is_held_at_its_finish_and_no_more_at_its_start() -> None:
    # Today is the 4th. r has begun although it needs a; it ends on the 5th, by FF with a, 4-6,
    # no earlier than the 6th, and by SF with b, from Thursday the 12th, on the 11th.
    found = dates(
        plan(
            """
            a, owner: jo, duration: 3
            b, owner: jo, duration: 1, start: 2026-11-12
            p, owner: mia, started: 2026-11-02, remaining: 2, needs: [a]
            q, owner: mia, started: 2026-11-02, remaining: 2, needs: [{ref: a, type: FF}]
            r, owner: mia, started: 2026-11-02, remaining: 2, needs: [{ref: b, type: SF}]
            """,
            "p, q, r",
        ),
        as_of="2026-11-04",
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-04 11-06  11-09      11-11       3
        b       11-12 11-12  11-12      11-12       0
        p       11-02 11-05  11-02      11-11       4
        q       11-02 11-06  11-02      11-11       3
        r       11-02 11-11  11-02      11-11       0
        go-live 11-11 11-11  11-11      11-11       0
        """,
    )


def test_what_starts_with_a_running_task_goes_by_its_real_start() -> None:
    # a began on Wednesday the 4th; three days later is Monday the 9th. The day before its start is
    # the 3rd, and six days after that the 11th.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 8, started: 2026-11-04
            b, owner: mia, needs: [{ref: a, type: SS, lag: 3}]
            c, owner: mia, needs: [{ref: a, type: SF, lag: 6}]
            m, type: milestone, owner: mia, needs: [{ref: a, type: SS, lag: 4}]
            """,
            "b, c, m",
        ),
        as_of="2026-11-06",
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-04 11-13  -----      -----       -
        b       11-09 11-09  11-11      11-11       2
        c       11-11 11-11  11-11      11-11       0
        m       11-10 11-10  11-11      11-11       1
        go-live 11-11 11-11  11-11      11-11       0
        """,
    )


def test_nothing_starts_before_kickoff_today_its_date_or_the_end_of_its_blockade() -> None:
    head = HEAD.replace("2026-11-02", "2026-11-10")
    tasks = """
        a, owner: mia
        b, owner: mia, start: 2026-11-16
        c, owner: mia, blocked: {since: 2026-11-02, reason: legal, until: 2026-11-18}
        d, owner: mia, blocked: {since: 2026-11-02, reason: legal}
        e, owner: mia, started: 2026-11-04, duration: 9
        """
    ids = "a, b, c, d, e"
    early = dates(plan(tasks, ids, head), as_of="2026-11-05")
    starts = {id_: f"{one.start:%m-%d}" for id_, one in early.tasks.items()}
    assert starts == {
        "a": "11-10",
        "b": "11-16",
        "c": "11-18",
        "d": "11-10",
        "e": "11-04",
        "go-live": "11-18",
    }
    late = dates(plan(tasks, ids, head), as_of="2026-11-21")
    assert {f"{late.tasks[id_].start:%m-%d}" for id_ in "abcd"} == {"11-23"}


def test_what_is_dropped_has_no_dates_and_holds_nothing() -> None:
    found = dates(
        plan(
            """
            a, owner: mia, duration: 20, status: dropped, due: 2026-11-10
            b, owner: mia, duration: 2, needs: [a]
            """,
            "a, b",
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       ----- -----  -----      -----       -
        b       11-02 11-03  11-02      11-03       0
        go-live 11-03 11-03  11-03      11-03       0
        """,
    )
    assert found.tasks["a"].slip_days is None


def test_when_all_is_done_nothing_is_critical() -> None:
    found = dates(
        plan(
            "a, owner: mia, duration: 2, done: 2026-11-03",
            "a",
            go_live=", done: 2026-11-04, due: 2026-11-06",
        ),
        as_of="2026-11-09",
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-03  -----      -----       -
        go-live 11-04 11-04  -----      -----       -
        """,
    )
    assert found.critical_path == ()
    assert found.go_live.slip_days == -2


# Gates, phases and other records

GATED = """
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages:
  - {id: all, name: All}
  - {id: first, name: First}
  - {id: later, name: Later, gate: [%s]}
phases:
  - {id: wave, name: Wave, needs: [%s]}
"""


def test_a_gate_holds_every_task_of_its_stage_and_nothing_else() -> None:
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: jo, stage: later, duration: 2
            m, type: milestone, owner: jo, stage: later
            c, owner: jo, duration: 1
            """,
            "b, c",
            GATED % ("task:a", ""),
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-04  11-02      11-04       0
        b       11-05 11-06  11-05      11-06       0
        m       11-04 11-04  -----      -----       -
        c       11-02 11-02  11-06      11-06       4
        go-live 11-06 11-06  11-06      11-06       0
        """,
    )


def test_a_stage_in_a_gate_is_over_with_the_last_of_its_tasks() -> None:
    # The longest is dropped; the last that counts ends on the 5th.
    found = dates(
        plan(
            """
            a, owner: mia, stage: first, duration: 3
            b, owner: jo, stage: first, duration: 4
            c, owner: jo, stage: first, duration: 9, status: dropped
            d, owner: mia, stage: later, duration: 1
            """,
            "d",
            GATED % ("stage:first", ""),
        )
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-02 11-04  11-03      11-05       1
        b       11-02 11-05  11-02      11-05       0
        c       ----- -----  -----      -----       -
        d       11-06 11-06  11-06      11-06       0
        go-live 11-06 11-06  11-06      11-06       0
        """,
    )


def test_a_phase_holds_its_tasks_in_every_stage() -> None:
    found = dates(
        plan(
            """
            a, owner: mia, duration: 3
            b, owner: jo, phase: wave, duration: 2
            c, owner: jo, phase: wave, stage: later, duration: 1
            """,
            "b, c",
            GATED % ("", "task:a"),
        )
    )
    starts = {id_: f"{one.start:%m-%d}" for id_, one in found.tasks.items()}
    assert starts == {"a": "11-02", "b": "11-05", "c": "11-05", "go-live": "11-06"}


DECISION = "{title: Which?, owner: jo, status: %s, date: 2026-11-03%s}"
WORKSHEET = """
sections:
  - id: billing
    title: Billing
    due: 2026-11-12
    answers:
      - {id: base, question: Which?, required: true, answer: EUR,
         answered: {by: jo, date: 2026-11-04}}
      - {id: plans, question: Which?, required: true%s}
      - {id: notes, question: What else?}
signoffs:
  worksheet: {due: 2026-11-16}
"""
ANSWERED = ", answer: Three, answered: {by: jo, date: 2026-11-10}"


@pytest.mark.parametrize(
    ("gate", "as_of", "start"),
    [
        # Not true yet: the promised day, and the day after begins the work.
        ("section:billing", "2026-11-02", "11-13"),
        ("signoff:worksheet", "2026-11-02", "11-17"),
        ("decision:0001-open", "2026-11-02", "11-10"),
        # The promise is over: today it can come true at the earliest.
        ("section:billing", "2026-11-17", "11-18"),
        ("decision:0001-open", "2026-11-17", "11-18"),
        # Without a promise: today.
        ("decision:0002-undated", "2026-11-05", "11-06"),
        ("signoff:plan", "2026-11-05", "11-06"),
        # True: from its own day, 3 and 10 November.
        ("decision:0003-accepted", "2026-11-02", "11-04"),
        ("decision:0003-accepted", "2026-11-09", "11-09"),
        ("section:answered", "2026-11-02", "11-11"),
    ],
)
def test_a_record_in_a_gate_has_a_date_of_its_own(gate: str, as_of: str, start: str) -> None:
    answered = (WORKSHEET % ANSWERED).split("signoffs:")[0].split("sections:\n")[1]
    worksheet = (WORKSHEET % "").replace(
        "signoffs:", answered.replace("id: billing", "id: answered") + "signoffs:"
    )
    found = dates(
        plan("a, owner: mia, stage: later, duration: 2", "a", GATED % (gate, "")),
        as_of,
        **{
            "worksheet": worksheet,
            "decisions/0001-open": DECISION % ("proposed", ", due: 2026-11-09"),
            "decisions/0002-undated": DECISION % ("proposed", ""),
            "decisions/0003-accepted": DECISION % ("accepted", ", due: 2026-12-01"),
        },
    )
    assert f"{found.tasks['a'].start:%m-%d}" == start


def test_a_need_of_a_record_has_its_kind_and_lag_too() -> None:
    # The decision is promised for Monday the 9th.
    found = dates(
        plan(
            """
            a, owner: mia, duration: 1, needs: [{ref: decision:0001-open, lag: 2}]
            b, owner: mia, duration: 3, needs: [{ref: decision:0001-open, type: SS}]
            c, owner: mia, duration: 3, needs: [{ref: decision:0001-open, type: FF, lag: -1}]
            m, type: milestone, owner: mia, needs: [decision:0001-open]
            """,
            "a, b, c, m",
        ),
        **{"decisions/0001-open": DECISION % ("proposed", ", due: 2026-11-09")},
    )
    assert_dates(
        found,
        """
        task    start finish late-start late-finish float
        a       11-12 11-12  11-12      11-12       0
        b       11-09 11-11  11-10      11-12       1
        c       11-04 11-06  11-10      11-12       4
        m       11-09 11-09  11-12      11-12       3
        go-live 11-12 11-12  11-12      11-12       0
        """,
    )


def test_a_task_that_waits_for_another_ends_its_stage() -> None:
    """a 2-3, b 4-5 ends the first stage; c of the second begins on Friday the 6th."""
    head = HEAD.replace(
        "[{id: all, name: All}]",
        "[{id: all, name: All}, {id: two, name: Two, gate: ['stage:all']}]",
    )
    tasks = """
        a, owner: mia, duration: 2
        b, owner: mia, duration: 2, needs: [a]
        c, owner: mia, stage: two
    """
    text = plan(tasks, "c", head).replace(
        "stage: all, owner: mia, needs: [c]", "stage: two, owner: mia, needs: [c]"
    )
    found = dates(text)
    assert [found.tasks[one].start for one in "abc"] == [
        Day(2026, 11, 2),
        Day(2026, 11, 4),
        Day(2026, 11, 6),
    ]
