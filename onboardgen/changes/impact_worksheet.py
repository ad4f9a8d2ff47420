"""What happened in the worksheet: answers, questions, scope, and which of it is locked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from onboardgen.agreements.canonical import Json, canonical_answer, same
from onboardgen.agreements.comparison import Part, is_locked, parts
from onboardgen.agreements.content import SignedAnswer, SignedScopeItem, worksheet_content
from onboardgen.agreements.sign_offs import sign_off_state, signed_content
from onboardgen.changes.facts import Facts
from onboardgen.changes.impact_records import came_and_went, field_changes, side_by_side
from onboardgen.changes.impact_report import LockChange, RecordChange
from onboardgen.changes.permits import permits, what_is_missing
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, ScopeItem, Section, Worksheet

Parts = Mapping[Reference, Part]


def lock_changes(
    base: Account, head: Account, facts: Facts, broken: Collection[Finding]
) -> Iterator[LockChange]:
    """Locked answers, and items of the signed scope, that say something else than at the base."""
    signed = _locked(base, facts)
    if not signed:
        return
    before, now = _parts(base), _parts(head)
    refused = {one.ref for one in broken}
    since = sign_off_state(base, facts.before, "worksheet").since
    titles = {**dict(worksheet_titles(base)), **dict(worksheet_titles(head))}
    scope = {ref for ref in (*before, *now) if ref.kind == "scope"}
    for ref in sorted({ref for ref, part in signed.items() if is_locked(part)} | scope):
        was, is_ = before.get(ref), now.get(ref)
        if same(_value(was), _value(is_)) or since is None:
            continue
        breaks = str(ref) in refused
        allowed = () if breaks else permits(base, head, ref, was, since, facts)
        yield LockChange(
            ref=ref,
            title=titles.get(ref, ref.id),
            field="scope" if ref.kind == "scope" else "answer",
            before=_value(was),
            after=_value(is_),
            allowed_by=tuple(change.id for change in allowed),
            is_broken=breaks,
            missing=what_is_missing(head, ref, was, is_, facts) if breaks else "",
        )


def worksheet_changes(
    base: Account, head: Account, locked: Collection[Reference]
) -> Iterator[RecordChange]:
    """What happened to sections, questions and the scope; values in `locked` are told there."""
    before, now = base.worksheet or Worksheet(), head.worksheet or Worksheet()
    for id_, old, new in side_by_side(before.sections, now.sections):
        yield from _of_section(id_, old, new, locked)
    for ref, was, is_ in _scope_pairs(before, now):
        if ref not in locked:
            yield from _of_scope(ref, was, is_)
        elif was and is_ and was[1].revisit != is_[1].revisit:
            yield from field_changes(ref, is_[1].text, was[1], is_[1], ("text",))


def _of_section(
    id_: str, old: Section | None, new: Section | None, locked: Collection[Reference]
) -> Iterator[RecordChange]:
    ref, some = Reference("section", id_), new or old
    if some:
        yield from came_and_went(ref, some.title, old, new)
    if old and new:
        yield from field_changes(ref, new.title, old, new, ("answers", "due"))
    questions = old.answers if old else (), new.answers if new else ()
    for answer, was, is_ in side_by_side(*questions):
        yield from _of_answer(Reference("setting", f"{id_}.{answer}"), was, is_, locked)


def _of_answer(
    ref: Reference, old: Answer | None, new: Answer | None, locked: Collection[Reference]
) -> Iterator[RecordChange]:
    some = new or old
    if some:
        yield from came_and_went(ref, some.question, old, new)
    before, after = _given(old), _given(new)
    changed = not same(before, after)
    if new and changed and ref not in locked:
        who = new.answered if not old or new.answered != old.answered else None
        yield RecordChange(
            ref=ref,
            kind="answered",
            title=new.question,
            before=before,
            after=after,
            by=who.by if who else None,
            on=who.date if who else None,
        )
    if old and new:
        told = ("answer", "answered") if changed else ("answer",)
        yield from field_changes(ref, new.question, old, new, told)


def _of_scope(
    ref: Reference, old: tuple[str, ScopeItem] | None, new: tuple[str, ScopeItem] | None
) -> Iterator[RecordChange]:
    some = new or old
    if some:
        for one in came_and_went(ref, some[1].text, old, new):
            yield RecordChange(
                ref=ref,
                kind=one.kind,
                title=one.title,
                field="list",
                before=old[0] if old else None,
                after=new[0] if new else None,
            )
    if old and new and old[0] != new[0]:
        yield RecordChange(
            ref=ref, kind="changed", title=new[1].text, field="list", before=old[0], after=new[0]
        )
    if old and new:
        yield from field_changes(ref, new[1].text, old[1], new[1])


def _scope_pairs(
    before: Worksheet, now: Worksheet
) -> Iterator[tuple[Reference, tuple[str, ScopeItem] | None, tuple[str, ScopeItem] | None]]:
    old, new = dict(_items(before)), dict(_items(now))
    for ref in dict.fromkeys((*new, *old)):
        yield ref, old.get(ref), new.get(ref)


def _items(worksheet: Worksheet) -> Iterator[tuple[Reference, tuple[str, ScopeItem]]]:
    scope = worksheet.scope
    for name, items in (
        ("included", scope.included),
        ("deferred", scope.deferred),
        ("excluded", scope.excluded),
    ):
        for item in items:
            yield Reference("scope", item.id), (name, item)


def _locked(base: Account, facts: Facts) -> Parts:
    """What everybody had signed at the base; nothing while somebody had not."""
    state = sign_off_state(base, facts.before, "worksheet")
    if not state.is_locked or state.digest is None:
        return {}
    content = signed_content(base, state.digest)
    return parts(content) if content else _parts(base)


def _parts(account: Account) -> Parts:
    return parts(worksheet_content(account.worksheet)) if account.worksheet else {}


def _value(part: Part | None) -> Json:
    if isinstance(part, SignedScopeItem):
        return {"list": part.list, "text": part.text}
    return part.answer if isinstance(part, SignedAnswer) else None


def _given(answer: Answer | None) -> Json:
    if answer is None or not answer.is_answered:
        return None
    return canonical_answer(answer.type, answer.answer)


def worksheet_titles(account: Account) -> Iterator[tuple[Reference, str]]:
    """The question of each setting, and the text of each item of the scope."""
    worksheet = account.worksheet or Worksheet()
    for section in worksheet.sections:
        for answer in section.answers:
            yield Reference("setting", f"{section.id}.{answer.id}"), answer.question
    for ref, (_, item) in _items(worksheet):
        yield ref, item.text
