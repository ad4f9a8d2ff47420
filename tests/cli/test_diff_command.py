"""`diff --base` as people, programs and pull requests meet it, in real repositories."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from onboardgen.changes.impact_report import Impact, RecordChange
from onboardgen.cli.diff_markdown import LONGEST, MARKER, as_markdown, neutral
from onboardgen.cli.main import main
from onboardgen.cli.presentation import visible
from onboardgen.model.reference import Reference
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.diff import CustomerDiff, DiffReport
from onboardgen.workflows.diff import diff as diff_of
from tests.changes.edits import CURRENCY
from tests.changes.made_up import APPROVED, DAY, SETTINGS, Team, agreed, change, edited, team
from tests.cli.reports import plain
from tests.example_workspace import copy_example, run_onboardgen
from tests.git.made_up_repository import make_repository

TODAY = ("--today", DAY.isoformat())
ASKS = "Move it, says @jo: see #12, GH-7 <!-- x --> | `rm` ::error:: https://forge.example/o/r/issues/3"
HARMFUL = re.compile(r"(^|\W)@\w|#\d|\bGH-\d|://|^\s*::|##\[", re.MULTILINE)


@pytest.fixture
def acme(tmp_path: Path) -> Team:
    """A repository whose `main` holds the agreed customer; `work` is checked out."""
    made = team(tmp_path / "acme")
    made.made.git("checkout", "-q", "-b", "work")
    return made


def said(made: Team, *arguments: str, base: str = "main", code: int = 0) -> str:
    """What the command prints; it runs in this process."""
    call = ("--workspace", str(made.root), "diff", "--base", base, *TODAY, *arguments)
    done = CliRunner().invoke(main, call, standalone_mode=False)
    assert done.exception is None, done.output
    assert done.return_value == code, done.output
    return done.stdout


def report(made: Team, *arguments: str, base: str = "main", code: int = 0) -> Any:
    return json.loads(said(made, "--format", "json", *arguments, base=base, code=code))


def moved(text: str = "No room") -> dict[str, str]:
    moves = f"moved: [{{from: 2026-12-14, reason: training, note: {json.dumps(text)}}}]"
    due = "owner: lena, due: 2026-12-14"
    return dict(edited(agreed(), "plan.yaml", due, f"owner: lena, due: 2026-12-17, {moves}"))


def test_nothing_new_is_said_in_one_line(acme: Team) -> None:
    assert "Nothing changes in meaning." in plain(said(acme))
    assert "Nothing changes in meaning." in said(acme, "--format", "markdown")
    found = report(acme)
    assert found["format"] == "onboardgen.diff/1"
    assert found["base"] == acme.made.git("rev-parse", "main")
    assert found["as_of"] == DAY.isoformat()
    assert found["customers"] == found["workspace"] == found["only_form"] == found["unread"] == []


def test_a_reformatted_file_changes_no_meaning_and_is_named(acme: Team) -> None:
    plan = acme.root / "plans/acme/plan.yaml"
    plan.write_text("# A comment.\n" + plan.read_text().replace("owner: ", "owner:   "))
    settings = acme.root / "onboardgen.yaml"
    settings.write_text(settings.read_text() + "# The end.\n")
    assert report(acme)["only_form"] == ["onboardgen.yaml", "acme"]
    assert "Only the form changed, not the meaning: onboardgen.yaml, acme." in said(acme)


def test_a_moved_promise_is_told_in_all_three_formats(acme: Team) -> None:
    acme.put(moved())
    acme.commit()
    told = plain(said(acme))
    assert "14 Dec → 17 Dec (+3)  Train the team · Lena Brandt" in told
    assert "training: No room" in told
    assert (
        "Jo Lind (ACME) and Mia Keller (Example Billing) have to sign the plan again"
        in " ".join(told.split())
    )
    assert "| Train the team | Lena Brandt | 14 Dec | 17 Dec | +3 | training: No room |" in said(
        acme, "--format", "markdown"
    )
    (customer,) = report(acme)["customers"]
    assert customer["promises"] == [
        {
            "ref": "task:train",
            "title": "Train the team",
            "owner": "lena",
            "from": "2026-12-14",
            "to": "2026-12-17",
            "days": 3,
            "reason": "training",
            "note": "No room",
            "lapsed": None,
        }
    ]
    assert customer["signoffs"][0]["again"] == ["jo", "mia"]


def test_go_live_before_and_after_is_that_of_forecast(acme: Team) -> None:
    files = edited(
        agreed(), "plan.yaml", "title: Load prices,", "title: Load prices, duration: 20,"
    )
    forecast = ("forecast", "acme", "--format", "json", *TODAY)
    before = json.loads(run_onboardgen(*forecast, cwd=acme.root).stdout)["go_live"]
    acme.put(files)
    after = json.loads(run_onboardgen(*forecast, cwd=acme.root).stdout)["go_live"]
    found = report(acme)["customers"][0]["go_live"]
    for name in ("due", "forecast", "p50", "p80", "slip_days"):
        assert found["before"][name] == before[name]
        assert found["after"][name] == after[name]
    assert found["moved_by"] == [{"ref": "task:load", "days": found["days"]}]
    told = " ".join(said(acme).split())
    assert "without that change, go-live would be 19 days earlier" in told


def test_what_is_not_allowed_comes_first_with_what_to_do(acme: Team) -> None:
    acme.put(edited(agreed(), "worksheet.yaml", "answer: EUR", "answer: USD"))
    told = said(acme, "--format", "markdown")
    assert told.index("Not allowed as it stands") < told.index("**Signatures**")
    assert "onboardgen change new acme" in told
    assert "OG801" in told
    (lock,) = report(acme)["customers"][0]["locked"]
    assert (lock["before"], lock["after"], lock["allowed"]) == ("EUR", "USD", False)


def test_a_change_request_that_allows_it_is_named(acme: Team) -> None:
    files = edited(agreed(), "worksheet.yaml", "answer: EUR", "answer: USD")
    acme.put({**files, "changes/0002-usd.yaml": change(**CURRENCY, approved=APPROVED)})
    told = said(acme)
    assert "“Which currency?”: EUR → USD. Change request 0002-usd allows it." in told
    assert "Not allowed" not in told


def test_what_others_did_on_the_base_meanwhile_is_not_taken_for_ours(acme: Team) -> None:
    acme.made.git("checkout", "-q", "main")
    acme.put(moved())
    acme.commit()
    acme.made.git("checkout", "-q", "work")
    assert report(acme)["customers"] == []
    assert report(acme, "--exact")["customers"][0]["promises"]


def test_after_a_merge_of_the_base_only_ours_is_told(acme: Team) -> None:
    ended = "kind: link, granted: {by: mia, date: 2026-11-02}}"
    acme.put(edited(agreed(), "access.yaml", ended, f"{ended[:-1]}, ended: 2026-12-01}}"))
    acme.commit()
    acme.made.git("checkout", "-q", "main")
    acme.put(moved())
    acme.commit()
    acme.made.git("checkout", "-q", "work")
    acme.made.merge("main")
    (customer,) = report(acme)["customers"]
    assert customer["promises"] == []
    assert [(one["kind"], one["title"]) for one in customer["records"]] == [
        ("grant_ended", "Jo Lind")
    ]


def test_customers_who_are_new_gone_and_renamed_are_told(acme: Team) -> None:
    acme.put(agreed(), slug="other")
    customer = acme.root / "plans/other/customer.yaml"
    customer.write_text(customer.read_text().replace("name: ACME", "name: Other"))
    access = acme.root / "plans/other/access.yaml"
    access.write_text(access.read_text().replace("h4n2", "h4n3"))
    acme.commit()
    (new,) = report(acme)["customers"]
    assert (new["customer"], new["change"]) == ("other", "new")
    assert new["contents"]["tasks"] == 5
    acme.made.git("checkout", "-q", "-b", "later")
    shutil.move(acme.root / "plans/other", acme.root / "plans/others")
    shutil.rmtree(acme.root / "plans/acme")
    gone, renamed = report(acme, base="work")["customers"]
    assert (gone["customer"], gone["change"]) == ("acme", "removed")
    assert gone["broken"][0]["code"] == "OG823"
    assert (renamed["customer"], renamed["customer_before"]) == ("others", "other")


def test_only_the_customers_named_are_told_and_an_unknown_name_is_refused(acme: Team) -> None:
    acme.put(agreed(), slug="other")
    acme.commit()
    acme.put(moved())
    assert [one["customer"] for one in report(acme, "acme")["customers"]] == ["acme"]
    done = run_onboardgen("diff", "acne", "--base", "main", cwd=acme.root, check=False)
    assert done.returncode == 2
    assert "Did you mean acme?" in done.stderr


def test_a_customer_that_cannot_be_read_now_is_left_out_and_the_others_are_told(
    acme: Team,
) -> None:
    acme.put(agreed(), slug="other")
    acme.commit()
    acme.made.git("branch", "-f", "main")
    acme.put(moved())
    plan = acme.root / "plans/other/plan.yaml"
    plan.write_text(plan.read_text().replace("kickoff: 2026-11-02", "kickoff: soon"))
    found = report(acme, code=1)
    assert [one["customer"] for one in found["customers"]] == ["acme"]
    assert [(one["side"], one["customer"]) for one in found["unread"]] == [("head", "other")]
    assert "other, as it stands" in said(acme, "--format", "markdown", code=1)


def test_a_customer_that_could_not_be_read_at_the_base_is_told_as_that(acme: Team) -> None:
    plan = acme.root / "plans/acme/plan.yaml"
    whole = plan.read_text()
    plan.write_text(whole.replace("kickoff: 2026-11-02", "kickoff: soon"))
    acme.commit()
    acme.made.git("branch", "-f", "main")
    plan.write_text(whole)
    found = report(acme, code=1)
    assert found["customers"] == []
    assert [(one["side"], one["customer"]) for one in found["unread"]] == [("base", "acme")]


@pytest.mark.parametrize("side", ["head", "base"])
def test_broken_settings_are_told_and_nothing_is_made_up(acme: Team, side: str) -> None:
    acme.put(moved(), text=SETTINGS.replace("format: 1", "format: x"))
    if side == "base":
        acme.commit()
        acme.made.git("branch", "-f", "main")
        acme.put(moved())
    found = report(acme, code=1)
    assert [(one["side"], one["customer"]) for one in found["unread"]] == [(side, None)]
    assert found["customers"] == []
    assert said(acme, "--format", "markdown", code=1).startswith(MARKER)


def test_a_workspace_that_is_new_has_new_customers_and_no_errors(tmp_path: Path) -> None:
    made = Team(make_repository(tmp_path / "new"))
    made.made.write("README.md", "Soon.\n")
    made.commit()
    made.made.git("checkout", "-q", "-b", "work")
    made.put(agreed())
    assert [one["change"] for one in report(made)["customers"]] == ["new"]


def test_rules_and_people_of_the_team_are_told_in_a_line_each(acme: Team) -> None:
    text = SETTINGS.replace("moved_days: 2", "moved_days: 4").replace(
        "email: tomas@example.com", "email: tomas@example.com, role: Architect"
    )
    acme.put(agreed(), text=text)
    told = said(acme)
    assert "Rules: moved days 2 → 4" in told
    assert "Tomas Berg: role nothing → Architect" in told


def test_leave_in_the_team_shows_what_it_does_to_customers_whose_files_stand(acme: Team) -> None:
    away = "email: mia@example.com, away: [{from: 2026-12-01, to: 2026-12-31}]"
    acme.put(agreed(), text=SETTINGS.replace("email: mia@example.com", away))
    (customer,) = report(acme)["customers"]
    assert customer["go_live"]["days"] > 0
    assert customer["go_live"]["moved_by"][0]["ref"] is None
    assert customer["records"] == []
    assert "the leave and calendars of people" in " ".join(said(acme).split())


def test_a_grant_of_the_team_that_is_deleted_is_not_allowed(acme: Team) -> None:
    given = "{by: mia, date: 2026-11-02}"
    grant = f"{{id: r3m8x2v9q4w7c1hd, person: tomas, kind: link, granted: {given}}}"
    acme.made.write("access.yaml", f"grants:\n  - {grant}\n")
    acme.commit()
    assert "Access of Tomas Berg: given by Mia Keller" in said(acme)
    acme.made.git("branch", "-f", "main")
    acme.made.write("access.yaml", "grants: []\n")
    found = report(acme)
    assert [one["code"] for one in found["broken"]] == ["OG821"]
    assert [(one["ref"], one["kind"]) for one in found["workspace"]] == [
        ("grant:r3m8x2v9q4w7c1hd", "deleted")
    ]
    for format_ in ("text", "markdown"):
        told = said(acme, "--format", format_)
        assert told.index("Not allowed as it stands") < told.index("Workspace")


def test_internal_notes_are_named_and_not_quoted(acme: Team) -> None:
    acme.made.write("plans/acme/notes/call.md", "They are cross.\n")
    told = said(acme)
    assert "File notes/call.md: changed" in told
    assert "cross" not in told


def test_a_shallow_clone_and_no_git_end_with_3_a_wrong_name_with_2(
    acme: Team, tmp_path: Path
) -> None:
    acme.commit(message="Another")
    shallow = tmp_path / "shallow"
    acme.made.git("clone", "-q", "--depth", "1", f"file://{acme.root}", str(shallow))
    plain_copy = copy_example(tmp_path / "no-git")
    for root, base, code in ((shallow, "HEAD", 3), (plain_copy, "main", 3), (acme.root, "nix", 2)):
        done = run_onboardgen("diff", "--base", base, cwd=root, check=False)
        assert (done.returncode, done.stdout) == (code, "")
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("fennel/worksheet.yaml", "answer: 3\n", "answer: 4\n", "have to sign the worksheet again"),
        ("halden/plan.yaml", "remaining: 11", "remaining: 25", "go-live would be"),
        ("pinecrest/worksheet.yaml", "answer: GBP", "answer: EUR", "OG801"),
        ("mori/customer.yaml", "name: ", "name:  ", "Only the form changed"),
    ],
)
def test_everyday_edits_of_the_examples_are_told_within_80_columns(
    tmp_path: Path, path: str, old: str, new: str, expected: str
) -> None:
    root = copy_example(tmp_path / "example")
    made = Team(make_repository(root))
    made.commit()
    file = root / "plans" / path
    file.write_text(file.read_text().replace(old, new, 1))
    told = " ".join(plain(said(made, base="HEAD")).split())
    assert expected in told


def test_texts_of_the_plan_can_do_nothing_in_a_comment(acme: Team) -> None:
    files = moved(ASKS)
    acme.put(dict(edited(files, "plan.yaml", "title: Tidy up", f"title: {json.dumps(ASKS)}")))
    told = said(acme, "--format", "markdown")
    assert told.startswith(f"{MARKER}\n")
    assert told.count("<!--") == 1
    assert not [line for line in told.splitlines() if line.lstrip().startswith("::")]
    shown, tags = rendered(told.removeprefix(MARKER))
    assert not HARMFUL.search(shown), shown
    assert tags <= {"h2", "h3", "p", "ul", "li", "strong", "code", *TABLE}
    assert shown.replace("\u200b", "").count(ASKS) == 2


TABLE = ("table", "thead", "tbody", "tr", "th", "td", "details", "summary")


@examples(max_examples=150, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=60))
@example("- [ ] 1. *a* _b_ ~c~ \\| &amp; <b> $x$ !5 %3 &4")
@example("---")
@example("##[error]x")
@example("&#64;jo")
def test_a_neutral_text_reads_as_it_was_written(text: str) -> None:
    wanted = " ".join(visible(" ".join(text.split())).replace("\u200b", "").split())
    shown, tags = rendered(f"- {neutral(text)}")
    assert " ".join(shown.replace("\u200b", "").split()) == wanted
    assert tags <= {"ul", "li"}
    assert not HARMFUL.search(shown)
    assert "##[" not in neutral(text)


def test_a_comment_stays_short_and_says_what_it_leaves_out(acme: Team) -> None:
    acme.put(moved())
    found = diff_of(acme.root, "main", (), Moment(today=DAY))
    many = tuple(
        RecordChange(
            ref=Reference("task", f"t{n}"), kind="changed", title="Long " * 30, field="how"
        )
        for n in range(2000)
    )
    text = as_markdown(_with(found, lambda one: replace(one, records=many)))
    assert len(text) < LONGEST
    assert re.search(r"- and \d+ more", text)
    assert "| Train the team |" in text
    customers = found.customers * 1000
    whole = as_markdown(replace(found, customers=customers))
    assert len(whole) < LONGEST
    assert whole.startswith(MARKER)
    assert re.search(r"- and \d+ more\n$", whole)


def _with(found: DiffReport, edit: Callable[[Impact], Impact]) -> DiffReport:
    customers = tuple(CustomerDiff(edit(one.impact), one.names) for one in found.customers)
    return replace(found, customers=customers)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not attrs or tag in ("th", "td")


def rendered(markdown: str) -> tuple[str, set[str]]:
    """The visible text and the tags, by a CommonMark parser that is not ours."""
    parser = _Shown()
    parser.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))
    parser.close()
    return "".join(parser.text), parser.tags
