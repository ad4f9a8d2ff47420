"""Texts for people: no code in Markdown, and every link leads somewhere its readers may go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from onboardgen import codes
from onboardgen.checks.markup import FORBIDDEN_SCHEMES, Spot, dangers, links, tangles
from onboardgen.checks.names import Names
from onboardgen.checks.register import Register, register
from onboardgen.findings import Finding, Location, Place
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.plan import Task, Visibility
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings

SCHEMES: Final = ("https", "http", "mailto", "tel")
LINKABLE: Final = ("guide", "task", "decision", "change", "section")
"""The kinds of record that have a page, or a place on one."""
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_ATTACHMENT = re.compile(r"^(?:\./|\.\./)*(files/.*)$")
_GUIDE_FILE = re.compile(r"^(?:\./|(?:\.\./)*guides/)?([^/]+)\.md$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A Markdown text of a record; `first_line` is given where the text is a file's own."""

    text: str
    place: Location
    by: str
    visibility: Visibility
    first_line: int | None = None

    def at(self, spot: Spot) -> Location:
        if self.first_line is None:
            return self.place
        return Location(self.place.path, self.first_line + spot.line - 1, spot.column)

    def where(self, spot: Spot) -> str:
        return "" if self.first_line or "\n" not in self.text else f" in line {spot.line} of it"


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link target as written, where, by which record, for which readers."""

    target: str
    place: Location
    by: str
    visibility: Visibility


def texts_carry_no_code(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG601 for Markdown and for addresses of links."""
    for passage in _passages(account):
        for spot in dangers(passage.text):
            yield Finding(
                codes.DANGEROUS_MARKUP,
                f"This text holds {spot.what}{passage.where(spot)}: pages carry no code.",
                passage.at(spot),
                "Take it out; to show it as a sample, put it between lines of ```.",
                passage.by,
            )
    for pointer in _addresses(account):
        if pointer.target.strip().casefold().startswith(FORBIDDEN_SCHEMES):
            yield Finding(
                codes.DANGEROUS_MARKUP,
                f"`{_short(pointer.target)}` is not an address that a page may open.",
                pointer.place,
                "Use https://…, mailto:…, files/… or guide:….",
                pointer.by,
            )


