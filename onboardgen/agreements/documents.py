"""A content as the file that is signed: canonical JSON, to bytes and back."""

from __future__ import annotations

import json
from datetime import date as Day
from typing import Any, Final, cast, get_args

from onboardgen.agreements.canonical import (
    Json,
    canonical_answer,
    canonical_bytes,
    canonical_text,
    digest_of,
)
from onboardgen.agreements.content import (
    SCOPE_LISTS,
    Content,
    PlanContent,
    SignedAnswer,
    SignedScopeItem,
    SignedTask,
    worksheet_of,
)
from onboardgen.model.worksheet import AnswerType, AnswerValue

_ANSWER_TYPES: Final[tuple[AnswerType, ...]] = get_args(AnswerType)


def as_bytes(content: Content) -> bytes:
    """The bytes of `signed/<digest>.json`."""
    if isinstance(content, PlanContent):
        return canonical_bytes({"tasks": [_fields(task) for task in content.tasks]})
    answers, scope = map(_fields, content.answers), map(_fields, content.scope)
    return canonical_bytes({"answers": list(answers), "scope": list(scope)})


def digest(content: Content) -> str:
    """The digest that a signature under this content carries."""
    return digest_of(as_bytes(content))


def read_content(data: bytes) -> Content | None:
    """The content of a signed file; None where these are not bytes that `as_bytes` can write."""
    try:
        content = _content(json.loads(data.decode("utf-8")))
        return content if as_bytes(content) == data else None
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _fields(record: SignedAnswer | SignedScopeItem | SignedTask) -> dict[str, Json]:
    return {name: getattr(record, name) for name in type(record).__slots__}


def _content(plain: Any) -> Content:
    """Raises ValueError, TypeError or AttributeError where it is none of the two contents."""
    if plain.keys() == {"tasks"}:
        tasks = [_task(item) for item in plain["tasks"]]
        return PlanContent(tasks=tuple(sorted(tasks, key=lambda task: task.id)))
    answers, scope = _values(plain, "answers", "scope")
    return worksheet_of((*map(_answer, answers), *map(_scope_item, scope)))


def _values(plain: Any, *names: str) -> list[Any]:
    """The values of an object that has these names and no others."""
    if plain.keys() != set(names):
        raise ValueError("other names than those that are signed")
    return [plain[name] for name in names]


def _task(plain: Any) -> SignedTask:
    id_, title, owner, due = _values(plain, "id", "title", "owner", "due")
    day = None if due is None else Day.fromisoformat(due).isoformat()
    return SignedTask(id=_text(id_), title=_text(title), owner=_text(owner), due=day)


def _scope_item(plain: Any) -> SignedScopeItem:
    where, id_, text = _values(plain, "list", "id", "text")
    known = SCOPE_LISTS[SCOPE_LISTS.index(where)]
    return SignedScopeItem(list=known, id=_text(id_), text=_text(text))


def _answer(plain: Any) -> SignedAnswer:
    section, id_, question, type_, answer, architectural = _values(
        plain, "section", "id", "question", "type", "answer", "architectural"
    )
    kind = _ANSWER_TYPES[_ANSWER_TYPES.index(type_)]
    if not isinstance(architectural, bool) or answer in (None, "", [], {}):
        raise ValueError("not an answered question")
    return SignedAnswer(
        section=_text(section),
        id=_text(id_),
        question=_text(question),
        type=kind,
        answer=canonical_answer(kind, _value(answer)),
        architectural=architectural,
    )


def _value(plain: Any) -> AnswerValue:
    if not isinstance(plain, list):
        return _cell(plain)
    items = tuple(_row(item) if isinstance(item, dict) else _text(item) for item in plain)
    return cast("AnswerValue", items)


def _row(plain: dict[str, Any]) -> dict[str, str | int | float | bool | None]:
    return {column: _cell(cell) for column, cell in plain.items()}


def _cell(plain: Any) -> str | int | float | bool | None:
    if plain is not None and not isinstance(plain, str | int | float):
        raise TypeError("not a plain value")
    return plain


def _text(plain: Any) -> str:
    if not isinstance(plain, str):
        raise TypeError("not a text")
    return canonical_text(plain)
