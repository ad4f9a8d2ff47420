"""What a response says, as changes of the customer's files: by the same functions as the commands
that people run. Nothing is written here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from onboardgen.agreements.canonical import Json
from onboardgen.editing.notation import Plain, item_lines
from onboardgen.editing.splice import append
from onboardgen.editing.worksheet_file import set_answer
from onboardgen.errors import UsageError
from onboardgen.model.decision import Attribution
from onboardgen.model.plan import Blocked, Task
from onboardgen.responses.inbox import Proven
from onboardgen.responses.refusal import Refusal
from onboardgen.responses.said import (
    Answers,
    ChangeRequested,
    DateConfirm,
    DatePropose,
    Rating,
    SignOff,
    TaskBlocked,
    TaskDone,
    TaskQuestion,
)
from onboardgen.workflows import change_requests, edit_plan
from onboardgen.workflows.change_requests import Request
from onboardgen.workflows.numbered_records import question_named, shown
from onboardgen.workflows.record_edits import (
    Editing,
    FileChange,
    Recorded,
    change_of,
    record,
    with_changes,
)
from onboardgen.workflows.sign import sign

EVENTS: Final = "events.yaml"
NOTES: Final = "notes"
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME: Final = 60


def edit(editing: Editing, proven: Proven, *, accept: bool) -> Recorded | Refusal:
    """What the files become with a response; refused where its sender has no say in it.

    `accept` moves a promise to the date that is proposed; else the proposal is a note. Raises
    UsageError where the records do not allow it.
    """
    said = proven.response.said
    match said:
        case TaskDone() | TaskBlocked() | DateConfirm() | DatePropose():
            return _not_theirs(editing, proven, said.task) or _of_task(editing, proven, accept)
        case TaskQuestion():
            return _question(editing, proven, said)
        case Answers():
            return _answers(editing, proven, said)
        case SignOff():
            evidence = f"Response {proven.response.id}, receipt {proven.receipt}"
            who = proven.member.person.id
            return sign(editing, said.signoff, who, evidence, dry_run=True).recorded
        case ChangeRequested():
            return _change(editing, proven, said)
        case Rating():
            return _rating(editing, proven, said)


def _of_task(editing: Editing, proven: Proven, accept: bool) -> Recorded:
    said, person = proven.response.said, proven.member.person
    match said:
        case TaskDone():
            return edit_plan.done(editing, said.task, said.done, said.evidence, dry_run=True)
        case TaskBlocked():
            blocked = Blocked(
                since=said.since, reason=said.reason, note=said.note, until=said.until
            )
            return edit_plan.block(editing, said.task, blocked, dry_run=True)
        case DateConfirm():
            task = edit_plan.task_named(editing, said.task)
            if task.due != said.due:
                raise UsageError(f"They said yes to {said.due}; the promise is {task.due}.")
            return edit_plan.confirm(editing, said.task, person.id, proven.day, dry_run=True)
        case DatePropose():
            return (_accepted if accept else _proposed)(editing, proven, said)
    raise AssertionError(said)


def _not_theirs(editing: Editing, proven: Proven, task_id: str) -> Refusal | None:
    """Who does a task says how it stands: somebody of the owner's party, or the counterpart."""
    task = edit_plan.task_named(editing, task_id)
    parties = editing.account.parties
    counterpart = task.counterpart or _default_counterpart(editing, task)
    if parties.get(task.owner) == proven.member.party or counterpart == proven.member.person.id:
        return None
    return Refusal(
        "not_theirs",
        f"“{task.title}” is owned by `{task.owner}`, and `{proven.member.person.id}` is of "
        "another party.",
        "Ask the owner; or record it yourself.",
    )


def _default_counterpart(editing: Editing, task: Task) -> str | None:
    plan = editing.account.plan
    of_stage = next((one.counterpart for one in plan.stages if one.id == task.stage), None)
    return of_stage or plan.defaults.counterpart


def _accepted(editing: Editing, proven: Proven, said: DatePropose) -> Recorded:
    """The promise moves; an owner who proposed the date has said yes to it."""
    moved = edit_plan.move(editing, said.task, said.to, said.reason, said.note, dry_run=True)
    owner = edit_plan.task_named(editing, said.task).owner
    if moved.refused or proven.member.person.id != owner:
        return moved
    after = with_changes(editing, moved.changes)
    yes = edit_plan.confirm(after, said.task, owner, proven.day, dry_run=True)
    changes = merged(moved.changes, yes.changes)
    return replace(moved, changes=changes, refused=yes.refused, notes=(yes.message,))


