"""What is inside a portal is for its readers."""

from dataclasses import replace
from datetime import date

import pytest

from onboardgen.findings import Place, Positions
from onboardgen.model.account import Account, Attachment
from onboardgen.model.customer import Customer, Outcome
from onboardgen.model.people import Partner, Person
from onboardgen.model.plan import GoLive, Plan
from onboardgen.site.audience_check import forbidden_index, strangers
from onboardgen.site.needles import WorkspaceString
from onboardgen.site.opening import open_portal
from onboardgen.site.workspace_strings import account_strings, history_strings, record_strings
from tests.site.made_up_site import HALDEN, bundle, key_of, known, sealed
from tests.views.told import PLAN, begun, events_of

INTERNAL = WorkspaceString("Champion may leave in spring", "plans/halden/plan.yaml:9")


def opened(text, files=("a.pdf",)):
    portal = sealed(made=bundle("Halden Logistics", text, files))
    return open_portal(key_of(HALDEN), known(HALDEN)[0].secrets, portal.files)[0]


def test_a_portal_without_strangers_passes():
    assert strangers(opened("Approve it"), forbidden_index([INTERNAL])) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Champion may leave in spring",
        "champion may <em>leave</em> in&nbsp;spring",
        '<a title="Champion may leave in spring">x</a>',
        "Cham<b>pion</b> may<br>leave in spring",
    ],
)
def test_an_internal_text_inside_is_found_with_its_page(text):
    (leak,) = strangers(opened(text), forbidden_index([INTERNAL]))
    assert leak.file == f"{HALDEN.id}#/overview"
    assert "plans/halden/plan.yaml:9" in leak.what


def test_a_text_in_an_attachment_is_found():
    portal = opened("x", files=("Northwind Freight.txt",))
    found = strangers(
        portal, forbidden_index([WorkspaceString("Northwind Freight", "y:1", name=True)])
    )
    assert any(leak.file.endswith(".txt") for leak in found)


def test_a_short_text_that_is_nobodys_name_proves_nothing():
    portal = opened("Kick-off of the migration")
    common = [WorkspaceString("Kickoff", "x:1"), WorkspaceString("Kick-off", "x:2")]
    assert strangers(portal, forbidden_index(common)) == ()
    assert strangers(portal, forbidden_index([WorkspaceString("Kick-off", "x:2", name=True)]))


def test_what_the_readers_may_see_anyway_is_no_stranger():
    forbidden = forbidden_index(
        [WorkspaceString("Halden Logistics", "plans/halden/notes:1", name=True)]
    )
    visible = [WorkspaceString("For Halden Logistics", "plans/halden/customer.yaml:1")]
    assert strangers(opened("x"), forbidden)
    assert strangers(opened("x"), forbidden, visible) == ()


def test_the_strings_of_an_account_come_with_their_lines():
    positions = Positions(
        "plans/halden/customer.yaml",
        {(): (1, 1), ("name",): (1, 7), ("outcomes", 0): (5, 5), ("outcomes", 0, "text"): (6, 11)},
    )
    customer = Customer(
        name="Halden Logistics",
        timezone="Europe/Berlin",
        profile="high_touch",
        segment="mid_market",
        contacts=(Person(id="jo", name="Jo Lindqvist", also=("jo@halden.example",)),),
        partners=(Partner(id="kestrel", name="Kestrel Data"),),
        outcomes=(
            Outcome(id="o1", text="Close in three days", at=Place(positions, ("outcomes", 0))),
        ),
        at=Place(positions),
    )
    account = Account(
        slug="halden",
        customer=customer,
        plan=Plan(kickoff=date(2026, 11, 2), go_live=GoLive(milestone="live"), stages=(), tasks=()),
        attachments=(Attachment("files/network.pdf", 1, "0" * 64),),
    )
    found = {(s.text, s.where, s.name) for s in account_strings(account)}
    assert ("Halden Logistics", "plans/halden/customer.yaml:1", True) in found
    assert ("Close in three days", "plans/halden/customer.yaml:6", False) in found
    assert ("jo@halden.example", "plans/halden/customer.yaml:1", True) in found
    assert ("network.pdf", "plans/halden/files/network.pdf", True) in found
    assert ("halden", "plans/halden", True) in found
    texts = {text for text, _, _ in found}
    assert texts.isdisjoint({"Europe/Berlin", "high_touch", "mid_market", "kestrel"})
    assert {s.text for s in record_strings(customer.partners)} == {"Kestrel Data"}


def test_what_only_history_knows_is_a_stranger_and_names_its_commit():
    history, start = begun()
    plan = PLAN.replace("title: Test billing", f"title: {INTERNAL.text}, visibility: internal")
    history.edit(start, {"plans/acme/plan.yaml": plan})
    history.edit(history.commits[-1].hash, {"plans/acme/plan.yaml": PLAN})
    sought = forbidden_index(history_strings(events_of(history)))
    (leak,) = strangers(opened(INTERNAL.text), sought)
    assert f"plans/acme, task:test-billing in commit {history.commits[1].hash[:9]}" in leak.what


def test_a_text_that_a_calendar_folds_and_escapes_is_found():
    secret = WorkspaceString("Champion may leave, in spring; tell nobody", "y:1")
    event = (
        b"SUMMARY:"
        + b"x" * 50
        + rb"\nChampion may leave\, in sp"
        + b"\r\n "
        + rb"ring\; tell nobody"
    )
    assert b"\n" in event
    portal = opened("x", files=("dates.ics",))
    (path,) = portal.attachments
    typed = portal.bundle.replace("text/plain", "text/calendar")
    found = strangers(
        replace(portal, bundle=typed, attachments={path: event}), forbidden_index([secret])
    )
    assert any(leak.file.endswith(path) for leak in found)
