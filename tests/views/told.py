"""A made-up customer with a history, and the portals that tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from onboardgen.audit.event import Event
from onboardgen.git.repository import Identity
from onboardgen.loading.loader import Loaded, load
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import RenderedPortal, render_portal
from onboardgen.rendering.theme import load_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.views.portal import PortalView, portal_view
from tests.audit.made_up_history import MadeUpHistory

DAY = date(2026, 12, 1)
SETTINGS = """\
format: 1
organization: {name: Quillmark Billing, timezone: Europe/Berlin}
team:
  mia: {name: Mia Keller, email: mia@example.com}
  nora: {name: Nora Whitfield, email: nora@example.com}
"""
CUSTOMER = """\
name: ACME
contacts:
  jo: {name: Jo Lind, email: jo@example.org}
partners:
  kestrel:
    name: Kestrel
    contacts:
      priya: {name: Priya Nair, email: priya@example.net}
"""
PLAN = """\
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: test-billing, title: Test billing, stage: all, owner: jo, due: 2026-12-04}
  - {id: connector, title: Build the connector, stage: all, owner: priya, due: 2026-12-11}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [test-billing]}
"""
WORKSHEET = """\
sections:
  - id: billing
    title: Billing
    owner: jo
    answers:
      - {id: currency, question: Which currency are the books kept in?, type: currency}
signoffs:
  worksheet: {signers: [jo, mia]}
"""
DECISION = """\
title: Books are kept in EUR
status: proposed
date: 2026-11-10
owner: jo
"""
FILES = {
    "plans/acme/customer.yaml": CUSTOMER,
    "plans/acme/plan.yaml": PLAN,
    "plans/acme/worksheet.yaml": WORKSHEET,
    "plans/acme/decisions/0001-base-currency.yaml": DECISION,
}
DECIDED = {
    "plans/acme/decisions/0001-base-currency.yaml": DECISION.replace("proposed", "accepted")
    + "approved: [{by: jo, date: 2026-11-09}, {by: mia, date: 2026-11-10}]\n"
}
MOVED = {
    "plans/acme/plan.yaml": PLAN.replace(
        "due: 2026-12-04}",
        "due: 2026-12-14,\n"
        "     moved: [{from: 2026-12-04, reason: data_quality, note: No ids yet}]}",
    )
}
ANSWERED = {
    "plans/acme/worksheet.yaml": WORKSHEET.replace(
        "type: currency}", "type: currency, answer: EUR}"
    )
}
MAINTAINER = Identity("Kit Unknown", "kit@elsewhere.example")


def begun(**options: object) -> tuple[MadeUpHistory, str]:
    """A history with its first commit, and that commit."""
    history = MadeUpHistory()
    return history, history.commit(FILES, **options)  # type: ignore[arg-type]


def loaded(files: Mapping[str, str]) -> Loaded:
    """The workspace of these files, without a finding that is an error."""
    with TemporaryDirectory() as directory:
        for path, text in {"onboardgen.yaml": SETTINGS, **files}.items():
            file = Path(directory) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        found = load(Path(directory))
    assert [one for one in found.findings if one.severity == "error"] == []
    return found


def events_of(history: MadeUpHistory, **vouchers: object) -> tuple[Event, ...]:
    people = {"mia@example.com": "mia", "jo@example.org": "jo"}
    return history.events(**{"people": people, **vouchers})


def told(history: MadeUpHistory, audience: str = "customer", **vouchers: object) -> PortalView:
    """The portal of one audience as it is after the last commit."""
    return _portal(history, audience, events_of(history, **vouchers))


def told_without_git(history: MadeUpHistory) -> PortalView:
    """The customer's portal where no history can be read."""
    return _portal(history, "customer", None)


def _portal(history: MadeUpHistory, audience: str, events: tuple[Event, ...] | None) -> PortalView:
    workspace = loaded(history.files[history.commits[-1].hash])
    assert workspace.settings
    (account,) = workspace.accounts
    ahead = outlook(account, workspace.settings, AsOf(DAY))
    return portal_view(account, workspace.settings, audience, ahead, events)


def rendered(view: PortalView) -> RenderedPortal:
    return render_portal(view, load_theme(), translations("en"))
