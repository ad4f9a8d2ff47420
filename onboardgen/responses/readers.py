"""Values of plain JSON, read strictly: what is not exactly right raises ValueError, KeyError or
TypeError."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from datetime import date as Day
from typing import Final, get_args

from onboardgen.agreements.canonical import Json
from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.loading.layout import ID
from onboardgen.loading.text import CONTROL
from onboardgen.model.plan import Reason
from onboardgen.model.reference import Reference, parse_reference

LONGEST_TEXT: Final = 4000
MOST_ANSWERS: Final = 500
RATINGS: Final = range(1, 6)
_YEARS: Final = range(1900, 2200)
_REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
GRANT_ID: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{16}", re.ASCII)
HEX_64: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_SETTING: Final = re.compile(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def plain_text(plain: object, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(plain, str) or not plain.strip() or len(plain) > longest:
        raise ValueError
    if CONTROL.search(plain):
        raise ValueError
    return plain


def matching(pattern: re.Pattern[str], plain: object) -> str:
    text = plain_text(plain, 200)
    if not pattern.fullmatch(text):
        raise ValueError
    return text


def an_id(plain: object) -> str:
    return matching(ID, plain)


def a_day(plain: object) -> Day:
    day = Day.fromisoformat(plain_text(plain, 10))
    if day.year not in _YEARS or day.isoformat() != plain:
        raise ValueError
    return day


def an_instant(plain: object) -> datetime:
    at = datetime.fromisoformat(matching(_INSTANT, plain))
    if at.year not in _YEARS:
        raise ValueError
    return at.astimezone(UTC)


def a_reason(plain: object) -> Reason:
    return _REASONS[_REASONS.index(plain)]


def a_signoff(plain: object) -> Signed:
    return SIGNED[SIGNED.index(plain)]


def a_rating(plain: object) -> int:
    if type(plain) is not int or plain not in RATINGS:
        raise ValueError
    return plain


def a_target(plain: object) -> Reference:
    reference = parse_reference(plain_text(plain, 200))
    pattern = {"setting": _SETTING, "scope": ID}[reference.kind]
    matching(pattern, reference.id)
    return reference


def a_digest(plain: object) -> str:
    return matching(_DIGEST, plain)


def a_title(plain: object) -> str:
    return plain_text(plain, 200)


def texts(plain: object) -> tuple[str, ...]:
    if not isinstance(plain, list) or len(plain) > 100:
        raise ValueError
    return tuple(map(plain_text, plain))


def answers_by_setting(plain: object) -> Mapping[str, Json]:
    if not isinstance(plain, dict) or not 0 < len(plain) <= MOST_ANSWERS:
        raise ValueError
    return {matching(_SETTING, setting): value for setting, value in plain.items()}


def anything(plain: object) -> Json:
    return plain  # type: ignore[return-value]
