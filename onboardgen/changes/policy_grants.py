"""Grants are only added to: ended, never deleted, rewritten or brought back."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.changes.facts import Facts
from onboardgen.findings import Finding
from onboardgen.model.access import Access, Grant


def grants_are_kept(base: Access | None, head: Access | None, facts: Facts) -> Iterator[Finding]:
    """OG821 for a grant that is gone, or says something else about who was let in, and when."""
    now = _by_id(head)
    for old in base.grants if base else ():
        new = now.get(old.id)
        if new is None:
            yield Finding(
                codes.GRANT_REWRITTEN,
                f"The grant `{old.id}` of {old.person} was deleted.",
                old.at.value(),
                f"Bring it back; `{facts.show(old.at.path)}` shows it. End it with "
                f"`onboardgen access end {_where(old)} {old.id}`: who could read what, and since "
                "when, stays known.",
            )
            continue
        fields = [name for name in ("person", "kind", "granted") if _differs(name, old, new)]
        if old.ended and new.ended and new.ended < old.ended:
            fields.append("ended")
        if fields:
            names = ", ".join(f"`{name}`" for name in fields)
            yield Finding(
                codes.GRANT_REWRITTEN,
                f"The grant `{old.id}` of {old.person} was rewritten: {names}.",
                new.at.value(fields[0]),
                f"Put it back; `{facts.show(old.at.path)}` shows it. Somebody else, or another way "
                "in, gets a grant of their own with `onboardgen access grant`.",
            )


def ended_grants_stay_ended(
    base: Access | None, head: Access | None, facts: Facts
) -> Iterator[Finding]:
    """OG822 for a grant that had ended or run out, and opens the portal again."""
    now = _by_id(head)
    for old in base.grants if base else ():
        new = now.get(old.id)
        if new is None or old.is_open(facts.today):
            continue
        later = old.ended is not None and (new.ended is None or new.ended > old.ended)
        if later or (old.ended is None and new.is_open(facts.today)):
            field, day = ("ended", old.ended) if old.ended else ("until", old.until)
            yield Finding(
                codes.GRANT_REVIVED,
                f"The grant `{old.id}` of {old.person} had come to its end on {day}, and is "
                "brought back.",
                new.at.value(field),
                f"Write `{field}: {day}` again, and make a new grant: `onboardgen access grant`.",
            )


def _where(grant: Grant) -> str:
    """The customer whose file it stands in, or our own team, as the commands take it."""
    steps = grant.at.path.split("/")
    return steps[1] if len(steps) > 1 else "--team"


def _by_id(access: Access | None) -> dict[str, Grant]:
    return {grant.id: grant for grant in access.grants} if access else {}


def _differs(name: str, old: Grant, new: Grant) -> bool:
    return bool(getattr(old, name) != getattr(new, name))
