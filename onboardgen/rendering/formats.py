"""Dates, numbers and answers as people of one language write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_name
from markupsafe import Markup, escape

from onboardgen.model.worksheet import AnswerType, AnswerValue

LINE = 60
CODE = 3
WHOLE_NAMES = frozenset({"ja", "ko", "zh"})
"""Languages in which a first name alone is too familiar."""
INTERNATIONAL = {
    "MMMEd": "EEE d MMM",
    "yMMMEd": "EEE d MMM y",
    "MMMd": "d MMM",
    "yMMMd": "d MMM y",
}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a language tag. Plain English is the international one: 4 Dec, not Dec 4."""
    try:
        locale = Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return Locale("en", "001") if str(locale) == "en" else locale


def is_right_to_left(language: str) -> bool:
    return bool(locale_of(language).character_order == "right-to-left")


@lru_cache(maxsize=8192)
def day_text(day: Day, locale: Locale, skeleton: str) -> str:
    """A day by a skeleton of the locale; international English goes without the comma."""
    if locale.territory == "001":
        return str(format_date(day, INTERNATIONAL[skeleton], locale=locale))
    return format_skeleton(skeleton, day, locale=locale)


@dataclass(frozen=True, slots=True)
class Formats:
    """Filters of one page language. The year is shown where it is not `year`."""

    locale: Locale
    year: int
    gettext: Callable[[str], str]

    def day(self, day: Day, relative: bool = False) -> Markup:
        """Weekday and date as a time element; `relative` lets the page add "in 3 days"."""
        skeleton = "MMMEd" if day.year == self.year else "yMMMEd"
        text = day_text(day, self.locale, skeleton)
        mark = Markup(" data-relative") if relative else ""
        return Markup('<time datetime="{}"{}>{}</time>').format(day.isoformat(), mark, text)

    def date(self, day: Day) -> Markup:
        """The date without weekday, for history."""
        skeleton = "MMMd" if day.year == self.year else "yMMMd"
        text = day_text(day, self.locale, skeleton)
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), text)

    def month(self, day: Day) -> str:
        """The month on an axis; January is told by its year."""
        skeleton = "y" if day.month == 1 else "MMM"
        return format_skeleton(skeleton, day, locale=self.locale)

    def number(self, number: float) -> str:
        return format_decimal(number, locale=self.locale)

    def money(self, amount: float, currency: str | None) -> str:
        if currency is None:
            return self.number(amount)
        whole = "¤#,##0" if float(amount).is_integer() else None
        pattern = self.locale.currency_formats["standard"].pattern
        short = pattern.replace(".00", "") if whole else None
        return format_currency(
            amount, currency, format=short, locale=self.locale, currency_digits=not short
        )

    def called(self, name: str) -> str:
        """The name by which somebody is spoken to: the first one, where the language does so."""
        first, _, rest = name.partition(" ")
        is_short = len(first) < 2 or first.endswith(".")
        return name if is_short or not rest or self.locale.language in WHOLE_NAMES else first

    def listed(self, texts: list[str | Markup]) -> Markup:
        """Texts joined as the language joins them: a, b and c."""
        return Markup(format_list([str(escape(text)) for text in texts], locale=self.locale))  # noqa: S704

    def place(self, timezone: str) -> str:
        """The place whose time somebody keeps: Berlin, New York."""
        try:
            return get_timezone_location(timezone, locale=self.locale, return_city=True)
        except LookupError:
            return timezone

    def value(self, value: AnswerValue, kind: AnswerType = "text") -> str | Markup:
        """One answer in words. Tables are the template's business."""
        if isinstance(value, bool):
            return self.gettext("Yes") if value else self.gettext("No")
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, Day):
            return self.day(value)
        if isinstance(value, tuple):
            return self._several(value)
        return self._text(value or "", kind)

    def _text(self, text: str, kind: AnswerType) -> str | Markup:
        if kind == "currency" and len(text) == CODE:
            return f"{text}, {get_currency_name(text, locale=self.locale)}"
        if kind == "country":
            return str(self.locale.territories.get(text, text))
        if kind == "yes_no":
            return {"yes": self.gettext("Yes"), "no": self.gettext("No")}.get(text.lower(), text)
        if kind == "date":
            try:
                return self.day(Day.fromisoformat(text))
            except ValueError:
                return text
        return text

    def _several(self, values: tuple[object, ...]) -> Markup:
        texts: list[str | Markup] = [str(value) for value in values]
        if sum(len(text) + 2 for text in texts) < LINE:
            return self.listed(texts)
        items = Markup("").join(Markup("<li>{}</li>").format(text) for text in texts)
        return Markup('<ul class="plain">{}</ul>').format(items)