def texts_can_be_shown(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG604 for Markdown."""
    for passage in _passages(account):
        for spot in tangles(passage.text):
            yield Finding(
                codes.TANGLED_TEXT,
                f"This text holds {spot.what}{passage.where(spot)}: no page can show it.",
                passage.at(spot),
                "Write it more simply, or put it between lines of ``` or into an attachment.",
                passage.by,
            )


def links_lead_somewhere(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG602 and OG603 for links in Markdown, and for `links` and `evidence.link` of tasks."""
    known = register(account)
    first = Location(f"plans/{account.slug}/files")
    files = Names((attachment.path, first) for attachment in account.attachments)
    seen_by = _visibilities(account)
    for pointer in (*_links(account), *_addresses(account)):
        reference = _reference(pointer.target)
        if reference is None:
            yield from _check_address(pointer, files)
        elif not known.holds(reference):
            yield _no_record(pointer, reference, known)
        else:
            yield from _check_readers(pointer, reference, seen_by.get(reference, "customer"))


def _check_readers(pointer: Pointer, to: Reference, visibility: Visibility) -> Iterator[Finding]:
    hidden = visibility == "internal" and pointer.visibility != "internal"
    other_party = visibility.startswith("partner:") and pointer.visibility not in {
        "internal",
        visibility,
    }
    if hidden or other_party:
        yield Finding(
            codes.HIDDEN_LINK,
            f"`{to}` is for `{visibility}`, but this text is for `{pointer.visibility}`: "
            "they see no link.",
            pointer.place,
            "Show them the other record as well, or take the link out.",
            pointer.by,
        )


def _check_address(pointer: Pointer, files: Names) -> Iterator[Finding]:
    target = pointer.target
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    scheme = _SCHEME.match(target)
    attachment = _ATTACHMENT.match(path)
    if target.startswith(("#", "//")) or target.casefold().startswith(FORBIDDEN_SCHEMES):
        return
    if scheme:
        if scheme[1].casefold() not in SCHEMES:
            yield _broken(pointer, _scheme_hint(scheme[1]))
    elif attachment is None:
        yield _broken(pointer, "Link to guide:…, task:…, files/… or https://….")
    elif attachment[1] not in files:
        hint = files.hint(attachment[1]) or "This customer has no files: put it below files/."
        yield _broken(pointer, re.sub(r" \([^()]*:1\)", "", hint))


def _no_record(pointer: Pointer, reference: Reference, known: Register) -> Finding:
    hint = known.kinds[reference.kind].hint(reference.id, f"{reference.kind}:{{}}")
    return _broken(pointer, hint or f"This customer has no {reference.kind} yet.")


def _scheme_hint(scheme: str) -> str:
    near = Names((kind, Location("")) for kind in LINKABLE).nearest(scheme)
    return f"Use https://…, mailto:…, files/… or a reference such as {near}:…."


def _broken(pointer: Pointer, hint: str) -> Finding:
    message = f"The link `{_short(pointer.target)}` leads nowhere."
    return Finding(codes.BROKEN_LINK, message, pointer.place, hint, pointer.by)


def _reference(target: str) -> Reference | None:
    """The record that a link points at; a link to a guide's file counts as one."""
    kind, colon, id_ = unquote(target).partition(":")
    if colon and kind in LINKABLE:
        return Reference(kind, id_)
    guide = _GUIDE_FILE.match(unquote(target.partition("#")[0]))
    return Reference("guide", guide[1]) if guide else None


def _links(account: Account) -> Iterator[Pointer]:
    for passage in _passages(account):
        for spot in links(passage.text):
            yield Pointer(spot.what, passage.at(spot), passage.by, passage.visibility)


def _addresses(account: Account) -> Iterator[Pointer]:
    """Addresses that stand in fields of their own."""
    for task in account.plan.tasks:
        by = f"task:{task.id}"
        for link in task.links:
            yield Pointer(link.url, link.at.value("url"), by, task.visibility)
        if task.evidence and task.evidence.link:
            place = task.evidence.at.value("link")
            yield Pointer(task.evidence.link, place, by, task.visibility)


def _passages(account: Account) -> Iterator[Passage]:
    for task in account.plan.tasks:
        yield from _passage(task.how, task.at, "how", f"task:{task.id}", task)
    for decision in account.decisions:
        for field in ("context", "decision", "reason", "consequences"):
            text: str | None = getattr(decision, field)
            yield from _passage(text, decision.at, field, f"decision:{decision.id}", decision)
    for change in account.changes:
        yield from _passage(change.reason, change.at, "reason", f"change:{change.id}", change)
    for guide in account.guides:
        by, visibility = f"guide:{guide.id}", guide.matter.visibility
        yield Passage(guide.text, guide.at.value(), by, visibility, guide.line)


def _passage(
    text: str | None, at: Place, field: str, by: str, record: Task | Decision | ChangeRequest
) -> Iterator[Passage]:
    if text:
        yield Passage(text, at.value(field), by, record.visibility)


def _visibilities(account: Account) -> dict[Reference, Visibility]:
    """Who sees each record that a link can lead to; sections are for everybody."""
    return {
        **{Reference("task", one.id): one.visibility for one in account.plan.tasks},
        **{Reference("decision", one.id): one.visibility for one in account.decisions},
        **{Reference("change", one.id): one.visibility for one in account.changes},
        **{Reference("guide", one.id): one.matter.visibility for one in account.guides},
    }


def _short(target: str) -> str:
    return target if len(target) <= 80 else target[:79] + "…"
