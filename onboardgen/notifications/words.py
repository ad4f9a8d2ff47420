"""The words of the portal as plain text, so that a message says things as the pages do."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date as Day
from typing import Any, Final

from babel.support import NullTranslations

from onboardgen.rendering.environment import environment
from onboardgen.rendering.formats import Formats, is_right_to_left, locale_of
from onboardgen.rendering.messages import mark
from onboardgen.rendering.theme import Theme
from onboardgen.views.asks import Ask
from onboardgen.views.go_live import GoLiveView
from onboardgen.views.news import LineView
from onboardgen.views.reading import Target

_TAG: Final = re.compile(r"<[^>]*>")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NUMBERS: Final = (
    mark("one"), mark("two"), mark("three"), mark("four"), mark("five"), mark("six"),
    mark("seven"), mark("eight"), mark("nine"),
)  # fmt: skip
_ASKS: Final[Mapping[str, str]] = {
    "decision": mark("Decide: %(title)s"),
    "change": mark("Approve or turn down: %(title)s"),
}
_STATES: Final[Mapping[str, str]] = {
    "blocked": mark("Blocked"),
    "in_progress": mark("In progress"),
    "waiting": mark("Waiting"),
}


class Words:
    """What things are called in one language, on one day. Everything is plain text."""

    def __init__(
        self, language: str, today: Day, catalogue: NullTranslations, theme: Theme
    ) -> None:
        """`theme` is the packaged one: a workspace's own may say things in another way."""
        templates = environment(theme, theme.digest, language, today.year, catalogue)
        self.language = language
        self.gettext = catalogue.gettext
        self.ngettext = catalogue.ngettext
        self._formats = Formats(locale_of(language), today.year, catalogue.gettext)
        self._words: Any = templates.get_template("components/words.html.j2").module
        self._events: Any = templates.get_template("components/events.html.j2").module
        self._track: Any = templates.get_template("components/track.html.j2").module

    @property
    def is_right_to_left(self) -> bool:
        return is_right_to_left(self.language)

    def number(self, number: int) -> str:
        """A small number in words."""
        in_words = 0 < number <= len(_NUMBERS)
        return self.gettext(_NUMBERS[number - 1]) if in_words else self._formats.number(number)

    def day(self, day: Day) -> str:
        return plain_text(self._formats.day(day))

    def date(self, day: Day) -> str:
        return plain_text(self._formats.date(day))

    def called(self, name: str) -> str:
        """The name by which somebody is spoken to."""
        return self._formats.called(flat(name))

    def promise(self, due: Day | None, overdue: bool) -> str:
        return plain_text(self._words.promise(due, overdue))

    def more(self, number: int) -> str:
        text = self.ngettext("and %(count)s more", "and %(count)s more", number)
        return text % {"count": number}

    def ask(self, ask: Ask) -> str:
        """What is asked, as the overview says it."""
        if ask.kind == "questions":
            text = self.ngettext(
                "Answer %(count)s question on %(title)s",
                "Answer %(count)s questions on %(title)s",
                ask.count,
            )
            return flat(text % {"count": ask.count, "title": ask.title})
        if ask.kind == "signoff":
            plan = ask.title == "plan"
            return self.gettext("Sign the plan") if plan else self.gettext("Sign the worksheet")
        pattern = _ASKS.get(ask.kind)
        return flat(self.gettext(pattern) % {"title": ask.title} if pattern else ask.title)

    def state(self, ask: Ask) -> str:
        return self.gettext(_STATES[ask.state]) if ask.state in _STATES else ""

    def target(self, target: Target) -> str:
        return plain_text(self._words.name_of(target))

    def owed(self, target: Target) -> str:
        return plain_text(self._words.owed(target))

    def targets(self, targets: tuple[Target, ...], most: int = 2) -> str:
        return plain_text(self._words.links(targets, most))

    def verdict(self, ahead: GoLiveView) -> str:
        """Whether go-live is on track, and its dates."""
        return f"{plain_text(self._track.verdict(ahead))} · {plain_text(self._track.dates(ahead))}"

    def line(self, line: LineView) -> tuple[str, str]:
        """One line of news: what it is about, and what happened."""
        several, first = len(line.targets) > 1, line.first.target
        happened = " · ".join(
            plain_text(self._events.happened(event, several)) + self._note(event.note, several)
            for event in line.events
        )
        if several:
            titles = plain_text(self._events.titles(line.targets))
            counted = plain_text(self._events.counted(first.kind, len(line.targets)))
            return counted, f"{happened}: {titles}"
        return self.target(first), happened

    def _note(self, note: str | None, several: bool) -> str:
        return f". {flat(note)}" if note and not several else ""


def plain_text(markup: str) -> str:
    """Markup that was escaped on its way here, as the text a reader sees, in one line."""
    return flat(html.unescape(_TAG.sub("", str(markup))))


def sentence(text: str) -> str:
    """A text that begins with a capital letter, where its script has them."""
    return f"{text[:1].upper()}{text[1:]}"


def flat(text: str) -> str:
    """A text in one line and without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())
