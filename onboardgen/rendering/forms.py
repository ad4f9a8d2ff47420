"""Forms as the page's script reads them: plain JSON, without what is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace

from babel.support import NullTranslations

from onboardgen.agreements.canonical import Json
from onboardgen.checks.known_codes import countries, currencies
from onboardgen.rendering.tables import name_of
from onboardgen.views.forms import FormsView, LaterForm


def forms_json(view: FormsView, types: frozenset[str], words: NullTranslations) -> dict[str, Json]:
    """The forms, in the words of a catalogue; with the codes that an answer can be, where a
    question's type has codes."""
    plain = _plain(replace(view, later={}))
    assert isinstance(plain, dict)  # noqa: S101
    known = {"country": countries, "currency": currencies}
    codes: dict[str, Json] = {
        name: "".join(sorted(codes())) for name, codes in known.items() if name in types
    }
    later: dict[str, Json] = {
        section: [_later(part, words) for part in parts] for section, parts in view.later.items()
    }
    more = {"codes": codes, "later": later}
    return {**plain, **{name: value for name, value in more.items() if value}}


def _later(part: LaterForm, words: NullTranslations) -> dict[str, Json]:
    """What comes later as the worksheet's page says it: what it is, and what opens it."""
    gettext: Callable[[str], str] = words.gettext
    ngettext: Callable[[str, str, int], str] = words.ngettext
    said = ngettext(
        "%(count)s question of “%(phase)s”",
        "%(count)s questions of “%(phase)s”",
        len(part.questions),
    ) % {"count": len(part.questions), "phase": part.phase.name}
    opens_with = ", ".join(name_of(one, gettext) for one in part.phase.opens_with)
    why = " ".join((gettext("opens with:"), opens_with))
    return {"questions": list(part.questions), "said": said, "why": why}


def _plain(value: object) -> Json:
    if is_dataclass(value):
        named = {one.name: getattr(value, one.name) for one in fields(value)}
        return {
            name: _plain(one) for name, one in named.items() if one not in (None, (), False, {})
        }
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    assert isinstance(value, str | bool | None)  # noqa: S101
    return value
