"""`diff --comment`: one comment under a pull request, edited, never twice, never by force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.trackers.review import Outcome
from onboardgen.workflows.review import comment_on_review
from tests.trackers.forge import Forge, StandingClock

MARKER = "<!-- onboardgen:diff -->"
REPORT = f"{MARKER}\n## What this changes in the plans\n"
COMMENTS = "/repos/example/plans/issues/12/comments"
NOTES = "/projects/41/merge_requests/7/notes"


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as made:
        yield made


class Thread:
    """The comments of one request, as a forge keeps them."""

    def __init__(self, forge: Forge, path: str, one: str, method: str) -> None:
        self.comments: list[dict[str, Any]] = []
        self.forge, self.one, self.method = forge, one, method
        forge.answers[f"GET {path}"] = lambda _: (200, self.comments)
        forge.answers[f"POST {path}"] = self.add

    def add(self, document: Any) -> tuple[int, Any]:
        return 201, self.put(document["body"])

    def put(self, body: str, **author: Any) -> dict[str, Any]:
        number = len(self.comments) + 1
        who = author or {"login": "github-actions[bot]", "type": "Bot", "id": 5}
        made = {"id": number, "body": body, "user": who, "author": who}
        self.comments.append(made)

        def edited(document: Any) -> tuple[int, Any]:
            made["body"] = document["body"]
            return 200, made

        self.forge.answers[f"{self.method} {self.one}/{number}"] = edited
        return made

    @property
    def bodies(self) -> list[str]:
        return [one["body"] for one in self.comments]


@pytest.fixture
def thread(forge: Forge) -> Thread:
    """A pull request of GitHub whose token belongs to a workflow run: it may not ask who it is."""
    forge.answers["GET /user"] = (403, {"message": "Resource not accessible by integration"})
    return Thread(forge, COMMENTS, "/repos/example/plans/issues/comments", "PATCH")


def on_github(forge: Forge, **more: str) -> dict[str, str]:
    return {
        "GITHUB_API_URL": forge.url,
        "GITHUB_REPOSITORY": "example/plans",
        "GITHUB_REF": "refs/pull/12/merge",
        "GITHUB_TOKEN": "token-of-the-tests",
        **more,
    }


def on_gitlab(forge: Forge, **more: str) -> dict[str, str]:
    return {
        "CI_API_V4_URL": forge.url,
        "CI_PROJECT_ID": "41",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_ID": "41",
        "GITLAB_TOKEN": "token-of-the-tests",
        **more,
    }


def comment(environment: dict[str, str], body: str = REPORT, *, is_needed: bool = True) -> Outcome:
    return comment_on_review(
        environment, MARKER, body, is_needed=is_needed, clock=StandingClock()
    ).outcome


def test_a_first_report_is_posted_and_a_later_one_edits_it(forge: Forge, thread: Thread) -> None:
    thread.put("Looks good to me", login="jo", type="User")
    assert comment(on_github(forge)) == "posted"
    assert comment(on_github(forge)) == "unchanged"
    assert comment(on_github(forge), REPORT + "More\n", is_needed=False) == "edited"
    assert thread.bodies == ["Looks good to me", REPORT + "More\n"]


def test_a_report_that_says_nothing_is_not_the_first(forge: Forge, thread: Thread) -> None:
    assert comment(on_github(forge), is_needed=False) == "not_needed"
    assert thread.bodies == []


def test_line_ends_of_the_forge_are_no_reason_to_edit(forge: Forge, thread: Thread) -> None:
    thread.put(REPORT.replace("\n", "\r\n").strip())
    assert comment(on_github(forge)) == "unchanged"


def test_what_somebody_else_wrote_with_our_marker_is_left_alone(
    forge: Forge, thread: Thread
) -> None:
    thread.put(REPORT + "by hand", login="mallory", type="User")
    thread.put(f"As it says: {REPORT}")
    assert comment(on_github(forge)) == "posted"
    assert thread.bodies[:2] == [REPORT + "by hand", f"As it says: {REPORT}"]


def test_a_token_of_a_person_edits_what_this_person_wrote_and_no_bots(
    forge: Forge, thread: Thread
) -> None:
    forge.answers["GET /user"] = (200, {"login": "Mia-Keller"})
    thread.put(REPORT + "of a bot")
    thread.put(REPORT + "of mine", login="mia-keller", type="User")
    assert comment(on_github(forge)) == "edited"
    assert thread.bodies == [REPORT + "of a bot", REPORT]


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_comment_is_no_failure(
    forge: Forge, thread: Thread, status: int
) -> None:
    forge.answers[f"POST {COMMENTS}"] = (status, {"message": "Resource not accessible"})
    assert comment(on_github(forge)) == "not_allowed"
    assert len(forge.writes) == 1


def test_a_comment_whose_reply_was_lost_is_not_written_twice(forge: Forge, thread: Thread) -> None:
    def done_and_gone(document: Any) -> tuple[int, Any]:
        thread.add(document)
        return 0, None

    forge.answers[f"POST {COMMENTS}"] = done_and_gone
    assert comment(on_github(forge)) == "unchanged"
    assert thread.bodies == [REPORT]


def test_a_comment_that_was_lost_on_its_way_is_sent_once_more(forge: Forge, thread: Thread) -> None:
    tried = []

    def lost_once(document: Any) -> tuple[int, Any]:
        tried.append(document)
        return (502, {}) if len(tried) == 1 else thread.add(document)

    forge.answers[f"POST {COMMENTS}"] = lost_once
    assert comment(on_github(forge)) == "posted"
    assert thread.bodies == [REPORT]
    forge.answers[f"POST {COMMENTS}"] = lambda _: (502, {})
    thread.comments.clear()
    with pytest.raises(EnvironmentFailure, match="cannot be reached"):
        comment(on_github(forge))


def test_a_wrong_token_and_a_missing_one_are_failures(forge: Forge, thread: Thread) -> None:
    forge.answers[f"GET {COMMENTS}"] = (401, {"message": "Bad credentials"})
    with pytest.raises(EnvironmentFailure, match="does not accept the token") as failure:
        comment(on_github(forge))
    assert "token-of-the-tests" not in str(failure.value) + failure.value.hint
    with pytest.raises(EnvironmentFailure, match="no token"):
        comment(on_github(forge, GITHUB_TOKEN=""))


def test_the_number_comes_from_the_event_before_the_ref(
    forge: Forge, thread: Thread, tmp_path: Path
) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 12}}))
    environment = on_github(forge, GITHUB_REF="refs/heads/x", GITHUB_EVENT_PATH=str(event))
    assert comment(environment) == "posted"


def test_a_run_for_no_request_is_a_wrong_call(forge: Forge) -> None:
    with pytest.raises(UsageError, match="no pull request"):
        comment(on_github(forge, GITHUB_REF="refs/heads/main"))
    assert forge.seen == []


def test_a_merge_request_has_one_note(forge: Forge) -> None:
    thread = Thread(forge, NOTES, NOTES, "PUT")
    forge.answers["GET /user"] = (200, {"id": 5})
    thread.put(REPORT + "by hand", id=9)
    assert comment(on_gitlab(forge)) == "posted"
    assert comment(on_gitlab(forge), REPORT + "More\n") == "edited"
    assert thread.bodies == [REPORT + "by hand", REPORT + "More\n"]


def test_a_fork_on_gitlab_has_no_token_and_that_is_no_failure(forge: Forge) -> None:
    fork = {"GITLAB_TOKEN": "", "CI_PROJECT_ID": "99", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "99"}
    assert comment(on_gitlab(forge, **fork)) == "not_allowed"
    with pytest.raises(EnvironmentFailure, match="no token"):
        comment(on_gitlab(forge, GITLAB_TOKEN=""))
    assert forge.seen == []