def _proposed(editing: Editing, proven: Proven, said: DatePropose) -> Recorded:
    """A note for whoever decides: a proposal is no move."""
    task = edit_plan.task_named(editing, said.task)
    promised = f"It is promised for {task.due}." if task.due else "It has no promised date."
    command = f"onboardgen move {editing.slug} {task.id} --to {said.to} --reason {said.reason}"
    lines = [
        f"# Another date for “{task.title}”",
        f"{proven.member.person.name} proposes {said.to}, on {proven.day}. {promised}",
        f"Reason: {said.reason.replace('_', ' ')}.",
        *((said.note.strip(),) if said.note else ()),
        f"To accept it: `{command}`, or import the response with `--accept`.",
    ]
    message = f"“{task.title}”: {said.to} is proposed instead of {task.due or 'no date'}."
    return _noted(editing, proven, "proposal", task, lines, message)


def _question(editing: Editing, proven: Proven, said: TaskQuestion) -> Recorded:
    task = edit_plan.task_named(editing, said.task)
    lines = [
        f"# A question about “{task.title}”",
        f"{proven.member.person.name} asks, on {proven.day}:",
        said.question.strip(),
    ]
    first = shown(" ".join(said.question.split()))
    return _noted(
        editing, proven, "question", task, lines, f"A question about “{task.title}”: {first}"
    )


def _noted(
    editing: Editing, proven: Proven, what: str, task: Task, lines: list[str], message: str
) -> Recorded:
    """A note to the team, by day, kind, task and the beginning of the response's id."""
    name = f"{proven.day}-{what}-{task.id}-{proven.response.id[:8]}.md"
    path = editing.path(NOTES, name)
    note = FileChange(path, None, ("\n\n".join(lines) + "\n").encode())
    return record(
        editing,
        (note,),
        ref=f"task:{task.id}",
        message=message,
        notes=(f"It stands in {path}, for the team only.",),
        dry_run=True,
    )


def _answers(editing: Editing, proven: Proven, said: Answers) -> Recorded:
    worksheet = editing.account.worksheet
    if worksheet is None:
        raise UsageError(f"{editing.slug} has no worksheet.")
    answered = Attribution(by=proven.member.person.id, date=proven.day)
    path = worksheet.at.path
    data = editing.data(path)
    for setting, value in sorted(said.answers.items()):
        data = set_answer(data, question_named(editing, setting), value, answered)
    number = len(said.answers)
    return record(
        editing,
        (change_of(editing, path, data),),
        ref=f"setting:{min(said.answers)}",
        message=f"{number} question{'s are' if number > 1 else ' is'} answered.",
        notes=_what_was_answered(editing, said.answers),
        dry_run=True,
    )


def _what_was_answered(editing: Editing, answers: Mapping[str, Json]) -> Iterator[str]:
    for setting, value in sorted(answers.items()):
        question = question_named(editing, setting)
        before = shown(question.answer)
        now = tuple(value) if isinstance(value, list) else value
        was = "" if question.answer is None else f"; it was {before}"
        yield f"“{question.question}” {shown(now)}{was}."


def _change(editing: Editing, proven: Proven, said: ChangeRequested) -> Recorded:
    name = _NOT_A_NAME.sub("-", said.target.id.rpartition(".")[2].casefold()).strip("-")
    request = Request(
        name=name[:_LONGEST_NAME].strip("-") or "change",
        target=str(said.target),
        requested=_typed(said.requested),
        reason=said.reason,
        title=said.title,
        effective=said.effective,
        downstream=said.downstream,
        by=proven.member.person.id,
    )
    return change_requests.new(editing, request, dry_run=True)


def _typed(value: Json) -> str:
    """A value as it is typed on the command line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rating(editing: Editing, proven: Proven, said: Rating) -> Recorded:
    milestone = edit_plan.task_named(editing, said.milestone)
    if not milestone.is_milestone:
        raise UsageError(f"“{milestone.title}” is no milestone, and only those are rated.")
    path = editing.path(EVENTS)
    before = next((file.data for file in editing.source.files if file.path == path), None)
    event: dict[str, Plain] = {
        "kind": "csat",
        "date": proven.day.isoformat(),
        "ref": f"task:{milestone.id}",
        "value": said.value,
        **({"note": said.note} if said.note else {}),
    }
    first = "".join(f"{line}\n" for line in item_lines(event, 0)).encode()
    after = first if before is None else append(path, before, (), event)
    message = f"“{milestone.title}” is rated {said.value} of 5."
    return record(
        editing,
        (FileChange(path, before, after),),
        ref=f"task:{milestone.id}",
        message=message,
        dry_run=True,
    )


def merged(first: tuple[FileChange, ...], second: tuple[FileChange, ...]) -> tuple[FileChange, ...]:
    """Two steps of changes as one: of each file what it was before and what it is in the end."""
    found = {one.path: one for one in first}
    for one in second:
        before = found[one.path].before if one.path in found else one.before
        found[one.path] = FileChange(one.path, before, one.after)
    return tuple(found.values())
