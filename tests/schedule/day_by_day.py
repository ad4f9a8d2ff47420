"""A plan worked off one day after the other: slow, and plain enough to be read as the rules.

It shares no code with `onboardgen.schedule`. Whether a day is worked is asked of every single day,
every task tries one start after the other until all that holds it lets go, and how much later a
task may start is found by starting it later and working off the whole plan again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from onboardgen.model.account import Account
from onboardgen.model.people import Calendar
from onboardgen.model.plan import Need, Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings

ONE_DAY = timedelta(days=1)
MORNING, EVENING = 0, 1
Moment = tuple[Day, int]
"""A day, and whether its morning or its evening is meant. Later moments compare as greater."""
LONGEST = 3000
"""No test reaches as many days ahead; a search that does is lost."""
FAR = timedelta(days=250)
"""Later than any float in a test."""


@dataclass(frozen=True)
class Clock:
    """Now: a day that is the same everywhere, or an instant that has its own day in every zone."""

    day: Day
    instant: datetime | None = None

    def day_in(self, zone: str) -> Day:
        return self.instant.astimezone(ZoneInfo(zone)).date() if self.instant else self.day


@dataclass(frozen=True)
class Placed:
    """When something starts and finishes. A milestone may stand in the morning of its day."""

    start: Day
    finish: Day
    half: int = EVENING

    @property
    def moment(self) -> Moment:
        return (self.finish, self.half)


Plan = dict[str, Placed | None]
"""All tasks by id; None for what is dropped."""


@dataclass(frozen=True)
class Late:
    """How late a task may be without go-live moving; `days` of its owner, counted one by one."""

    start: Day
    finish: Day
    days: int


@dataclass(frozen=True)
class Delay:
    """One task that is held back: until this day it neither starts nor, once begun, finishes."""

    task: str
    day: Day


class WorkedDays:
    """Whether a person works on a day."""

    def __init__(self, account: Account, settings: Settings) -> None:
        ours = settings.organization.calendar
        customer = account.customer
        self._calendars: dict[str, Calendar] = {"provider": ours}
        self._calendars["customer"] = customer.calendar or ours
        for partner in customer.partners:
            self._calendars[f"partner:{partner.id}"] = partner.calendar or ours
        self._members = {member.person.id: member for member in account.members}
        self._public: dict[str, holidays.HolidayBase] = {}
        for party, calendar in self._calendars.items():
            if calendar.country:
                days = holidays.country_holidays(calendar.country, subdiv=calendar.subdivision)
                self._public[party] = days
        self._asked: dict[tuple[str, Day], bool] = {}

    def works(self, person: str, day: Day) -> bool:
        if (person, day) not in self._asked:
            self._asked[person, day] = self._works(person, day)
        return self._asked[person, day]

    def step(self, person: str, day: Day, days: int) -> Day:
        """So many working days on, or back where `days` is less than 0."""
        towards = ONE_DAY if days > 0 else -ONE_DAY
        left = abs(days)
        while left:
            day += towards
            if self.works(person, day):
                left -= 1
        return day

    def count(self, person: str, after: Day, until: Day) -> int:
        """The working days after one day, up to and including another; backwards, less than 0."""
        if until < after:
            return -self.count(person, until, after)
        return sum(self.works(person, day) for day in _days(after + ONE_DAY, until))

    def _works(self, person: str, day: Day) -> bool:
        member = self._members[person]
        calendar = self._calendars[member.party]
        if ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()] in calendar.weekend:
            return False
        if day in self._public.get(member.party, ()) or day in calendar.extra_holidays:
            return False
        return not any(leave.from_ <= day <= leave.to for leave in member.person.away)


@dataclass
class Simulator:
    """One customer's plan and a clock; `run` works it off."""

    account: Account
    settings: Settings
    clock: Clock
    days: WorkedDays = field(init=False)

    def __post_init__(self) -> None:
        self.days = WorkedDays(self.account, self.settings)
        self.tasks = {task.id: task for task in self.account.plan.tasks}
        self.zones = {member.person.id: member.timezone for member in self.account.members}

    def run(self, delay: Delay | None = None) -> Plan:
        """When every task starts and finishes; None for what is dropped."""
        placed: Plan = {}
        while len(placed) < len(self.tasks):
            ready = [
                task
                for task in self.tasks.values()
                if task.id not in placed and all(one in placed for one in self.tasks_before(task))
            ]
            assert ready, "the plan goes round in circles"
            for task in ready:
                until = delay.day if delay and delay.task == task.id else None
                placed[task.id] = self._place(task, placed, until)
        return placed

    def late(self, task: Task) -> Late | None:
        """Start the task one day later, and again, as long as go-live stays where it is.

        None for what is closed, and for what could be put off for ever.
        """
        as_it_is = self.run()
        where = as_it_is[task.id]
        if where is None or task.done or self._go_live(as_it_is) is None:
            return None
        far = max(one.finish for one in as_it_is.values() if one) + FAR
        if not self._moves_go_live(as_it_is, task, far):
            return None
        day = soonest = where.finish if self._runs(task) else where.start
        while True:
            # A milestone may fall on any day, a task starts and finishes on days that are worked.
            later = day + ONE_DAY if task.is_milestone else self.days.step(task.owner, day, 1)
            if self._moves_go_live(as_it_is, task, later):
                break
            day = later
        placed = self.run(Delay(task.id, day))[task.id]
        assert placed
        return Late(placed.start, placed.finish, self.days.count(task.owner, soonest, day))

    def slip(self, task: Task, finish: Day | None) -> int | None:
        """Working days of the owner between the promise and what comes."""
        return self.days.count(task.owner, task.due, finish) if task.due and finish else None

    def _moves_go_live(self, as_it_is: Plan, task: Task, until: Day) -> bool:
        return self._go_live(self.run(Delay(task.id, until))) != self._go_live(as_it_is)

    def _go_live(self, placed: Plan) -> Day | None:
        go_live = placed[self.account.plan.go_live.milestone]
        return go_live.finish if go_live else None

    def _runs(self, task: Task) -> bool:
        return task.started is not None and not task.done and task.type == "task"

    def _today(self, task: Task) -> Day:
        return self.clock.day_in(self.zones[task.owner])

    def _place(self, task: Task, placed: Plan, until: Day | None) -> Placed | None:
        holds = list(self._holds(task, placed))
        if task.status == "dropped":
            return None
        if task.type == "milestone":
            return self._place_milestone(task, holds, until)
        if task.done:
            return Placed(task.started or self._counted_back(task, task.done), task.done)
        if self._runs(task):
            return self._place_running(task, holds, until)
        return self._place_unstarted(task, holds, until)

    def _place_unstarted(
        self, task: Task, holds: list[tuple[Need, Placed]], until: Day | None
    ) -> Placed:
        earliest = max(*self._fixed_days(task), until or Day.min)
        for start in _days(earliest):
            if self.days.works(task.owner, start):
                finish = self._nth_day(task.owner, start, task.duration or 1)
                if all(self._lets_go(task, need, one, start, finish) for need, one in holds):
                    return Placed(start, finish)
        raise AssertionError(f"{task.id} never starts")

    def _place_running(
        self, task: Task, holds: list[tuple[Need, Placed]], until: Day | None
    ) -> Placed:
        assert task.started
        goes_on = max(self._today(task), task.started)
        if task.blocked and task.blocked.until:
            goes_on = max(goes_on, task.blocked.until)
        soonest = self._nth_day(task.owner, goes_on, self._remaining(task))
        ends = [(need, one) for need, one in holds if need.type in ("FF", "SF")]
        for finish in _days(max(soonest, until or Day.min)):
            if self.days.works(task.owner, finish) and all(
                self._lets_go(task, need, one, task.started, finish) for need, one in ends
            ):
                return Placed(task.started, finish)
        raise AssertionError(f"{task.id} never finishes")

    def _remaining(self, task: Task) -> int:
        """What is left of a running task: as it says, else what was not worked on so far."""
        if task.remaining:
            return task.remaining
        assert task.started
        stopped = self._today(task)
        if task.blocked:
            stopped = min(stopped, task.blocked.since)
        so_far = _days(task.started, stopped - ONE_DAY)
        worked = sum(self.days.works(task.owner, day) for day in so_far)
        return max(1, (task.duration or 1) - worked)

    def _place_milestone(
        self, task: Task, holds: list[tuple[Need, Placed]], until: Day | None
    ) -> Placed:
        if task.done:
            return Placed(task.done, task.done, EVENING if self._waits(task) else MORNING)
        moments: list[Moment] = [(day, MORNING) for day in self._fixed_days(task)]
        moments += [self._reached(task, need, one) for need, one in holds]
        day, half = max(moments)
        day = max(day, until or Day.min)
        return Placed(day, day, half)

    def _fixed_days(self, task: Task) -> tuple[Day, ...]:
        """Days before whose morning an unstarted task does not start."""
        until = task.blocked.until if task.blocked else None
        days = (self.account.plan.kickoff, self._today(task), task.start, until)
        return tuple(day for day in days if day)

    def _lets_go(self, task: Task, need: Need, before: Placed, start: Day, finish: Day) -> bool:
        """Whether a task may start and finish on these days, as far as one need goes."""
        who, step = task.owner, self.days.step
        if need.type == "SS":
            return start >= step(who, before.start, need.lag)
        if need.type == "FF":
            return finish >= step(who, before.finish, need.lag)
        if need.type == "SF":
            return finish >= step(who, step(who, before.start, -1), need.lag)
        next_day = step(who, before.finish, 1)
        if before.half == MORNING and self.days.works(who, before.finish):
            next_day = before.finish
        return start >= step(who, next_day, need.lag)

    def _reached(self, task: Task, need: Need, before: Placed) -> Moment:
        """From which moment on a need lets a milestone be reached."""
        who, step = task.owner, self.days.step
        if need.type == "SS":
            return (step(who, before.start, need.lag), EVENING)
        if need.type == "SF":
            return (step(who, step(who, before.start, -1), need.lag), EVENING)
        if need.type == "FS" and need.lag == 0:
            return before.moment
        return (step(who, before.finish, need.lag), EVENING)

    def _nth_day(self, who: str, start: Day, days: int) -> Day:
        """The n-th working day counted from a day, that day included."""
        return self.days.step(who, start - ONE_DAY, days)

    def _counted_back(self, task: Task, done: Day) -> Day:
        """The latest start from which the task could be done on that day."""
        start = done
        while (
            not self.days.works(task.owner, start)
            or self._nth_day(task.owner, start, task.duration or 1) > done
        ):
            start -= ONE_DAY
        return start

    def _needs(self, task: Task) -> Iterator[Need]:
        """What the task waits for: its own needs, the gate of its stage, what its phase needs."""
        yield from task.needs
        for stage in self.account.plan.stages:
            for ref in stage.gate if stage.id == task.stage else ():
                if ref != Reference("task", task.id):
                    yield Need(ref=ref)
        for phase in self.account.plan.phases:
            for ref in phase.needs if phase.id == task.phase else ():
                yield Need(ref=ref)

    def _waits(self, task: Task) -> bool:
        """Whether the task waits, or waited, for anything at all."""
        dropped = {Reference("task", t.id) for t in self.tasks.values() if t.status == "dropped"}
        return any(need.ref not in dropped for need in self._needs(task))

    def tasks_before(self, task: Task) -> Iterator[str]:
        for need in self._needs(task):
            if need.ref.kind == "task":
                yield need.ref.id
            elif need.ref.kind == "stage":
                yield from (one.id for one in self.tasks.values() if one.stage == need.ref.id)

    def _holds(self, task: Task, placed: Plan) -> Iterator[tuple[Need, Placed]]:
        for need in self._needs(task):
            before = self._before(need.ref, placed)
            if before:
                yield need, before

    def _before(self, ref: Reference, placed: Plan) -> Placed | None:
        if ref.kind == "task":
            return placed[ref.id]
        if ref.kind == "stage":
            of_stage = [placed[one.id] for one in self.tasks.values() if one.stage == ref.id]
            latest = max((one.moment for one in of_stage if one), default=None)
            return Placed(latest[0], latest[0], latest[1]) if latest else None
        facts: dict[str, Callable[[str], Day | None]] = {
            "signoff": self._sign_off,
            "decision": self._decision,
            "change": self._change,
            "section": self._section,
        }
        day = facts[ref.kind](ref.id)
        return Placed(day, day) if day else None

    def _expected(self, due: Day | None) -> Day:
        """What is not true yet comes on its promised day, and not before today."""
        return max(due, self.clock.day) if due else self.clock.day

    def _sign_off(self, id_: str) -> Day | None:
        sign_off = self.account.plan.signoffs.plan
        if id_ == "worksheet":
            assert self.account.worksheet
            sign_off = self.account.worksheet.signoffs.worksheet
        if set(sign_off.signers) <= {one.by for one in sign_off.signed}:
            return max(one.date for one in sign_off.signed)
        return self._expected(sign_off.due)

    def _decision(self, id_: str) -> Day | None:
        decision = next(one for one in self.account.decisions if one.id == id_)
        return decision.date if decision.status == "accepted" else self._expected(decision.due)

    def _change(self, id_: str) -> Day | None:
        change = next(one for one in self.account.changes if one.id == id_)
        if change.status in ("approved", "done"):
            return max((approval.date for approval in change.approved), default=None)
        return self._expected(change.due)

    def _section(self, id_: str) -> Day | None:
        assert self.account.worksheet
        section = next(one for one in self.account.worksheet.sections if one.id == id_)
        required = [answer for answer in section.answers if answer.required]
        if any(answer.answer is None for answer in required):
            return self._expected(section.due)
        return max((one.answered.date for one in required if one.answered), default=None)


def _days(start: Day, last: Day | None = None) -> Iterator[Day]:
    """One day after the other."""
    for offset in range(LONGEST):
        day = start + timedelta(days=offset)
        if last is not None and day > last:
            return
        yield day
    assert last is None, "further away than any test reaches"
