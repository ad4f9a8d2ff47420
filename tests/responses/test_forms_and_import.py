"""What a page offers to answer is what taking it in accepts, from the same people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onboardgen.loading.loader import load
from onboardgen.model.people import CUSTOMER
from onboardgen.rendering.forms import forms_json
from onboardgen.rendering.messages import translations
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.views.forms import FormsView, TaskForms, forms_view
from onboardgen.views.portal import portal_view
from onboardgen.workflows.portals import taken_in
from tests.git.made_up_repository import MadeUp
from tests.responses.answering import (
    FILES,
    PLAN,
    TODAY,
    WORKSHEET,
    Page,
    imports,
    make_workspace,
    reason,
)

FIELDS = {
    "task_done": {"done": "2026-12-01"},
    "task_blocked": {"since": "2026-12-01", "reason": "legal"},
    "date_propose": {"to": "2027-01-08", "reason": "legal"},
}
MORE = """\
  - {id: stuck, title: Stuck, stage: all, owner: jo,
     blocked: {since: 2026-11-20, reason: legal}}
  - {id: sure, title: Sure, stage: all, owner: jo, due: 2026-12-04,
     confirmed: {by: jo, date: 2026-11-23}}
  - {id: kickoff, title: Kick-off, type: milestone, stage: all, owner: mia,
     counterpart: jo, done: 2026-11-02}
  - {id: over, title: Over, stage: all, owner: jo, done: 2026-11-20}
"""
DECISION = """\
title: Euros
status: accepted
date: 2026-11-20
decision: Books are kept in EUR
owner: lena
decided_by: lena
settings: {billing.currency: EUR}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    made = make_workspace(tmp_path_factory.mktemp("forms") / "workspace")
    head, _, last = PLAN.partition("  - id: go-live\n")
    made.write("plans/acme/plan.yaml", f"{head}{MORE}  - id: go-live\n{last}")
    made.write("plans/acme/decisions/0001-euros.yaml", DECISION)
    made.commit("More of everything")
    return made


def forms_of(made: MadeUp, audience: str) -> FormsView:
    loaded = load(made.root)
    (account,) = loaded.accounts
    assert loaded.settings
    ahead = outlook(account, loaded.settings, AsOf(TODAY))
    return forms_view(portal_view(account, loaded.settings, audience, ahead), account)


def answers(made: MadeUp, person: str, kind: str, task: str) -> str:
    page = Page(made.root, person)
    shown = page.shown[f"task:{task}"]
    assert isinstance(shown, dict)
    fields = FIELDS.get(kind, {"due": shown["due"]})
    return page.answer(kind, {"task": task, **fields})


def offered(forms: FormsView, person: str, owners: dict[str, str]) -> Iterator[tuple[str, str]]:
    """As the page offers it: a date is confirmed by its owner."""
    for task, one in forms.tasks.items():
        if one.only in (None, person):
            for kind in one.kinds:
                if kind != "rating" and (kind != "date_confirm" or owners.get(task) == person):
                    yield kind, task


def test_each_task_takes_what_fits_how_it_stands(made: MadeUp) -> None:
    tasks = forms_of(made, "customer").tasks
    every = ("task_done", "task_blocked", "date_confirm", "date_propose")
    assert tasks == {
        "sso": TaskForms(kinds=every, contact="mia"),
        "data-map": TaskForms(kinds=("date_confirm", "date_propose", "task_done"), contact="mia"),
        "ours": TaskForms(kinds=every, only="lena", contact="mia"),
        "feed": TaskForms(contact="mia"),
        "stuck": TaskForms(kinds=("task_done", "date_propose"), contact="mia"),
        "sure": TaskForms(kinds=("task_done", "task_blocked", "date_propose"), contact="mia"),
        "kickoff": TaskForms(kinds=("rating",), contact="mia"),
        "over": TaskForms(contact="mia"),
        "go-live": TaskForms(kinds=("date_confirm", "date_propose"), only="jo", contact="mia"),
    }


@pytest.mark.parametrize("person", ["jo", "lena", "priya"])
def test_whatever_is_offered_is_taken_in(made: MadeUp, person: str) -> None:
    audience = "partner:kestrel" if person == "priya" else "customer"
    owners = {"sso": "jo", "data-map": "jo", "feed": "priya"}
    found = list(offered(forms_of(made, audience), person, owners))
    assert len(found) >= 4
    for kind, task in found:
        assert reason(imports(made.root, answers(made, person, kind, task), dry_run=True)) is None


@pytest.mark.parametrize(
    ("person", "kind", "task", "why"),
    [
        ("jo", "task_done", "ours", "not_theirs"),
        ("jo", "task_done", "feed", "not_theirs"),
        ("jo", "task_blocked", "stuck", "impossible"),
        ("jo", "task_done", "over", "impossible"),
    ],
)
def test_what_is_not_offered_would_be_refused(
    made: MadeUp, person: str, kind: str, task: str, why: str
) -> None:
    assert (kind, task) not in set(offered(forms_of(made, "customer"), person, {}))
    assert reason(imports(made.root, answers(made, person, kind, task), dry_run=True)) == why


