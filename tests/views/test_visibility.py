"""Nothing that an audience may not see is in its account, its views or its pages."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.model.account import Account
from onboardgen.model.plan import Need, Stage
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Condition
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import render_portal
from onboardgen.rendering.theme import load_theme
from onboardgen.views.visibility import HIDDEN, visible_account
from tests.views.planted import DAY, account, planted_account, portal_of, task

MAY_SEE = {
    "customer": {"open", "shared", "outline"},
    "partner:kestrel": {"kestrel", "shared"},
    "partner:bracken": set(),
    "provider": {"open", "inner", "kestrel", "shared", "outline"},
}
SECRETS = ("planted-secret", "planted-github", "planted-ghost", "123456789", "987654", "987,654")


def everything_shown(audience: str) -> str:
    """The filtered account and all that is rendered from it, as one text."""
    view = portal_of(planted_account(), audience)
    portal = render_portal(view, load_theme(), translations("en"))
    pages = "".join(path + page.title + page.html for path, page in portal.pages.items())
    filtered = visible_account(planted_account(), audience)
    files = "".join(one.path + one.name + one.content.decode() for one in portal.downloads)
    unfolded = files.replace("\r\n ", "")
    shown = repr(filtered) + repr(view) + repr(portal.attachments) + portal.chrome_html + pages
    return shown + unfolded


def marks_in(text: str) -> set[str]:
    return set(re.findall(r"planted-(open|inner|kestrel|shared|outline|orphan)", text))


@pytest.mark.parametrize("audience", ["customer", "partner:bracken"])
def test_no_text_of_an_excluded_record_is_in_account_or_pages(audience: str) -> None:
    assert marks_in(everything_shown(audience)) == MAY_SEE[audience]


def test_a_partner_sees_of_waiting_tasks_title_date_and_owner_only() -> None:
    shown = everything_shown("partner:kestrel")
    assert marks_in(shown) == {"kestrel", "shared", "outline"}
    outlined = set(re.findall(r"planted-outline-(\w+)", shown))
    assert outlined == {"id", "title"}


def test_the_team_sees_every_record_but_no_file_that_nothing_links() -> None:
    assert marks_in(everything_shown("provider")) == MAY_SEE["provider"]


@pytest.mark.parametrize("audience", ["customer", "partner:kestrel", "partner:bracken"])
@pytest.mark.parametrize("secret", SECRETS)
def test_internal_fields_and_people_outside_the_account_stay_with_the_team(
    audience: str, secret: str
) -> None:
    assert secret not in everything_shown(audience)


@pytest.mark.parametrize(
    "general", ["planted-scope", "planted-outcome", "planted-stage", "planted-product"]
)
def test_a_partner_sees_nothing_of_scope_outcomes_and_stages_without_its_tasks(
    general: str,
) -> None:
    assert general not in everything_shown("partner:kestrel")
    assert general in everything_shown("customer")


def test_every_planted_task_fills_every_field_so_that_nothing_goes_untested() -> None:
    planted = planted_account().plan.tasks[0]
    unfilled = {f.name for f in dataclasses.fields(planted) if not getattr(planted, f.name)}
    assert unfilled == {"needs", "done", "status"}


def test_what_is_visible_is_there_whole() -> None:
    shown = everything_shown("customer")
    for part in ("title", "how", "evidence", "moved", "blocked", "label", "context", "option"):
        assert f"planted-open-{part}" in shown
    assert "files/planted-open-how.pdf" in visible_paths("customer")
    assert "files/planted-orphan-how.pdf" not in visible_paths("customer")


def visible_paths(audience: str) -> set[str]:
    return {one.path for one in visible_account(planted_account(), audience).attachments}


def test_an_internal_predecessor_is_work_on_our_side_and_still_holds() -> None:
    tasks = (
        task("inner", visibility="internal"),
        task("outer", owner="jo", needs=(Need(ref=Reference("task", "inner")),)),
    )
    view = portal_of(account(tasks), "customer")
    assert [one.row.id for one in view.tasks] == ["outer"]
    assert view.tasks[0].row.state == "waiting"
    assert [target.kind for target in view.tasks[0].needs] == ["hidden"]
    assert view.tasks[0].needs[0].owed_by == ()


def test_a_hidden_gate_shows_as_one_fact() -> None:
    gate = (Reference("task", "a"), Reference("task", "b"))
    tasks = (
        task("a", visibility="internal"),
        task("b", visibility="internal"),
        task("outer", stage="held"),
    )
    stages = (Stage(id="all", name="All"), Stage(id="held", name="Held", gate=gate))
    view = portal_of(account(tasks, stages=stages), "customer")
    assert [target.kind for target in view.plan.stages[1].gate] == ["hidden"]


def test_the_counterpart_of_stage_and_plan_decides_what_a_partner_sees() -> None:
    stages = (Stage(id="all", name="All", counterpart="priya"),)
    made = account((task("one"), task("two", counterpart="jo")), stages=stages)
    seen = visible_account(made, "partner:kestrel")
    assert [one.id for one in seen.plan.tasks] == ["one"]


REFERENCES = st.sampled_from(["t0", "t1", "t2", "t3", "t4"])
VISIBILITIES = st.sampled_from(["customer", "internal", "partner:kestrel", "partner:bracken"])


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    tasks = [
        task(
            f"t{number}",
            owner=draw(st.sampled_from(["mia", "jo", "priya", "dana"])),
            visibility=draw(VISIBILITIES),
            needs=tuple(Need(ref=Reference("task", one)) for one in draw(st.sets(REFERENCES))),
        )
        for number in range(5)
    ]
    return account(tuple(tasks))


@given(accounts(), st.sampled_from(["customer", "partner:kestrel", "provider"]))
def test_filtering_twice_is_filtering_once(made: Account, audience: str) -> None:
    once = visible_account(made, audience)
    assert visible_account(once, audience) == once


@given(accounts(), st.sampled_from(["customer", "partner:kestrel"]))
def test_every_reference_of_a_filtered_account_is_followed_or_hidden(
    made: Account, audience: str
) -> None:
    seen = visible_account(made, audience)
    ids = {one.id for one in seen.plan.tasks}
    for one in seen.plan.tasks:
        assert all(need.ref == HIDDEN or need.ref.id in ids for need in one.needs)


def test_a_partner_learns_of_waiting_tasks_only_while_they_wait() -> None:
    def outlined(**fields: object) -> list[str]:
        need = (Need(ref=Reference("task", "theirs")),)
        before = task("theirs", owner="priya", **fields)
        made = account((before, task("after", needs=need), task("ended", needs=need, done=DAY)))
        view = portal_of(made, "partner:kestrel")
        return [row.id for row in view.plan.waiting_for_us]

    assert outlined() == ["after"]
    assert outlined(done=DAY) == []


def test_of_hidden_work_only_what_is_open_is_told() -> None:
    gate = (Reference("task", "a"), Reference("task", "b"))
    stages = (Stage(id="all", name="All"), Stage(id="held", name="Held", gate=gate))

    def hidden(**fields: object) -> list[bool]:
        tasks = (
            task("a", visibility="internal", done=DAY),
            task("b", visibility="internal", **fields),
            task("outer", stage="held"),
        )
        view = portal_of(account(tasks, stages=stages), "customer")
        return [target.true for target in view.plan.stages[1].gate]

    assert hidden() == [False]
    assert hidden(done=DAY) == [True]


def entangled_account() -> Account:
    """The planted account, its open records naming inner ones wherever a record can name one."""
    made = planted_account()
    inner_task, inner_decision = Reference("task", "planted-inner-id"), "0001-planted-inner"
    by_mark = {section.id: section for section in made.worksheet.sections}  # type: ignore[union-attr]
    opened = by_mark["planted-open"]
    condition = Condition(setting="planted-inner.answer", equals="planted-inner-answer")
    asked = dataclasses.replace(opened.answers[0], id="other", when=condition)
    met = dataclasses.replace(condition, equals=by_mark["planted-inner"].answers[0].answer)
    third = dataclasses.replace(asked, id="third", when=met)
    section = dataclasses.replace(opened, answers=(*opened.answers, asked, third))
    inner_target = Reference("setting", "planted-inner.answer")
    decision, change, commitment = made.decisions[0], made.changes[0], made.customer.commitments[0]
    return dataclasses.replace(
        made,
        worksheet=dataclasses.replace(made.worksheet, sections=(section, by_mark["planted-inner"])),
        decisions=(
            dataclasses.replace(
                decision,
                supersedes=inner_decision,
                settings={**decision.settings, "planted-inner.answer": "planted-inner-set"},
            ),
            *made.decisions[1:],
        ),
        changes=(
            dataclasses.replace(change, decision=inner_decision),
            dataclasses.replace(
                change, id="0003-other", title="planted-inner-change", target=inner_target
            ),
        ),
        customer=dataclasses.replace(
            made.customer,
            commitments=(dataclasses.replace(commitment, fulfilled_by=(inner_task,)),),
        ),
    )


def test_a_visible_record_does_not_tell_of_the_hidden_ones_it_names() -> None:
    made = entangled_account()
    view = portal_of(made, "customer")
    portal = render_portal(view, load_theme(), translations("en"))
    pages = "".join(page.html for page in portal.pages.values())
    assert "planted-inner" not in repr(visible_account(made, "customer")) + repr(view) + pages
    assert "planted-inner" in repr(visible_account(made, "provider"))


def test_a_question_is_asked_by_a_hidden_answer_without_telling_of_it() -> None:
    made = entangled_account()
    view = portal_of(made, "customer")
    assert view.worksheet is not None
    assert [question.id for question in view.worksheet.sections[0].questions] == [
        "answer",
        "third",
    ]
