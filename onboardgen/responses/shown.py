"""What a portal shows of the records that can be answered to, and what moved since.

The same function makes what a portal seals and what a response is held against, so a difference
is one that the reader would have seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from onboardgen.agreements.canonical import Json, answer_or_none, canonical_text, same
from onboardgen.agreements.comparison import differences
from onboardgen.agreements.content import SCOPE_LISTS, SIGNED, Content, content_of
from onboardgen.agreements.documents import as_bytes, read_content
from onboardgen.agreements.wording import from_to, told
from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER
from onboardgen.model.reference import Reference
from onboardgen.responses.document import Response
from onboardgen.responses.said import (
    Answers,
    ChangeRequested,
    DateConfirm,
    DatePropose,
    Rating,
    Said,
    SignOff,
    TaskBlocked,
    TaskDone,
    TaskQuestion,
)
from onboardgen.views.visibility import OUTLINE_STAGE, Audience, visible_account

Shown = Mapping[str, Json]
"""By reference: of a record its fields, of a sign-off the canonical text of what is signed."""

COMPARED: Final[Mapping[type[Said], tuple[str, ...]]] = {
    TaskDone: ("title", "owner"),
    TaskBlocked: ("title", "owner"),
    TaskQuestion: (),
    DateConfirm: ("title", "owner", "due"),
    DatePropose: ("owner", "due"),
    Rating: (),
    Answers: ("question", "type", "answer", "architectural"),
    ChangeRequested: ("question", "type", "answer", "list", "text"),
    SignOff: (),
}
"""What of a record must not have moved for a response of that kind to mean the same."""


def shown_records(account: Account, audience: Audience) -> Shown:
    """What an audience is shown of an account and can answer to. Partners sign nothing here: they
    see parts of what is signed."""
    visible = visible_account(account, audience)
    signed = _sign_offs(visible) if audience == CUSTOMER else ()
    return dict((*_tasks(visible), *_worksheet(visible), *signed))


def sealed_records(shown: Shown) -> tuple[Shown, tuple[str, ...]]:
    """What a portal seals of that: the records, and the sign-offs there are. The page makes the
    text of what is signed from the records: it need not stand there twice."""
    records = {ref: facts for ref, facts in shown.items() if not isinstance(facts, str)}
    return records, tuple(name for name in SIGNED if f"signoff:{name}" in shown)


def moved_since(response: Response, present: Shown) -> tuple[str, ...]:
    """In words, what of the records a response is about is not as it was shown; nothing where
    it still means what it meant."""
    return tuple(
        words
        for ref in response.about
        for words in _moved(ref, response.shown[str(ref)], present.get(str(ref)), response.said)
    )


def _moved(ref: Reference, before: Json, now: Json | None, said: Said) -> Iterator[str]:
    if now is None:
        yield f"`{ref}` is not there any more"
    elif isinstance(before, str) or isinstance(now, str):
        yield from _moved_content(before, now)
    elif isinstance(before, Mapping) and isinstance(now, Mapping):
        for field in COMPARED[type(said)]:
            if (field in before) != (field in now) or not same(before.get(field), now.get(field)):
                yield f"`{ref}`, {field}: {from_to(before.get(field), now.get(field))}"


def _moved_content(before: Json, now: Json) -> Iterator[str]:
    old, new = _content(before), _content(now)
    if old is None or new is None or type(old) is not type(new):
        yield "what was shown is not a content that can be signed"
    elif before != now:
        yield from map(told, differences(old, new))


def _content(text: Json) -> Content | None:
    return read_content(text.encode("utf-8", "replace")) if isinstance(text, str) else None


def _tasks(visible: Account) -> Iterator[tuple[str, Json]]:
    for task in visible.plan.tasks:
        if task.stage != OUTLINE_STAGE and task.effective_status != "dropped":
            yield (
                f"task:{task.id}",
                {
                    "title": canonical_text(task.title),
                    "owner": task.owner,
                    "due": task.due.isoformat() if task.due else None,
                },
            )


def _worksheet(visible: Account) -> Iterator[tuple[str, Json]]:
    worksheet = visible.worksheet
    if worksheet is None:
        return
    for section in worksheet.sections:
        for answer in section.answers:
            yield (
                f"setting:{section.id}.{answer.id}",
                {
                    "question": canonical_text(answer.question),
                    "type": answer.type,
                    "answer": answer_or_none(answer.type, answer.answer),
                    "architectural": answer.architectural,
                },
            )
    for name in SCOPE_LISTS:
        for item in getattr(worksheet.scope, name):
            yield f"scope:{item.id}", {"list": name, "text": canonical_text(item.text)}


def _sign_offs(visible: Account) -> Iterator[tuple[str, Json]]:
    for name in SIGNED:
        if name == "plan" or visible.worksheet is not None:
            yield f"signoff:{name}", as_bytes(content_of(visible, name)).decode()
