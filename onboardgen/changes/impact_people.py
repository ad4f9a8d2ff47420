"""What happened to a customer's people, their access, and the files around the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from onboardgen.agreements.content import SIGNED
from onboardgen.agreements.sign_offs import sign_off_of
from onboardgen.changes.impact_records import came_and_went, field_changes, side_by_side
from onboardgen.changes.impact_report import RecordChange
from onboardgen.changes.policy_responses import is_same_response
from onboardgen.model.access import Access
from onboardgen.model.account import Account, Guide
from onboardgen.model.customer import Commitment, Outcome
from onboardgen.model.people import Person
from onboardgen.model.reference import Reference
from onboardgen.model.response import ResponseFile


def customer_changes(base: Account, head: Account) -> Iterator[RecordChange]:
    """The customer's own facts, contacts, partners, outcomes and commitments."""
    before, now = base.customer, head.customer
    apart = ("contacts", "partners", "outcomes", "commitments")
    yield from field_changes(Reference("customer", head.slug), "The customer", before, now, apart)
    yield from person_changes(before.contacts, now.contacts)
    for id_, old, new in side_by_side(before.partners, now.partners):
        ref, some = Reference("partner", id_), new or old
        if some:
            yield from came_and_went(ref, some.name, old, new)
        if old and new:
            yield from field_changes(ref, new.name, old, new, ("contacts",))
        yield from person_changes(old.contacts if old else (), new.contacts if new else ())
    for id_, was, is_ in side_by_side(before.outcomes, now.outcomes):
        yield from _of_text(Reference("outcome", id_), was, is_)
    for id_, promised, kept in side_by_side(before.commitments, now.commitments):
        yield from _of_text(Reference("commitment", id_), promised, kept)


def person_changes(before: Iterable[Person], now: Iterable[Person]) -> Iterator[RecordChange]:
    """People who came, went, or are described otherwise."""
    for id_, old, new in side_by_side(before, now):
        ref, some = Reference("person", id_), new or old
        if some:
            yield from came_and_went(ref, some.name, old, new)
        if old and new:
            yield from field_changes(ref, new.name, old, new)


def access_changes(
    before: Access | None, now: Access | None, people: Mapping[str, str]
) -> Iterator[RecordChange]:
    """Grants given and ended, and portals that are new or sealed with another key."""
    old_access, new_access = before or Access(), now or Access()
    for id_, old, new in side_by_side(old_access.grants, new_access.grants):
        ref, some = Reference("grant", id_), new or old
        if some is None:
            continue
        title = people.get(some.person, some.person)
        if old is None and new:
            given, until = new.granted, str(new.until) if new.until else None
            yield RecordChange(
                ref=ref, kind="granted", title=title, field=new.kind, after=until,
                by=given.by, on=given.date,
            )  # fmt: skip
        elif new is None:
            yield RecordChange(ref=ref, kind="deleted", title=title)
        if new and new.ended and not (old and old.ended):
            yield RecordChange(ref=ref, kind="grant_ended", title=title, on=new.ended)
        if old and new:
            told = ("ended",) if new.ended and not old.ended else ()
            yield from _without_secrets(field_changes(ref, title, old, new, told))
    portals = {one.audience: one for one in old_access.portals}
    for portal in new_access.portals:
        was = portals.pop(portal.audience, None)
        ref = Reference("portal", portal.audience)
        yield from came_and_went(ref, portal.audience, was, portal)
        if was and was != portal:
            yield RecordChange(ref=ref, kind="changed", title=portal.audience, field="key")
    for audience in portals:
        yield RecordChange(ref=Reference("portal", audience), kind="deleted", title=audience)


def surrounding_changes(base: Account, head: Account) -> Iterator[RecordChange]:
    """Guides, attachments, signed files that no signature names, responses that were taken in, and
    events for the figures."""
    for id_, old, new in side_by_side(base.guides, head.guides):
        yield from _of_guide(Reference("guide", id_), old, new)
    before = {one.path: one for one in base.attachments}
    now = {one.path: one for one in head.attachments}
    for path in sorted(before.keys() | now.keys()):
        ref, file, is_ = Reference("file", path), before.get(path), now.get(path)
        yield from came_and_went(ref, path, file, is_)
        if file and is_ and file.sha256 != is_.sha256:
            yield RecordChange(ref=ref, kind="changed", title=path, field="content")
    named = {one.digest for name in SIGNED for one in sign_off_of(head, name).signed}
    for signed in head.signed:
        if signed.digest not in {*named, *(one.digest for one in base.signed)}:
            path = signed.at.path.split("/", 2)[-1]
            yield RecordChange(ref=Reference("file", path), kind="created", title=path)
    yield from _of_responses(base.responses, head.responses)
    for event in head.events:
        if event not in base.events:
            yield RecordChange(
                ref=Reference("event", event.kind), kind="created", title=event.kind,
                on=event.date, note=event.note,
            )  # fmt: skip
    for event in base.events:
        if event not in head.events:
            ref = Reference("event", event.kind)
            yield RecordChange(ref=ref, kind="deleted", title=event.kind, on=event.date)


def _of_responses(
    before: Iterable[ResponseFile], now: Iterable[ResponseFile]
) -> Iterator[RecordChange]:
    for id_, old, new in side_by_side(before, now):
        path = f"responses/{id_}.json"
        ref = Reference("file", path)
        yield from came_and_went(ref, path, old, new)
        if old and new and not is_same_response(old, new):
            yield RecordChange(ref=ref, kind="changed", title=path, field="content")


def _of_guide(ref: Reference, old: Guide | None, new: Guide | None) -> Iterator[RecordChange]:
    some = new or old
    if some:
        yield from came_and_went(ref, some.matter.title, old, new)
    if old and new:
        yield from field_changes(ref, new.matter.title, old.matter, new.matter)
        if old.text != new.text:
            title = new.matter.title
            yield RecordChange(ref=ref, kind="changed", title=title, field="text")


def _of_text(
    ref: Reference, old: Outcome | Commitment | None, new: Outcome | Commitment | None
) -> Iterator[RecordChange]:
    some = new or old
    if some:
        yield from came_and_went(ref, some.text, old, new)
    if old and new:
        yield from field_changes(ref, new.text, old, new)


def _without_secrets(changes: Iterable[RecordChange]) -> Iterator[RecordChange]:
    """What a grant is sealed with is of no use to a reader."""
    for one in changes:
        yield replace(one, before=None, after=None) if one.field == "sealed" else one
