"""Accounts made up for tests; every text of a planted record carries the record's own mark."""

from __future__ import annotations

from datetime import date
from typing import Any

from onboardgen.model.account import Account, Attachment, Guide, GuideMatter
from onboardgen.model.change_request import Assessment, ChangeRequest
from onboardgen.model.customer import Commitment, Customer, Handoff, Outcome
from onboardgen.model.decision import Alternative, Approval, Decision
from onboardgen.model.events import Event
from onboardgen.model.people import Away, Member, Partner, Person
from onboardgen.model.plan import (
    Blocked,
    Confirmation,
    Evidence,
    GoLive,
    Link,
    Move,
    Need,
    Phase,
    Plan,
    Stage,
    Task,
)
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Organization, Settings
from onboardgen.model.worksheet import Answer, Answered, Scope, ScopeItem, Section, Worksheet
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import Outlook, outlook
from onboardgen.views.portal import PortalView, portal_view

DAY = date(2026, 12, 1)
SETTINGS = Settings(format=1, organization=Organization(name="Quillmark Billing"))


def outlook_of(made: Account, settings: Settings = SETTINGS) -> Outlook:
    """What the schedule says of it on DAY."""
    return outlook(made, settings, AsOf(DAY))


def portal_of(made: Account, audience: str) -> PortalView:
    """Its portal on DAY."""
    return portal_view(made, SETTINGS, audience, outlook_of(made))


def member(id_: str, party: str, **more: Any) -> Member:
    names = {"provider": "Quillmark Billing", "customer": "Halden"}
    name = names.get(party, party.partition(":")[2].title())
    return Member(Person(id=id_, name=id_.title(), **more), party, name, "Europe/Berlin")


MEMBERS = (
    member("mia", "provider", email="mia@quillmark.example", escalate_to="nora"),
    member("nora", "provider"),
    member("ghost", "provider", email="planted-ghost@quillmark.example", also=("planted-ghost",)),
    member("jo", "customer", github="planted-github", away=(Away(from_=DAY, to=DAY),)),
    member("priya", "partner:kestrel"),
    member("dana", "partner:bracken"),
)


def account(tasks: tuple[Task, ...] = (), **more: Any) -> Account:
    """A small account around some tasks, all in one stage but where they say otherwise."""
    people = {m.person.id: m for m in MEMBERS}
    customer = Customer(
        name="Halden",
        contacts=(people["jo"].person,),
        partners=(
            Partner(id="kestrel", name="Kestrel", contacts=(people["priya"].person,)),
            Partner(id="bracken", name="Bracken", contacts=(people["dana"].person,)),
        ),
    )
    plan = Plan(
        kickoff=date(2026, 11, 2),
        go_live=GoLive(milestone="go-live"),
        stages=more.pop("stages", (Stage(id="all", name="All"),)),
        phases=more.pop("phases", ()),
        tasks=tasks,
    )
    given = {"slug": "halden", "customer": customer, "plan": plan, "members": MEMBERS}
    return Account(**{**given, **more})


def task(id_: str, **more: Any) -> Task:
    return Task(**{"id": id_, "title": id_.title(), "stage": "all", "owner": "mia", **more})


def planted_task(mark: str, visibility: str, owner: str = "mia", **more: Any) -> Task:
    """A task that fills every field there is with texts that begin with its mark."""
    return Task(
        **{
            "id": f"{mark}-id",
            "title": f"{mark}-title",
            "stage": "all",
            "category": "legal",
            "owner": owner,
            "counterpart": "mia",
            "duration": 5,
            "start": date(2026, 11, 3),
            "due": date(2026, 11, 30),
            "confirmed": Confirmation(by="nora", date=DAY),
            "started": date(2026, 11, 5),
            "remaining": 2,
            "blocked": Blocked(
                since=DAY, reason="legal", note=f"{mark}-blocked", escalate_to="nora"
            ),
            "moved": (Move(from_=date(2026, 11, 10), reason="legal", note=f"{mark}-moved"),),
            "how": f"{mark}-how [file](files/{mark}-how.pdf)",
            "evidence": Evidence(required=f"{mark}-evidence", link=f"files/{mark}-evidence.pdf"),
            "visibility": visibility,
            "phase": "first",
            "links": (Link(label=f"{mark}-label", url=f"https://{mark}.example/"),),
            **more,
        }
    )


def planted_decision(mark: str, visibility: str, owner: str = "mia", **more: Any) -> Decision:
    return Decision(
        **{
            "id": f"0001-{mark}",
            "title": f"{mark}-title",
            "status": "accepted",
            "date": date(2026, 11, 20),
            "owner": owner,
            "due": DAY,
            "context": f"{mark}-context",
            "decision": f"{mark}-decision [file](files/{mark}-decision.pdf)",
            "reason": f"{mark}-reason",
            "alternatives": (Alternative(option=f"{mark}-option", why_not=f"{mark}-why"),),
            "consequences": f"{mark}-consequences",
            "decided_by": owner,
            "approved": (Approval(by=owner, date=DAY),),
            "settings": {f"{mark}.answer": f"{mark}-value"},
            "visibility": visibility,
            **more,
        }
    )


