"""`history` on real repositories: one pass, every branch, the right people, no wrong answer."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from onboardgen.audit.event import Event
from onboardgen.audit.history import shared_events
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.loading.loader import load_settings
from onboardgen.loading.source_tree import read_tree
from onboardgen.model.settings import Settings
from onboardgen.workflows.history import (
    customer_events,
    history,
    last_touched_days,
    read_workspace_log,
    workspace_history,
)
from tests.audit.made_up_history import said
from tests.example_workspace import run_onboardgen
from tests.git.made_up_repository import (
    JO,
    NO_CONFIGURATION,
    MadeUp,
    make_key,
    make_repository,
    signed_by,
)

SETTINGS = """format: 1
organization: {name: Example Billing}
team: {mia: {name: Mia Keller, email: MIA@example.com}}
allowed_signers: keys/allowed_signers
"""
CUSTOMER = "name: ACME\ncontacts: {jo: {name: Jo Lind, email: jo@example.org}}\n"
PLAN = """kickoff: 2026-11-02
go_live: {{milestone: go-live}}
stages: [{{id: all, name: All}}]
tasks:
  - {{id: sso, title: Approve, stage: all, owner: jo, {sso}}}
  - {{id: data, title: Export, stage: all, owner: jo, {data}}}
  - {{id: go-live, title: Go-live, type: milestone, stage: all, owner: mia}}
