"""The digest of one reader: what is late, what is asked, what they wait for, what changed, what
comes next; in their language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Final
from urllib.parse import quote

from onboardgen.notifications.content import Asked, Dated, Said
from onboardgen.notifications.letter import Letter, Part, Point
from onboardgen.notifications.timing import Decision
from onboardgen.notifications.words import Words, flat, sentence
from onboardgen.rendering.messages import mark_plural
from onboardgen.views.history import COMMIT
from onboardgen.views.news import LineView
from onboardgen.views.reading import Target

MOST: Final = 15
"""Points of what is asked; of further ones only how many there are."""
MOST_NEWS: Final = 10
MOST_BESIDES: Final = 6
"""Points of what is waited for, and of the dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Where a reader finds everything. `address` is None where portals have none yet."""

    customer: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is told to one reader. `name` is None for our team as a whole. `portal` is None for
    our team, which reads about all `accounts`. `since` is the day from which on news are told."""

    name: str | None
    organization: str
    today: Day
    said: tuple[Said, ...]
    portal: Portal | None
    since: Day

    @property
    def has_content(self) -> bool:
        return any(one.asked or one.waiting or one.news for one in self.said)

    @property
    def workable(self) -> frozenset[str]:
        return frozenset(ref for one in self.said for ref in one.workable)

    @property
    def overdue(self) -> frozenset[str]:
        return frozenset(ref for one in self.said for ref in one.overdue)


def write(digest: Digest, decision: Decision, words: Words) -> Letter:
    """The digest as a letter, in the language and on the day of `words`."""
    return _Writer(digest, decision, words).letter()


@dataclass(frozen=True, slots=True)
class _Mine:
    """Something together with the account it stands in."""

    asked: Asked
    said: Said