def planted_section(mark: str, visibility: str, owner: str = "mia") -> Section:
    answer = Answer(
        id="answer",
        question=f"{mark}-question",
        answer=f"{mark}-answer, see files/{mark}-answer.pdf",
        type="choice",
        choices=(f"{mark}-choice",),
        columns=(f"{mark}-column",),
        required=True,
        default=f"{mark}-default",
        architectural=True,
        answered=Answered(by=owner, date=DAY),
        visibility=visibility,
        phase="first",
    )
    return Section(id=mark, title=f"{mark}-title", owner=owner, due=DAY, answers=(answer,))


def planted_change(mark: str, visibility: str, owner: str = "mia") -> ChangeRequest:
    return ChangeRequest(
        id=f"0002-{mark}",
        title=f"{mark}-title",
        target=Reference("setting", f"{mark}.answer"),
        current=f"{mark}-current",
        requested=f"{mark}-requested",
        reason=f"{mark}-reason [file](files/{mark}-change.pdf)",
        downstream=(f"{mark}-downstream",),
        effective=DAY,
        submitted=Approval(by=owner, date=DAY),
        owner=owner,
        due=DAY,
        classification="structural",
        in_scope=False,
        assessment=Assessment(effort_hours=987654, schedule_days=3, price=10, note=f"{mark}-note"),
        status="assessed",
        approved=(Approval(by=owner, date=DAY),),
        decision=f"0001-{mark}",
        visibility=visibility,
    )


def planted_guide(mark: str, visibility: str) -> Guide:
    matter = GuideMatter(title=f"{mark}-title", visibility=visibility)
    return Guide(id=f"{mark}-guide", matter=matter, text=f"{mark}-text ![p](../files/{mark}-g.png)")


def planted_commitment(mark: str, visibility: str) -> Commitment:
    return Commitment(
        id=f"{mark}-c",
        text=f"{mark}-text",
        made_by="ghost" if visibility == "internal" else "mia",
        source="email",
        reference=f"{mark}-reference",
        fulfilled_by=(Reference("task", f"{mark}-id"),),
        visibility=visibility,
    )


AUDIENCES = {"open": "customer", "inner": "internal", "kestrel": "partner:kestrel"}
"""Marks and the visibility of the records that carry them."""


def planted_account() -> Account:
    """Every kind of record in every visibility, one more owned by a partner, and internal facts."""
    marks = {f"planted-{name}": visibility for name, visibility in AUDIENCES.items()}
    tasks = tuple(planted_task(mark, visibility) for mark, visibility in marks.items())
    shared = planted_task(
        "planted-shared",
        "customer",
        owner="priya",
        needs=(Need(ref=Reference("task", "planted-inner-id")),),
    )
    waiting = planted_task(
        "planted-outline", "customer", needs=(Need(ref=Reference("task", "planted-shared-id")),)
    )
    files = [
        f"files/{mark}-{name}"
        for mark in (*marks, "planted-shared", "planted-outline", "planted-orphan")
        for name in ("how.pdf", "evidence.pdf", "decision.pdf", "answer.pdf", "change.pdf", "g.png")
    ]
    base = account((*tasks, shared, waiting), phases=(Phase(id="first", name="First"),))
    gate = (Reference("task", "planted-inner-id"), Reference("decision", "0001-planted-inner"))
    stages = (
        Stage(id="all", name="All"),
        Stage(id="later", name="planted-stage", outcome="planted-stage-outcome", gate=gate),
    )
    customer = Customer(
        name="Halden",
        segment="planted-secret-segment",
        tier="high",
        arr=123456789,
        products=("planted-product",),
        contacts=base.customer.contacts,
        partners=base.customer.partners,
        outcomes=(Outcome(id="o1", text="planted-outcome"),),
        handoff=Handoff(
            not_sold=("planted-secret-handoff",), account_executive="planted-secret-ae"
        ),
        commitments=tuple(planted_commitment(m, v) for m, v in marks.items()),
    )
    return Account(
        slug="halden",
        customer=customer,
        plan=Plan(
            kickoff=base.plan.kickoff,
            go_live=GoLive(milestone="planted-open-id"),
            stages=stages,
            phases=base.plan.phases,
            tasks=base.plan.tasks,
        ),
        worksheet=Worksheet(
            sections=tuple(planted_section(m, v) for m, v in marks.items()),
            scope=Scope(included=(ScopeItem(id="s1", text="planted-scope"),)),
        ),
        decisions=tuple(planted_decision(m, v) for m, v in marks.items()),
        changes=tuple(planted_change(m, v) for m, v in marks.items()),
        guides=tuple(planted_guide(m, v) for m, v in marks.items()),
        attachments=tuple(Attachment(path, 1, "0" * 64) for path in files),
        events=(Event(kind="csat", date=DAY, note="planted-secret-event"),),
        members=MEMBERS,
    )