"""
DECISION = "plans/acme/decisions/0001-eur.yaml"
REF = "decision:0001-eur"


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    made = make_repository(tmp_path / "workspace")
    made.write("onboardgen.yaml", SETTINGS)
    made.write("plans/acme/customer.yaml", CUSTOMER)
    made.write("plans/acme/plan.yaml", plan())
    made.commit("Begin")
    return made


def plan(sso: str = "due: 2026-12-04", data: str = "due: 2026-12-11") -> str:
    return PLAN.format(sso=sso, data=data)


def settings_of(made: MadeUp) -> Settings | None:
    return load_settings(read_tree(made.root, ())).settings


def decide(made: MadeUp, status: str, more: str = "") -> None:
    made.write(DECISION, f"title: In EUR\nstatus: {status}\ndate: 2026-11-02\nowner: jo\n{more}")


def test_a_record_tells_its_life_with_commit_author_committer_and_pull_request(
    made: MadeUp,
) -> None:
    decide(made, "proposed")
    created = made.commit("Propose", author=JO)
    decide(made, "accepted", "approved: [{by: jo, date: 2026-11-03}]\n")
    accepted = made.commit("Accept what Jo approved (#12)")
    one, two, three = history(made.root, "acme", REF).events
    assert said((one, two, three)) == [("created", REF), ("accepted", REF), ("approved", REF)]
    assert (one.stamp.commit.hash, three.stamp.commit.hash) == (created, accepted)
    assert (one.stamp.author.person, one.stamp.committer.person) == ("jo", "mia")
    assert (three.by, three.on, three.stamp.author.person) == ("jo", "2026-11-03", "mia")
    assert (one.stamp.pull_request, two.stamp.pull_request) == (None, 12)
    assert one.stamp.signature == "none"


def test_a_merge_is_told_for_nothing_that_its_sides_did(made: MadeUp) -> None:
    made.git("switch", "--quiet", "--create", "side")
    made.write("plans/acme/plan.yaml", plan(data="due: 2026-12-18"))
    side = made.commit("Move data", author=JO)
    made.git("switch", "--quiet", "main")
    made.write("plans/acme/plan.yaml", plan(sso="due: 2026-12-08"))
    main = made.commit("Move sso")
    resolve_plan(made, plan("due: 2026-12-08", "due: 2026-12-18"))
    made.commit("Merge pull request #7 from example/side")
    moved = [one for one in history(made.root, "acme").events if one.kind == "moved"]
    assert {str(one.ref): one.stamp.commit.hash for one in moved} == {
        "task:data": side, "task:sso": main,
    }  # fmt: skip
    assert {str(one.ref): one.stamp.pull_request for one in moved} == {
        "task:data": 7, "task:sso": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sso", "data", "expected"),
    [
        ("due: 2026-12-08", "due: 2026-12-11", ("task:data", "2026-12-18", "2026-12-11")),
        ("due: 2026-12-04", "due: 2026-12-18", ("task:sso", "2026-12-08", "2026-12-04")),
        ("due: 2026-12-09", "due: 2026-12-18", ("task:sso", "2026-12-08", "2026-12-09")),
    ],
)
def test_what_a_merge_slips_in_or_takes_back_is_told_of_the_merge(
    made: MadeUp, sso: str, data: str, expected: tuple[str, str, str]
) -> None:
    made.git("switch", "--quiet", "--create", "side")
    made.write("plans/acme/plan.yaml", plan(data="due: 2026-12-18"))
    made.commit("Move data")
    made.git("switch", "--quiet", "main")
    made.write("plans/acme/plan.yaml", plan(sso="due: 2026-12-08"))
    made.commit("Move sso")
    resolve_plan(made, plan(sso, data))
    merge = made.commit("Merge")
    told = [one for one in history(made.root, "acme").events if one.stamp.commit.hash == merge]
    assert said(told, "before", "after") == [("moved", *expected)]


def resolve_plan(made: MadeUp, text: str) -> None:
    made.git("merge", "--quiet", "--no-ff", "--no-commit", "--strategy", "ours", "side")
    made.write("plans/acme/plan.yaml", text)


def test_a_merge_that_drops_a_whole_branch_is_told_for_it(made: MadeUp) -> None:
    made.git("switch", "--quiet", "--create", "side")
    decide(made, "accepted")
    made.commit("Decide")
    made.git("switch", "--quiet", "main")
    merge = made.merge("side", "Merge", "--strategy", "ours")
    *_, last = history(made.root, "acme", REF).events
    assert (last.kind, last.stamp.commit.hash) == ("deleted", merge)


def test_a_renamed_record_and_a_renamed_customer_keep_their_history(made: MadeUp) -> None:
    decide(made, "proposed", "context: Long enough to be known again.\n")
    made.commit()
    made.git("mv", DECISION, "plans/acme/decisions/0002-euro.yaml")
    made.commit()
    made.git("mv", "plans/acme", "plans/acme-group")
    made.commit()
    assert said(
        history(made.root, "acme-group", "decision:0002-euro").events, "slug", "before"
    ) == [
        ("created", "decision:0002-euro", "acme-group", None),
        ("renamed", "decision:0002-euro", "acme-group", "0001-eur"),
    ]
    assert workspace_history(made.root, settings_of(made))["acme"] == ()


def test_the_mailmap_says_who_an_old_address_is(made: MadeUp) -> None:
    decide(made, "proposed")
    made.commit(author="M. K. <private@example.net>")
    assert history(made.root, "acme", REF).events[0].stamp.author.person is None
    made.write(".mailmap", "Mia Keller <mia@example.com> <private@example.net>\n")
    (event,) = history(made.root, "acme", REF).events
    assert (event.stamp.author.person, event.stamp.author.shown) == ("mia", "Mia Keller")


def test_signatures_are_judged_by_the_keys_that_are_committed(made: MadeUp, tmp_path: Path) -> None:
    known, stranger = make_key(tmp_path, "known"), make_key(tmp_path, "stranger")
    public = known.with_suffix(".pub").read_text(encoding="utf-8")
    made.write("keys/allowed_signers", f"mia@example.com {public}")
    made.commit("Keys")
    for status, key in (("proposed", known), ("accepted", stranger), ("rejected", None)):
        decide(made, status)
        made.git("add", "--all")
        options = signed_by(key) if key else ()
        made.git(*options, "commit", "--quiet", "--message", status)
    states = ["good", "unknown_key", "none"]
    assert [one.stamp.signature for one in history(made.root, "acme", REF).events] == states
    lies = stranger.with_suffix(".pub").read_text(encoding="utf-8")
    made.write("keys/allowed_signers", f"mia@example.com {lies}")
    assert [one.stamp.signature for one in history(made.root, "acme", REF).events] == states


def test_a_shallow_clone_gets_no_answer(made: MadeUp, tmp_path: Path) -> None:
    made.commit()
    made.git("clone", "--quiet", "--depth", "1", made.root.as_uri(), str(tmp_path / "shallow"))
    done = run_onboardgen("history", "acme", cwd=tmp_path / "shallow", check=False)
    assert done.returncode == 3
    assert "shallow" in done.stderr
    assert "--unshallow" in done.stderr


def test_outside_git_and_without_commits_it_is_said_plainly(made: MadeUp, tmp_path: Path) -> None:
    shutil.copytree(made.root, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    with pytest.raises(EnvironmentFailure, match="not in a Git repository"):
        history(tmp_path / "plain", "acme")
    make_repository(tmp_path / "plain")
    with pytest.raises(UsageError, match="has no history"):
        history(tmp_path / "plain", "acme")
    assert last_touched_days(tmp_path / "plain") == {}


@pytest.mark.parametrize(
    ("slug", "ref", "message"),
    [
        ("amce", None, "Did you mean acme?"),
        ("acme", "task:sos", "Did you mean task:sso?"),
        ("acme", "sos", "Did you mean task:sso?"),
        ("acme", "x:y", "has no history of x:y"),
    ],
)
def test_an_unknown_name_is_a_wrong_use_with_the_nearest(
    made: MadeUp, slug: str, ref: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as told:
        history(made.root, slug, ref)
    assert message in f"{told.value.message} {told.value.hint}"


def test_a_worktree_with_detached_head_below_the_top_of_a_repository(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "monorepo")
    made.write("a b/onboardgen.yaml", SETTINGS)
    made.write("a b/plans/acme/customer.yaml", CUSTOMER)
    made.write("plans/acme/customer.yaml", "name: Not ours")
    made.commit()
    made.write("plans/acme/customer.yaml", "name: Not ours either")
    made.commit()
    made.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    found = history(tmp_path / "tree" / "a b", "acme").events
    assert [one.after for one in found if one.kind == "created"] == ["ACME", "Jo Lind"]


def test_the_whole_workspace_says_the_same_as_each_customer(made: MadeUp) -> None:
    for slug in ("beta", "gamma"):
        made.write(f"plans/{slug}/customer.yaml", f"name: {slug}\n")
        made.write(f"plans/{slug}/plan.yaml", plan())
        made.commit(slug)
    found = workspace_history(made.root, settings_of(made))
    assert list(found) == ["acme", "beta", "gamma"]
    assert {slug: history(made.root, slug).events for slug in found} == dict(found)


def test_a_customer_was_last_touched_by_the_commit_that_changed_their_files(made: MadeUp) -> None:
    made.write("plans/beta/customer.yaml", "name: Beta\n")
    made.git("add", "--all")
    when = {
        "GIT_AUTHOR_DATE": "2026-12-24T23:30:00 +0100",
        "GIT_COMMITTER_DATE": "2027-01-01T00:00Z",
    }
    made.git("commit", "--quiet", "--message", "Beta", **when)
    made.write("elsewhere", "x")
    made.commit()
    assert last_touched_days(made.root) == {"acme": date(2026, 11, 2), "beta": date(2026, 12, 24)}


def test_what_is_shared_holds_nothing_internal_and_no_texts(made: MadeUp) -> None:
    decide(made, "proposed", "visibility: internal\ncontext: PLANTED one\n")
    made.commit()
    decide(made, "proposed", "context: PLANTED two\n")
    made.commit()
    decide(made, "accepted", "context: PLANTED three\nsupersedes: 0000-other\n")
    made.commit()
    made.write("plans/acme/customer.yaml", f"{CUSTOMER}arr: 77\n")
    made.commit()
    everything = history(made.root, "acme").events
    assert any("PLANTED" in str((one.before, one.after)) for one in everything)
    for audience in ("customer", "partner:kestrel"):
        shared = shared_events(everything, audience)
        text = json.dumps([event_values(one) for one in shared])
        assert "PLANTED" not in text
        assert "77" not in text
        assert not any(one.is_internal for one in shared)
    kinds = [one.kind for one in shared_events(everything, "customer") if str(one.ref) == REF]
    assert kinds == ["accepted", "changed", "changed"]


def event_values(event: Event) -> Mapping[str, object]:
    return {
        key: value
        for key, value in event.as_json().items()
        if key in {"before", "after", "note", "field", "ref"}
    }


def test_no_process_is_started_for_a_file_or_a_commit(
    made: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        decide(made, "proposed", f"context: {number}\n")
        made.write(f"plans/acme/changes/{number:04}-x.yaml", "title: X\n")
        made.commit()
    counted = tmp_path / "bin" / "git"
    counted.parent.mkdir()
    real = shutil.which("git")
    counted.write_text(
        f'#!/bin/sh\necho run >> "{tmp_path}/runs"\nexec {real} "$@"\n', encoding="utf-8"
    )
    counted.chmod(0o755)
    monkeypatch.setenv("PATH", f"{counted.parent}{os.pathsep}{os.environ['PATH']}")
    history(made.root, "acme")
    assert len((tmp_path / "runs").read_text(encoding="utf-8").splitlines()) <= 7


def test_the_command_tells_it_to_people_within_eighty_columns(made: MadeUp) -> None:
    text = "An answer as long as only a committee can write it, with reasons and exceptions"
    decide(made, "proposed", f"context: {text}\n")
    made.commit("Merge branch\n\nSee merge request example/plans!31", author=JO)
    made.write("plans/acme/plan.yaml", plan("due: 2026-12-09, done: 2026-12-03"))
    made.commit("Move")
    done = run_onboardgen("history", "acme", cwd=made.root)
    assert max(map(len, done.stdout.splitlines())) <= 80
    for words in (
        "2026-11-02  ", "Jo Lind (jo)", "committed by Mia Keller (mia)", "pull request 31",
        "decision:0001-eur: created: In EUR", "task:sso: promise moved 2026-12-04 → 2026-12-09",
        "task:sso: done on 2026-12-03",
    ):  # fmt: skip
        assert words in done.stdout
    one = run_onboardgen("history", "acme", "task:sso", cwd=made.root)
    assert "decision" not in one.stdout
    assert "  promise moved 2026-12-04 → 2026-12-09" in one.stdout


def test_the_command_prints_json_for_programs(made: MadeUp) -> None:
    decide(made, "proposed")
    commit = made.commit("Propose (#3)", author=JO)
    done = run_onboardgen("history", "acme", REF, "--format", "json", cwd=made.root)
    document = json.loads(done.stdout)
    assert document == {
        "format": "onboardgen.history/1",
        "customer": "acme",
        "ref": REF,
        "events": [
            {
                "date": "2026-11-02",
                "at": "2026-11-02T10:00:00+01:00",
                "commit": commit,
                "author": {"person": "jo", "name": "Jo Lind", "email": "jo@example.org"},
                "committer": {"person": "mia", "name": "Mia Keller", "email": "mia@example.com"},
                "ref": REF,
                "kind": "created",
                "field": None,
                "before": None,
                "after": "In EUR",
                "by": None,
                "on": None,
                "note": None,
                "signature": "none",
                "pull_request": 3,
                "internal": False,
            }
        ],
    }


def test_a_name_in_a_commit_cannot_steer_the_terminal(made: MadeUp) -> None:
    decide(made, "proposed")
    made.commit(author="\x1b[31mRed <red@example.com>")
    done = run_onboardgen("history", "acme", cwd=made.root)
    assert "\x1b" not in done.stdout


def test_outside_git_the_command_ends_with_three(tmp_path: Path) -> None:
    (tmp_path / "onboardgen.yaml").write_text(SETTINGS, encoding="utf-8")
    done = run_onboardgen("history", "acme", cwd=tmp_path, check=False)
    assert done.returncode == 3
    assert "not in a Git repository" in done.stderr


def test_the_key_of_a_customer_moves_with_their_events_and_only_then(made: MadeUp) -> None:
    made.write("plans/beta/customer.yaml", "name: Beta\n")
    made.commit()

    def keys() -> dict[str, str]:
        log = read_workspace_log(made.root, settings_of(made))
        return {slug: log.key(slug) for slug in ("acme", "beta", "nobody")}

    def moved(before: Mapping[str, str]) -> set[str]:
        return {slug for slug, key in keys().items() if key != before[slug]}

    before = keys()
    made.write("README.md", "x")
    made.commit()
    assert moved(before) == set()
    decide(made, "proposed")
    made.commit()
    assert moved(before) == {"acme"}
    before = keys()
    made.write(".mailmap", "Mia K. <mia@example.com> <mia@example.com>\n")
    assert moved(before) == {"acme", "beta"}
    before = keys()
    made.write("keys/allowed_signers", "mia@example.com ssh-ed25519 AAAA\n")
    assert moved(before) == set()
    made.commit()
    assert moved(before) >= {"acme", "beta"}


def test_only_the_customers_asked_for_are_read(made: MadeUp) -> None:
    made.write("plans/beta/customer.yaml", "name: Beta\n")
    made.commit()
    log = read_workspace_log(made.root, settings_of(made))
    found = customer_events(log, ["beta", "nobody"])
    assert [one.after for one in found["beta"]] == ["Beta"]
    assert found["nobody"] == ()
    assert set(found) == {"beta", "nobody"}
