"""Which attachments an account's records link to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from onboardgen.model.account import Account, Attachment
from onboardgen.model.plan import Task

_LINK = re.compile(
    r"""<(?:\.\.?/)*(files/[^<>\n]+)>|(?<![\w/.:%~-])(?:\.\.?/)*(files/[^\s()<>\[\]"'`]+)"""
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def visible_attachments(account: Account) -> tuple[Attachment, ...]:
    """The attachments that some record of this (filtered) account links to."""
    linked = {path for text in _texts(account) if text for path in linked_files(text)}
    return tuple(one for one in account.attachments if one.path in linked)


def linked_files(text: str) -> frozenset[str]:
    """Paths below `files/` that a text names, as they stand in the customer's directory."""
    read = _LINK.finditer(_COMMENT.sub("", text))
    found = (unquote(match.group(1) or match.group(2)) for match in read)
    return frozenset(form for path in found for form in (path, path.rstrip(".,;:!?*_")))


def _texts(account: Account) -> Iterator[str | None]:
    for task in account.plan.tasks:
        yield from _task_texts(task)
    yield from (guide.text for guide in account.guides)
    for decision in account.decisions:
        yield from (decision.context, decision.decision, decision.reason, decision.consequences)
        yield from (one.why_not for one in decision.alternatives)
    for change in account.changes:
        yield change.reason
        yield from change.downstream
        yield from _values(change.current, change.requested)
    yield from (one.reference for one in account.customer.commitments)
    for section in account.worksheet.sections if account.worksheet else ():
        for answer in section.answers:
            yield from _values(answer.answer)


def _task_texts(task: Task) -> Iterator[str | None]:
    yield task.how
    yield from (link.url for link in task.links)
    if task.evidence:
        yield from (task.evidence.link, task.evidence.required)


def _values(*values: object) -> Iterator[str]:
    """Every text inside answers: plain, in lists, in the cells of tables."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _values(*value.values())
        elif isinstance(value, tuple):
            yield from _values(*value)
