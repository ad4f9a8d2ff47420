"""Sign-offs on the pages: who is missing, what moved, and nothing of what is not for the reader."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import SIGNED, Signed, content_of
from onboardgen.agreements.documents import as_bytes
from onboardgen.model.account import Account
from onboardgen.model.plan import PlanSignOffs, Signature, SignOff
from onboardgen.model.signed import SignedFile
from onboardgen.model.worksheet import Worksheet, WorksheetSignOffs
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import render_portal
from onboardgen.rendering.theme import load_theme
from onboardgen.views.portal import PortalView
from tests.agreements.signing_for_tests import changed, loaded, signed
from tests.views.planted import planted_account, portal_of

SIGNED_ON = date(2026, 11, 24)
MARK = re.compile(r"planted-(open|inner|kestrel|shared|outline)-(was|gone)")


def with_sign_offs(account: Account, before: Account) -> Account:
    """The account with worksheet and plan signed by both sides as they stand in `before`."""
    for name in SIGNED:
        account = _signed_by_both(account, before, name)
    return account


def _signed_by_both(account: Account, before: Account, name: Signed) -> Account:
    data = as_bytes(content_of(before, name))
    digest = digest_of(data)
    sign_off = SignOff(
        signers=("jo", "mia"),
        signed=tuple(Signature(by=by, date=SIGNED_ON, digest=digest) for by in ("jo", "mia")),
    )
    files = (*account.signed, SignedFile(digest=digest, data=data))
    if name == "plan":
        plan = replace(account.plan, signoffs=PlanSignOffs(plan=sign_off))
        return replace(account, plan=plan, signed=files)
    assert account.worksheet
    worksheet = replace(account.worksheet, signoffs=WorksheetSignOffs(worksheet=sign_off))
    return replace(account, worksheet=worksheet, signed=files)


def amended_everywhere() -> Account:
    """Every planted answer and task says something else than when it was signed, and of every
    kind of visibility one is gone."""
    now = planted_account()
    assert now.worksheet
    sections, tasks = [], list(now.plan.tasks)
    for section in now.worksheet.sections:
        answer = section.answers[0]
        was = replace(answer, answer=f"{section.id}-was", question=f"{section.id}-was-asked")
        gone = replace(answer, id="gone", answer=f"{section.id}-gone")
        sections.append(replace(section, answers=(was, gone)))
        tasks.append(replace(tasks[0], id=f"{section.id}-gone", title=f"{section.id}-gone-title"))
    tasks = [
        replace(task, title=task.title.replace("-title", "-was"))
        if not task.title.endswith("-gone-title")
        else task
        for task in tasks
    ]
    before = replace(
        now,
        worksheet=replace(now.worksheet, sections=tuple(sections)),
        plan=replace(now.plan, tasks=tuple(tasks)),
    )
    return with_sign_offs(now, before)


def shown(view: PortalView) -> str:
    portal = render_portal(view, load_theme(), translations("en"))
    pages = "".join(path + page.title + page.html for path, page in portal.pages.items())
    return repr(view) + portal.chrome_html + pages


@pytest.mark.parametrize(
    ("audience", "visible"),
    [
        ("customer", {("open", "was"), ("shared", "was"), ("outline", "was")}),
        ("partner:kestrel", set()),
        ("partner:bracken", set()),
        (
            "provider",
            {(mark, "was") for mark in ("open", "inner", "kestrel", "shared", "outline")}
            | {(mark, "gone") for mark in ("open", "inner", "kestrel")},
        ),
    ],
)
def test_only_what_a_reader_sees_is_named_as_moved(
    audience: str, visible: set[tuple[str, str]]
) -> None:
    found = set(MARK.findall(shown(portal_of(amended_everywhere(), audience))))
    assert found == visible


def test_of_hidden_changes_only_is_told_that_there_are_some() -> None:
    text = shown(portal_of(amended_everywhere(), "customer"))
    assert "Something on our side has changed too." in text
    now = planted_account()
    assert now.worksheet
    inner = [s for s in now.worksheet.sections if s.id == "planted-inner"]
    others = [s for s in now.worksheet.sections if s.id != "planted-inner"]
    was = replace(inner[0].answers[0], answer="planted-inner-was")
    sections = (*others, replace(inner[0], answers=(was,)))
    before = replace(now, worksheet=replace(now.worksheet, sections=sections))
    view = portal_of(with_sign_offs(now, before), "customer")
    assert view.worksheet
    assert view.worksheet.sign_off
    assert view.worksheet.sign_off.amended == ()
    assert not view.worksheet.sign_off.given
    assert "planted-inner" not in shown(view)
    assert "Something on our side has changed." in shown(view)


def test_what_was_signed_is_in_no_account_that_is_shown() -> None:
    for audience in ("customer", "partner:kestrel", "provider"):
        assert "signed/" not in shown(portal_of(amended_everywhere(), audience))


def portal(files: dict[str, str], audience: str = "customer") -> PortalView:
    account, _ = loaded(files)
    return portal_of(account, audience)


def text_of(view: PortalView, page: str) -> str:
    """The words of a page, tags and line ends taken out."""
    rendered = render_portal(view, load_theme(), translations("en"))
    text = " ".join(re.sub(r"<[^>]*>", " ", rendered.pages[page].html).split())
    return re.sub(r" ([;,.])", r"\1", text)


def test_the_worksheet_says_what_moved_and_who_signs_again() -> None:
    files = changed(signed(), "worksheet.yaml", "answer: 14", "answer: 21")
    files = changed(files, "worksheet.yaml", "type: number, answer: 21", "type: number")
    view = portal(files)
    text = text_of(view, "worksheet")
    assert "Not as it was signed After how many days? As signed 14 Now –" in text
    assert "Missing Jo Lind signed 10 Nov, before something changed" in text
    assert "Signed Jo Lind" not in text
    assert view.worksheet
    assert view.worksheet.sign_off
    assert view.worksheet.sign_off.waits_on_reader
    assert "changed since it was signed" in text


def test_what_is_locked_stays_locked_after_something_else_was_amended() -> None:
    view = portal(changed(signed(), "worksheet.yaml", "answer: 14", "answer: 21"))
    assert view.worksheet
    locks = {one.id: one.locked_since for s in view.worksheet.sections for one in s.questions}
    assert locks == {"currency": date(2026, 11, 11), "reminder": None, "open": None}
    assert "Locked since 11 Nov; to change it, ask for a change." in text_of(view, "worksheet")


def test_a_sign_off_that_is_given_shows_no_change() -> None:
    text = text_of(portal(signed()), "worksheet")
    assert "by everybody, since 11 Nov" in text
    assert "Not as it was signed" not in text


def test_the_plan_says_what_moved_field_by_field() -> None:
    files = changed(signed(name="plan"), "plan.yaml", "due: 2026-11-27", "due: 2026-12-04")
    files = changed(files, "plan.yaml", "title: Build, stage: all, owner: mia",
                    "title: Build it, stage: all, owner: jo")  # fmt: skip
    files = changed(files, "plan.yaml", "tasks:", "tasks:\n  - {id: c, title: New, stage: all, "
                    "owner: jo}")  # fmt: skip
    text = text_of(portal(files), "plan")
    assert "Build it the title As signed Build Now Build it" in text
    assert "Build it the owner As signed Mia Keller Now Jo Lind" in text
    assert "Check the date As signed Fri 27 Nov Now Fri 4 Dec" in text
    assert "New As signed – Now New" in text


def test_the_scope_says_where_an_item_stood() -> None:
    files = changed(signed(), "worksheet.yaml", "included: [", "included: [{id: d1, text: Later}, ")
    files = changed(files, "worksheet.yaml", "  deferred: [{id: d1, text: Approvals}]\n", "")
    text = text_of(portal(files), "worksheet")
    assert "Later where it stands As signed Later Now Included" in text
    assert "Later As signed Approvals Now Later" in text


def test_a_worksheet_without_sign_off_for_a_partner() -> None:
    view = portal_of(amended_everywhere(), "partner:kestrel")
    assert isinstance(planted_account().worksheet, Worksheet)
    assert view.plan.sign_off is None
    assert view.worksheet is not None
    assert view.worksheet.sign_off is None
