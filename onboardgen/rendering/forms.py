"""Forms as the page's script reads them: plain JSON, without what is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from onboardgen.agreements.canonical import Json
from onboardgen.checks.known_codes import countries, currencies
from onboardgen.views.forms import FormsView


def forms_json(view: FormsView, types: frozenset[str]) -> dict[str, Json]:
    """The forms; with the codes that an answer can be, where a question's type has codes."""
    plain = _plain(view)
    assert isinstance(plain, dict)  # noqa: S101
    known = {"country": countries, "currency": currencies}
    codes: dict[str, Json] = {
        name: "".join(sorted(codes())) for name, codes in known.items() if name in types
    }
    return {**plain, **({"codes": codes} if codes else {})}


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
