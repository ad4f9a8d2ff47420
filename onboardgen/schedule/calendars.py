"""Which days are worked: arithmetic in working days for every person of an account.

Inside the schedule a day is a number, its offset from the first day of the account's calendars;
what is worked is counted in tables that grow as far as they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from itertools import accumulate, compress
from typing import Final

from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, PROVIDER, Away, Calendar, Party, partner_party
from onboardgen.model.settings import Settings
from onboardgen.schedule.public_holidays import public_holidays

LAST_YEAR: Final = 2199
"""The last year of the contract. Whatever lies beyond is taken as worked, day after day."""
LAST_DAY: Final = Day(LAST_YEAR, 12, 31)
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD: Final = 3
"""How many years the tables reach beyond the first one at least, before they have to grow."""


class WorkingDays:
    """The working days of one person: their party's calendar less their own leave.

    The public face takes and gives dates. `through`, `nth` and `tables` speak in offsets, and are
    for the network's arithmetic.
    """

    __slots__ = ("_away", "_calendar", "_days", "_first", "_last_year", "_through")

    def __init__(self, calendar: Calendar, away: Iterable[Away], first_year: int) -> None:
        self._calendar = calendar
        self._away = tuple(away)
        self._first = Day(first_year, 1, 1).toordinal()
        self._grow(first_year + AHEAD)

    def is_working(self, day: Day) -> bool:
        offset = self.offset(day)
        return self.through(offset) > self.through(offset - 1)

    def plus(self, day: Day, days: int) -> Day:
        """The n-th working day after `day`, or before it where `days` is negative; 0 is the day
        itself. This is what spreadsheets call WORKDAY."""
        return self.day(self.shifted(self.offset(day), days))

    def between(self, after: Day, until: Day) -> int:
        """Working days after one day up to and including another; negative when it is earlier."""
        return self.through(self.offset(until)) - self.through(self.offset(after))

    def on_or_after(self, day: Day) -> Day:
        return self.day(self.nth(self.through(self.offset(day) - 1)))

    def on_or_before(self, day: Day) -> Day:
        return self.day(self.nth(self.through(self.offset(day)) - 1))

    def offset(self, day: Day) -> int:
        return day.toordinal() - self._first

    def day(self, offset: int) -> Day:
        """The date; what lies beyond the contract's last day is that day."""
        return Day.fromordinal(min(self._first + offset, LAST_DAY.toordinal()))

    def through(self, offset: int) -> int:
        """How many working days lie before the end of that day, since the calendar's first."""
        if offset < 0:
            return 0
        if offset >= len(self._through):
            self.reach(offset)
            if offset >= len(self._through):
                return self._through[-1] + offset - len(self._through) + 1
        return self._through[offset]

    def nth(self, index: int) -> int:
        """The offset of the working day with that many working days before it."""
        if index < 0:
            return index
        while index >= len(self._days) and self._last_year < LAST_YEAR:
            self._grow(2 * self._last_year - self._first_year())
        if index >= len(self._days):
            return len(self._through) + index - len(self._days)
        return self._days[index]

    def all_through(self, offsets: Sequence[int]) -> Sequence[int]:
        """`through` of each."""
        low, high = min(offsets), max(offsets)
        if low == high or low < 0:
            return _each(self.through, offsets, low == high)
        table, _ = self.tables(high, 0)
        return [table[offset] for offset in offsets]

    def all_nth(self, indexes: Sequence[int]) -> Sequence[int]:
        """`nth` of each."""
        low, high = min(indexes), max(indexes)
        if low == high or low < 0:
            return _each(self.nth, indexes, low == high)
        _, table = self.tables(0, high)
        return [table[index] for index in indexes]

    def all_index_of(self, offsets: Sequence[int], days: int) -> Sequence[int]:
        """`index_of` each."""
        if days > 0:
            return [through + days - 1 for through in self.all_through(offsets)]
        return [through + days for through in self.all_through([one - 1 for one in offsets])]

    def shifted(self, offset: int, days: int) -> int:
        """`plus` in offsets."""
        return offset if days == 0 else self.nth(self.index_of(offset, days))

    def index_of(self, offset: int, days: int) -> int:
        """The index of the first working day that is not before `plus(offset, days)`."""
        if days > 0:
            return self.through(offset) + days - 1
        return self.through(offset - 1) + days

    def last_shifting_to(self, offset: int, days: int) -> int:
        """The last day x for which `shifted(x, days)` is not after `offset`."""
        if days == 0:
            return offset
        if days > 0:
            return self.nth(self.through(offset) - days) - 1
        return self.nth(self.through(offset) - 1 - days)

    def reach(self, offset: int) -> None:
        """Let the tables hold that day, as far as the contract's days go."""
        while offset >= len(self._through) and self._last_year < LAST_YEAR:
            self._grow(2 * self._last_year - self._first_year())

    def tables(self, offset: int, index: int) -> tuple[list[int], list[int]]:
        """`through` and `nth` as lists that hold at least that day and that index."""
        self.reach(offset)
        self.nth(index)
        if offset < len(self._through) and index < len(self._days):
            return self._through, self._days
        through = [self.through(one) for one in range(offset + 1)]
        return through, [self.nth(one) for one in range(index + 1)]

    def _first_year(self) -> int:
        return Day.fromordinal(self._first).year

    def _grow(self, last_year: int) -> None:
        self._last_year = min(max(last_year, self._first_year() + AHEAD), LAST_YEAR)
        worked = self._worked()
        self._through = list(accumulate(worked))
        self._days = list(compress(range(len(worked)), worked))

    def _worked(self) -> bytearray:
        """One byte for each day up to the last year: 1 where it is worked."""
        calendar, size = self._calendar, Day(self._last_year, 12, 31).toordinal() - self._first + 1
        begins = Day.fromordinal(self._first).weekday()
        week = [WEEKDAYS[(begins + n) % 7] not in calendar.weekend for n in range(7)]
        worked = bytearray(bytes(week) * (size // 7 + 1))[:size]
        for day in (*self._holidays(), *calendar.extra_holidays):
            offset = day.toordinal() - self._first
            if 0 <= offset < size:
                worked[offset] = 0
        for away in self._away:
            begin = max(away.from_.toordinal() - self._first, 0)
            end = min(away.to.toordinal() - self._first + 1, size)
            if begin < end:
                worked[begin:end] = bytes(end - begin)
        return worked

    def _holidays(self) -> Iterator[Day]:
        country = self._calendar.country
        if country is not None:
            for year in range(self._first_year(), self._last_year + 1):
                yield from public_holidays(country, self._calendar.subdivision, year)


def _each(function: Callable[[int], int], numbers: Sequence[int], are_equal: bool) -> Sequence[int]:
    if are_equal:
        return [function(numbers[0])] * len(numbers)
    return [function(number) for number in numbers]


class Calendars:
    """The working days of everybody whom an account may name."""

    def __init__(self, account: Account, settings: Settings, first_year: int | None = None) -> None:
        first = _first_year(account) if first_year is None else first_year
        of_party = calendars_of_parties(account, settings)
        shared = {party: WorkingDays(calendar, (), first) for party, calendar in of_party.items()}
        self.organization: WorkingDays = shared[PROVIDER]
        self._people: Mapping[str, WorkingDays] = {
            member.person.id: WorkingDays(of_party[member.party], member.person.away, first)
            if member.person.away
            else shared[member.party]
            for member in account.members
        }

    def of(self, person: str) -> WorkingDays:
        """The days of one person; of somebody nobody knows, the organization's."""
        return self._people.get(person, self.organization)


def calendars_of_parties(account: Account, settings: Settings) -> Mapping[Party, Calendar]:
    """The calendar of each party: its own, else the organization's."""
    ours = settings.organization.calendar
    return {
        PROVIDER: ours,
        CUSTOMER: account.customer.calendar or ours,
        **{partner_party(one.id): one.calendar or ours for one in account.customer.partners},
    }


def _first_year(account: Account) -> int:
    """A year before anything that days are counted from, and before what the longest lead
    reaches back to."""
    leads = (-need.lag for task in account.plan.tasks for need in task.needs)
    lead = max(leads, default=0)
    return max(min(_days_named(account)).year - 1 - max(lead, 0) // 200, 1)


def _days_named(account: Account) -> Iterator[Day]:
    plan, worksheet = account.plan, account.worksheet
    yield plan.kickoff
    for task in plan.tasks:
        dates = (task.due, task.started, task.done, task.start)
        yield from (day for day in dates if day)
        yield from (move.from_ for move in task.moved)
        if task.blocked:
            yield task.blocked.since
    sign_offs = [plan.signoffs.plan, *([worksheet.signoffs.worksheet] if worksheet else [])]
    sections = worksheet.sections if worksheet else ()
    yield from (one.date for sign_off in sign_offs for one in sign_off.signed)
    yield from (one.date for decision in account.decisions for one in decision.approved)
    yield from (one.date for change in account.changes for one in change.approved)
    yield from (one.answered.date for s in sections for one in s.answers if one.answered)
    yield from (decision.date for decision in account.decisions)
    dues = (
        *(decision.due for decision in account.decisions),
        *(change.due for change in account.changes),
        *(section.due for section in sections),
        *(sign_off.due for sign_off in sign_offs),
    )
    yield from (due for due in dues if due)