class _Writer:
    def __init__(self, digest: Digest, decision: Decision, words: Words) -> None:
        self.digest, self.fresh = digest, decision.fresh
        self.is_extra = decision.kind == "extra"
        self.words, self.say = words, words.gettext
        found = [_Mine(one, said) for said in digest.said for one in said.asked]
        self.asked = sorted(found, key=lambda one: one.asked.ask.rank)

    def letter(self) -> Letter:
        digest, portal = self.digest, self.digest.portal
        headline = self._headline()
        where = portal.customer if portal else digest.organization
        link = None
        if portal and portal.address:
            link = (self.say("Open the portal"), portal.address)
        return Letter(
            language=self.words.language.replace("_", "-"),
            direction="rtl" if self.words.is_right_to_left else "ltr",
            organization=flat(digest.organization),
            subject=flat(f"{headline} · {where}"),
            headline=headline,
            status=self._status(),
            parts=tuple(self._parts()),
            link=link,
            footer=tuple(self._footer()),
        )

    def _headline(self) -> str:
        fresh = [one for one in self.asked if self._is_fresh(one)]
        if self.is_extra and len(fresh) == 1:
            return self._about_one(fresh[0])
        if self.digest.name is None:
            counted = self._counted(
                *mark_plural(
                    "%(count)s thing is waiting for our team",
                    "%(count)s things are waiting for our team",
                )
            )
            return sentence(counted)
        name = self.words.called(self.digest.name)
        if not self.asked:
            return flat(self.say("%(name)s, nothing is waiting for you") % {"name": name})
        return self._counted(
            *mark_plural(
                "%(name)s, %(count)s thing is waiting for you",
                "%(name)s, %(count)s things are waiting for you",
            )
        )

    def _counted(self, one: str, many: str) -> str:
        number = len(self.asked)
        text = self.words.ngettext(one, many, number)
        name = self.words.called(self.digest.name or "")
        return flat(text % {"count": self.words.number(number), "name": name})

    def _about_one(self, one: _Mine) -> str:
        title, name = self.words.ask(one.asked.ask), self.digest.name
        late = f"{one.said.slug}/{one.asked.ref}" in one.said.overdue
        if name is None:
            text = self.say("Late: %(title)s") if late else self.say("Our turn: %(title)s")
            return flat(text % {"title": title})
        text = (
            self.say("%(name)s, this is late: %(title)s")
            if late
            else self.say("%(name)s, it is your turn: %(title)s")
        )
        return flat(text % {"name": self.words.called(name), "title": title})

    def _status(self) -> str:
        said = self.digest.said
        ahead = said[0].ahead if self.digest.portal and said else None
        return self.words.verdict(ahead) if ahead else ""

    def _parts(self) -> Iterator[Part]:
        ours = self.digest.name is None
        late = [self._asked(one) for one in self.asked if one.asked.ask.overdue]
        rest = [self._asked(one) for one in self.asked if not one.asked.ask.overdue]
        yield from self._part(self.say("Late"), late, is_late=True)
        yield from self._part(
            self.say("Waiting for our team") if ours else self.say("Waiting for you"), rest
        )
        yield from self._part(
            self.say("Our team waits for") if ours else self.say("You wait for"),
            self._waiting(),
            most=MOST_BESIDES,
        )
        since = self.words.day(self.digest.since)
        yield from self._part(
            self.say("What changed since %(date)s") % {"date": since}, self._news(), most=MOST_NEWS
        )
        yield from self._part(self.say("Next dates"), self._dates(), most=MOST_BESIDES)

    def _part(
        self, heading: str, points: Sequence[Point], *, most: int = MOST, is_late: bool = False
    ) -> Iterator[Part]:
        if points:
            rest = len(points) - most
            yield Part(
                heading=heading,
                points=tuple(points[:most]),
                more=self.words.more(rest) if rest > 0 else "",
                is_late=is_late,
            )

    def _asked(self, one: _Mine) -> Point:
        ask, words = one.asked.ask, self.words
        holds_up = words.targets(ask.holds_up) if ask.holds_up else ""
        people = ", ".join(flat(who.name) for who in ask.people)
        return Point(
            title=words.ask(ask),
            detail=_joined(
                self.say("New") if self.is_extra and self._is_fresh(one) else "",
                self._account(one.said),
                people if self.digest.name is None else "",
                words.promise(ask.due, ask.overdue),
                words.state(ask),
                f"{self.say('Holds up:')} {holds_up}" if holds_up else "",
                self.say("go-live hangs on it") if ask.critical else "",
            ),
            href=self._href(ask.path),
            is_late=ask.overdue,
        )

    def _waiting(self) -> list[Point]:
        found = [(one, said) for said in self.digest.said for one in said.waiting]
        found.sort(key=lambda one: one[0].due or Day.max)
        return [self._waited(one, said) for one, said in found]

    def _waited(self, target: Target, said: Said) -> Point:
        late = target.due is not None and target.due < self.digest.today
        return Point(
            title=self.words.target(target),
            detail=_joined(
                self._account(said),
                self.words.owed(target),
                self.words.promise(target.due, late) if target.due else "",
            ),
            href=self._href(target.path),
            is_late=late,
        )

    def _news(self) -> list[Point]:
        found = [(line, said) for said in self.digest.said for line in said.news]
        found.sort(key=lambda one: one[0].first.recorded.day, reverse=True)
        return [self._line(line, said) for line, said in found]

    def _line(self, line: LineView, said: Said) -> Point:
        title, happened = self.words.line(line)
        path = line.first.target.path if len(line.targets) == 1 else "news"
        day = self.words.date(line.first.recorded.day)
        return Point(
            title=title,
            detail=_joined(self._account(said), day, happened),
            href=self._href(path),
        )

    def _dates(self) -> list[Point]:
        found = [(one, said) for said in self.digest.said for one in said.dates]
        found.sort(key=lambda one: (one[0].day, one[0].title))
        return [self._dated(one, said) for one, said in found]

    def _dated(self, one: Dated, said: Said) -> Point:
        yours = self.say("yours") if one.mine and self.digest.name else ""
        return Point(
            title=flat(one.title),
            detail=_joined(self._account(said), self.words.day(one.day), yours),
            href=self._href(one.path),
        )

    def _account(self, said: Said) -> str:
        """Whose account it is, where a letter tells of several."""
        return "" if self.digest.portal else flat(said.customer)

    def _href(self, path: str | None) -> str | None:
        portal = self.digest.portal
        if portal is None or portal.address is None or path is None:
            return None
        return f"{portal.address}#/{quote(path)}"

    def _footer(self) -> Iterator[str]:
        portal = self.digest.portal
        if portal is None:
            yield self.say("This comes once a week, and when something becomes ours or is late.")
            return
        yield flat(
            self.say(
                "You get this because you can open the portal of %(customer)s. It comes once a"
                " week, and when something becomes yours or is late."
            )
            % {"customer": portal.customer}
        )
        asked = next((one.writes_to for one in self.digest.said if one.writes_to), None)
        if asked:
            name = f"{asked[0]}, {asked[1]}" if asked[1] else asked[0]
            yield flat(self.say("Questions? %(name)s") % {"name": name})

    def _is_fresh(self, one: _Mine) -> bool:
        return f"{one.said.slug}/{one.asked.ref}" in self.fresh


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def with_news(said: Said, since: Day, fresh: Collection[str] | None) -> Said:
    """The same with only the news that a reader was not told: those of the commits in `fresh`
    (hashes); where nobody knows them, those of `since` and later."""
    known = None if fresh is None else {commit[:COMMIT] for commit in fresh}
    told = tuple(
        line
        for line in said.news
        if (
            line.first.recorded.day >= since
            if known is None
            else line.first.recorded.commit in known
        )
    )
    return replace(said, news=told)