def test_questions_are_answered_until_a_decision_or_a_signature_stands(made: MadeUp) -> None:
    forms = forms_of(made, "customer")
    assert {one for one, form in forms.questions.items() if form.locked} == {"billing.currency"}
    assert forms.questions["billing.plans"].choices == ("basic", "pro", "max")
    assert forms.scope == ()
    assert forms.sign_offs["worksheet"].people == ("jo",)
    assert forms.sign_offs.keys() == {"worksheet"}
    assert forms.contact == "mia"
    assert forms.emails == {"mia": "mia@example.com"}
    assert reason(imports(made.root, Page(made.root, "jo").answer("change_request", {
        "target": "setting:billing.currency", "requested": "CHF", "reason": "x",
        "downstream": [], "effective": "2027-01-01",
    }), dry_run=True)) is None  # fmt: skip


def test_a_partner_is_offered_nothing_of_others(made: MadeUp) -> None:
    forms = forms_of(made, "partner:kestrel")
    assert set(forms.tasks) == {"feed"}
    assert (forms.questions, forms.sign_offs, forms.scope) == ({}, {}, ())
    assert "jo" not in forms.people


def test_codes_travel_only_where_a_question_takes_them() -> None:
    empty = FormsView()
    english = translations("en")
    assert forms_json(empty, frozenset({"text"}), english) == {}
    codes = forms_json(empty, frozenset({"country"}), english)["codes"]
    assert isinstance(codes, dict)
    assert codes.keys() == {"country"}
    assert str(codes["country"]).startswith("ACAD")


def test_a_page_knows_its_own_by_the_beginning_of_the_id_and_no_other_portal_s(
    made: MadeUp,
) -> None:
    jo, priya = Page(made.root, "jo"), Page(made.root, "priya")
    asked = [
        jo.answer("task_question", {"task": "sso", "question": "Why?"}, id=letter * 32)
        for letter in "ba"
    ]
    done = priya.answer("task_done", {"task": "feed", "done": "2026-12-01"}, id="c" * 32)
    branches = {one.branch for one in imports(made.root, *asked, done).imported}
    made.merge(str(branches.pop()))
    (account,) = load(made.root).accounts
    assert taken_in(account, jo.key.portal_id) == ("aaaaaaaa", "bbbbbbbb")
    assert taken_in(account, priya.key.portal_id) == ("cccccccc",)


PHASES = """\
phases:
  - {id: first, name: First value}
  - {id: regions, name: All regions, needs: [go-live, signoff:plan, margin]}
stages:"""
SECTION = """\
  - id: regions
    title: Regions
    answers:
      - {id: now, question: Which one first?, phase: first}
      - {id: next, question: Which one next?, phase: regions}
      - {id: last, question: Which one last?, phase: regions}
      - {id: said, question: How many?, type: number, answer: 3, phase: regions}
scope:
"""


@pytest.fixture(scope="module")
def phased(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """The files alone: nothing here asks Git or a key."""
    made = MadeUp(tmp_path_factory.mktemp("phases"))
    for path, text in FILES.items():
        made.write(path, text)
    made.write("plans/acme/plan.yaml", PLAN.replace("stages:", PHASES))
    made.write("plans/acme/worksheet.yaml", WORKSHEET.replace("scope:\n", SECTION, 1))
    return made


def test_questions_of_a_phase_that_has_not_begun_come_later(phased: MadeUp) -> None:
    forms = forms_of(phased, CUSTOMER)
    assert {
        section: [one.questions for one in parts] for section, parts in forms.later.items()
    } == {"regions": [("regions.next", "regions.last")]}
    assert forms.questions.keys() >= {"regions.now", "regions.next", "regions.last", "regions.said"}


@pytest.mark.parametrize(
    ("language", "said", "why"),
    [
        ("en", "2 questions of “All regions”",
         "opens with: Go-live, Sign-off of the plan, the work of others"),
        ("de", "2 Fragen aus „All regions“",
         "öffnet sich mit: Go-live, Unterzeichnung des Plans, die Arbeit anderer"),
    ],
)  # fmt: skip
def test_what_comes_later_is_named_with_what_opens_it_in_the_reader_s_words(
    phased: MadeUp, language: str, said: str, why: str
) -> None:
    plain = forms_json(forms_of(phased, CUSTOMER), frozenset(), translations(language))
    questions = ["regions.next", "regions.last"]
    assert plain["later"] == {"regions": [{"questions": questions, "said": said, "why": why}]}


def test_nothing_comes_later_once_its_phase_has_begun(phased: MadeUp, tmp_path: Path) -> None:
    begun = MadeUp(Path(shutil.copytree(phased.root, tmp_path / "begun")))
    plan = (begun.root / "plans/acme/plan.yaml").read_text("utf-8")
    begun.write("plans/acme/plan.yaml", plan.replace("[go-live, signoff:plan, margin]", "[]"))
    assert forms_of(begun, CUSTOMER).later == {}
