"""The document inside a response: who says what, about what they were shown. Closed and strict.

It is canonical JSON (RFC 8785): other bytes that mean the same are refused, so that what a
receipt covers is exactly what is read. Days are ISO dates, `at` is UTC.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from datetime import date as Day
from functools import cache
from typing import Annotated, Any, Final, get_args, get_type_hints

import rfc8785

from onboardgen.access.portal_keys import PORTAL_ID
from onboardgen.agreements.canonical import Json, digest_of
from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.loading.layout import ID
from onboardgen.loading.text import CONTROL
from onboardgen.model.plan import Reason
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.responses.sealing import FORMAT

LONGEST_TEXT: Final = 4000
MOST_ANSWERS: Final = 500
RATINGS: Final = range(1, 6)
_YEARS: Final = range(1900, 2200)
_REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
_RESPONSE_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_GRANT_ID: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{16}", re.ASCII)
_HEX_64: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_SETTING: Final = re.compile(r"[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


Reader = Callable[[Any], Any]
"""Makes a value of plain JSON; raises ValueError, KeyError or TypeError for any other."""


class DocumentBroken(Exception):
    """The bytes are not a document of this format. The message names the field."""


def _text(plain: object, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(plain, str) or not plain.strip() or len(plain) > longest:
        raise ValueError
    if CONTROL.search(plain):
        raise ValueError
    return plain


def _like(pattern: re.Pattern[str], plain: object) -> str:
    text = _text(plain, 200)
    if not pattern.fullmatch(text):
        raise ValueError
    return text


def _id(plain: object) -> str:
    return _like(ID, plain)


def _day(plain: object) -> Day:
    day = Day.fromisoformat(_text(plain, 10))
    if day.year not in _YEARS or day.isoformat() != plain:
        raise ValueError
    return day


def _instant(plain: object) -> datetime:
    at = datetime.fromisoformat(_like(_INSTANT, plain))
    if at.year not in _YEARS:
        raise ValueError
    return at.astimezone(UTC)


def _reason(plain: object) -> Reason:
    return _REASONS[_REASONS.index(plain)]


def _signed(plain: object) -> Signed:
    return SIGNED[SIGNED.index(plain)]


def _rating(plain: object) -> int:
    if type(plain) is not int or plain not in RATINGS:
        raise ValueError
    return plain


def _target(plain: object) -> Reference:
    reference = parse_reference(_text(plain, 200))
    pattern = {"setting": _SETTING, "scope": ID}[reference.kind]
    _like(pattern, reference.id)
    return reference


def _digest(plain: object) -> str:
    return _like(_DIGEST, plain)


def _title(plain: object) -> str:
    return _text(plain, 200)


def _texts(plain: object) -> tuple[str, ...]:
    if not isinstance(plain, list) or len(plain) > 100:
        raise ValueError
    return tuple(map(_text, plain))


def _answers(plain: object) -> Mapping[str, Json]:
    if not isinstance(plain, dict) or not 0 < len(plain) <= MOST_ANSWERS:
        raise ValueError
    return {_like(_SETTING, setting): value for setting, value in plain.items()}


def _any(plain: object) -> Json:
    return plain  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone:
    """A task was finished on a day; `evidence` is where that can be seen."""

    task: Annotated[str, _id]
    done: Annotated[Day, _day]
    evidence: Annotated[str | None, _text] = None
    note: Annotated[str | None, _text] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBlocked:
    """Nothing goes on with a task, since when, why, and until when as far as one knows."""

    task: Annotated[str, _id]
    since: Annotated[Day, _day]
    reason: Annotated[Reason, _reason]
    note: Annotated[str | None, _text] = None
    until: Annotated[Day | None, _day] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuestion:
    task: Annotated[str, _id]
    question: Annotated[str, _text]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateConfirm:
    """A yes to the promised date."""

    task: Annotated[str, _id]
    due: Annotated[Day, _day]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePropose:
    """Another date than the promised one. It is a proposal, and no move."""

    task: Annotated[str, _id]
    to: Annotated[Day, _day]
    reason: Annotated[Reason, _reason]
    note: Annotated[str | None, _text] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers to worksheet questions by `section.answer`, as the worksheet holds them."""

    answers: Annotated[Mapping[str, Json], _answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """A signature; `digest` is that of the content that was shown, in full."""

    signoff: Annotated[Signed, _signed]
    digest: Annotated[str, _digest]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequested:
    """The six fields of a change request; the current value is what was shown."""

    target: Annotated[Reference, _target]
    requested: Annotated[Json, _any]
    reason: Annotated[str, _text]
    downstream: Annotated[tuple[str, ...], _texts]
    effective: Annotated[Day, _day]
    title: Annotated[str | None, _title] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How satisfied somebody is with a milestone, from 1 to 5."""

    milestone: Annotated[str, _id]
    value: Annotated[int, _rating]
    note: Annotated[str | None, _text] = None


Said = (
    TaskDone | TaskBlocked | TaskQuestion | DateConfirm | DatePropose | Answers | SignOff
    | ChangeRequested | Rating
)  # fmt: skip
KINDS: Final[Mapping[str, type[Said]]] = {
    "task_done": TaskDone,
    "task_blocked": TaskBlocked,
    "task_question": TaskQuestion,
    "date_confirm": DateConfirm,
    "date_propose": DatePropose,
    "answers": Answers,
    "sign_off": SignOff,
    "change_request": ChangeRequested,
    "rating": Rating,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A document as read. `shown` is what the reader saw of each record that this is about, by
    reference; `bundle` the SIV of the pages it was read on (hex); `document` its very bytes."""

    id: str
    portal: str
    epoch: str
    grant: str
    person: str
    bundle: str
    at: datetime
    kind: str
    said: Said
    shown: Mapping[str, Json]
    document: bytes = field(repr=False)

    @property
    def shown_digest(self) -> bytes:
        """SHA-256 of what was shown, in its canonical form."""
        return hashlib.sha256(rfc8785.dumps(self.shown)).digest()

    @property
    def about(self) -> tuple[Reference, ...]:
        """The records that this is about: those, and no others, it has to have been shown."""
        return about(self.said)


def about(said: Said) -> tuple[Reference, ...]:
    """The records that something said is about."""
    match said:
        case Answers(answers=answers):
            return tuple(Reference("setting", setting) for setting in sorted(answers))
        case SignOff(signoff=name):
            return (Reference("signoff", name),)
        case ChangeRequested(target=target):
            return (target,)
        case Rating(milestone=milestone):
            return (Reference("task", milestone),)
        case _:
            return (Reference("task", said.task),)


def read_document(data: bytes) -> Response:
    """The response that a document holds. Raises DocumentBroken for anything else."""
    plain = _canonical(data)
    names = ("format", "id", "portal", "epoch", "grant", "person", "bundle", "shown", "at", "kind",
             "fields")  # fmt: skip
    if not isinstance(plain, dict) or plain.keys() != set(names):
        raise DocumentBroken("its fields are others than those of a response")
    if plain["format"] != FORMAT:
        raise DocumentBroken("format")
    response = Response(
        id=_field(plain, "id", lambda one: _like(_RESPONSE_ID, one)),
        portal=_field(plain, "portal", lambda one: _like(PORTAL_ID, one)),
        epoch=_field(plain, "epoch", lambda one: _like(_HEX_64, one)),
        grant=_field(plain, "grant", lambda one: _like(_GRANT_ID, one)),
        person=_field(plain, "person", _id),
        bundle=_field(plain, "bundle", lambda one: _like(_HEX_64, one)),
        at=_field(plain, "at", _instant),
        kind=_field(plain, "kind", lambda one: {name: name for name in KINDS}[one]),
        said=_said(plain),
        shown=_field(plain, "shown", _shown),
        document=data,
    )
    if set(response.shown) != set(map(str, response.about)):
        raise DocumentBroken("shown")
    if isinstance(response.said, SignOff) and response.said.digest != _digest_shown(response):
        raise DocumentBroken("fields.digest")
    return response


def _digest_shown(response: Response) -> str | None:
    """The digest of the content that a sign-off was shown."""
    text = next(iter(response.shown.values()))
    return digest_of(text.encode("utf-8", "replace")) if isinstance(text, str) else None


def _said(plain: Mapping[str, Any]) -> Said:
    kind = KINDS.get(plain["kind"]) if isinstance(plain["kind"], str) else None
    given = plain["fields"]
    if kind is None or not isinstance(given, dict):
        raise DocumentBroken("kind")
    known = {one.name for one in fields(kind)}
    if not given.keys() <= known:
        raise DocumentBroken(f"fields.{min(given.keys() - known)}")
    return kind(**dict(_values(plain["kind"], kind, given)))


def _values(name: str, kind: type[Said], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    readers = _readers(name)
    for one in fields(kind):
        if one.default is None and given.get(one.name) is None:
            continue
        yield one.name, _field(given, one.name, readers[one.name], "fields.")


@cache
def _readers(kind: str) -> Mapping[str, Reader]:
    """What reads each field of a kind, as its annotation says."""
    hints = get_type_hints(KINDS[kind], include_extras=True)
    return {name: get_args(hint)[1] for name, hint in hints.items()}


def _field(plain: Mapping[str, Any], name: str, reader: Reader, start: str = "") -> Any:
    try:
        return reader(plain[name])
    except (ValueError, KeyError, TypeError, OverflowError):
        raise DocumentBroken(f"{start}{name}") from None


def _shown(plain: object) -> Mapping[str, Json]:
    if not isinstance(plain, dict) or not all(
        isinstance(one, dict | str) for one in plain.values()
    ):
        raise ValueError
    return plain


def _canonical(data: bytes) -> object:
    """The JSON of a text that is written as RFC 8785 writes it."""
    try:
        plain = json.loads(data.decode("utf-8"))
        same = rfc8785.dumps(plain) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise DocumentBroken("it is no canonical JSON")
    return plain
