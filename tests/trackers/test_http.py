"""What adapters make of replies, good and bad, over real HTTP on loopback."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from onboardgen.errors import OnboardgenError, UsageError
from onboardgen.trackers.github import GitHub
from onboardgen.trackers.gitlab import GitLab
from onboardgen.trackers.http import Http, Token, checked_base, same_origin, token_from
from onboardgen.trackers.pace import Limits, Pace
from onboardgen.trackers.tracker import (
    Change,
    Draft,
    Issue,
    Label,
    LostReply,
    Refused,
    TrackerFailure,
)
from tests.trackers.scripted import Answer, Script, scripted
from tests.trackers.server.limits import SimulatedClock

SECRET = "ghp_never-to-be-shown"
LISTED = "while listing the issues of o/r"
DRAFT = Draft(title="A", body="b", labels=("onboardgen",))


@pytest.fixture(scope="module")
def running() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def script(running: Script) -> Script:
    running.says(Answer([]))
    running.asked.clear()
    return running


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@pytest.fixture
def http(clock: SimulatedClock, tls: ssl.SSLContext) -> Iterator[Http]:
    with Http(Pace(clock), read_seconds=0.2, tls=tls) as http:
        yield http


@pytest.fixture
def github(script: Script, http: Http) -> GitHub:
    return GitHub(script.address, "o/r", Token(SECRET), http)


@pytest.fixture
def gitlab(script: Script, http: Http) -> GitLab:
    return GitLab(f"{script.address}/api/v4", "group/sub/r", Token(SECRET), http)


def item(number_: int, **fields: object) -> dict[str, object]:
    """An issue as GitHub shows it."""
    return {
        "number": number_, "title": f"T{number_}", "body": "b", "state": "open",
        "labels": [{"name": "onboardgen"}], "assignees": [], "html_url": "", **fields,
    }  # fmt: skip


def issue_of_gitlab(iid: int, **fields: object) -> dict[str, object]:
    return {
        "iid": iid, "title": "T", "description": None, "state": "opened",
        "labels": ["onboardgen"], "assignees": [], "web_url": "", **fields,
    }  # fmt: skip


def failure(ask: Callable[[], object]) -> TrackerFailure:
    with pytest.raises(TrackerFailure) as caught:
        ask()
    assert SECRET not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    return caught.value


def test_all_pages_are_read_by_the_links_as_they_stand(script: Script, github: GitHub) -> None:
    following = {"Link": '<HOST/elsewhere?cursor=a%20b>; rel="next", <HOST/x>; rel="last"'}
    script.says(Answer([item(2)], headers=following), Answer([item(1), item(3)]))
    assert [one.number for one in github.issues("onboardgen")] == [1, 2, 3]
    first, second = script.asked
    assert first.path == (
        "/repos/o/r/issues?state=all&labels=onboardgen&sort=created&direction=asc&per_page=100"
    )
    assert second.path == "/elsewhere?cursor=a%20b"
    assert first.headers["authorization"] == f"Bearer {SECRET}"


def test_pull_requests_and_what_does_not_wear_the_label_are_dropped(
    script: Script, github: GitHub
) -> None:
    other = item(4, labels=[{"name": "bug"}])
    spelt = item(5, labels=[{"name": "OnboardGen"}], state="closed", state_reason="not_planned")
    script.says(Answer([item(3, pull_request={}), other, spelt]))
    (only,) = github.issues("onboardgen")
    assert (only.number, only.is_open, only.reason) == (5, False, "not_planned")


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ('<http://127.0.0.1:9/issues?page=2>; rel="next"', "its next page would be at another"),
        ('<HOST@evil.example/>; rel="next"', "its next page would be at another server"),
        ('</issues?page=2>; rel="next"', "its next page would be at another server"),
        ('<HOST/same>; rel="next"', "its pages go round in a circle"),
    ],
)
def test_a_list_that_leads_elsewhere_or_in_a_circle_is_cut_off(
    link: str, why: str, script: Script, github: GitHub
) -> None:
    script.says(Answer([item(1)], headers={"Link": link}))
    assert why in failure(lambda: github.issues("onboardgen")).message


def test_a_list_without_end_is_cut_off_after_a_hundred_pages(
    script: Script, github: GitHub
) -> None:
    pages = [Answer([item(n)], headers={"Link": f'<HOST/p{n}>; rel="next"'}) for n in range(1, 120)]
    script.says(*pages)
    assert "more than 100 pages" in failure(lambda: github.issues("onboardgen")).message
    assert len(script.asked) == 100


@pytest.mark.parametrize(
    "bad",
    [
        Answer(b"<html>Welcome</html>", headers={"Content-Type": "text/html"}),
        Answer(b'[{"number": 1, "ti'),
        Answer([item(1)], cut=5),
        Answer({"message": "not a list"}),
        Answer([item(1, number="one")]),
        Answer([item(1, state="half-open")]),
        Answer([item(1, labels=None)]),
        Answer(b"[" * 100_000),
        Answer(status=500),
        Answer(b"<h1>Bad gateway</h1>", status=502),
        Answer(hangs=True),
    ],
)
def test_a_read_that_fails_is_repeated_and_after_three_times_given_up(
    bad: Answer, script: Script, github: GitHub, clock: SimulatedClock
) -> None:
    script.says(bad, bad, Answer([item(1)]))
    assert [one.number for one in github.issues("onboardgen")] == [1]
    assert clock.slept == pytest.approx(10, abs=0.1)
    script.asked.clear()
    script.says(bad)
    assert LISTED in failure(lambda: github.issues("onboardgen")).message
    assert len(script.asked) == 3


def test_a_page_to_sign_in_to_is_told_as_one(script: Script, github: GitHub) -> None:
    script.says(Answer([], headers={"Content-Type": "text/html; charset=utf-8"}))
    assert "a web page where JSON was due" in failure(lambda: github.issues("onboardgen")).message


def test_halves_of_characters_in_a_reply_do_not_come_back_with_the_next_write(
    script: Script, github: GitHub
) -> None:
    half = "a\ud800b \ud83d\ude00"
    labels = [{"name": "onboardgen"}, {"name": half}, half]
    script.says(Answer([item(1, title=half, body=half, labels=labels)]), Answer(item(1)))
    (found,) = github.issues("onboardgen")
    assert (found.title, found.labels[1:]) == ("a\ufffdb \N{GRINNING FACE}", (found.title,) * 2)
    github.change(found, Change(title=found.title, body=found.body, add_labels=("x",)))
    assert script.asked[-1].body["title"] == found.title


def test_a_reply_beyond_ten_megabytes_is_not_read_on(script: Script, github: GitHub) -> None:
    script.says(Answer(b'["' + b"x" * (10 * 1024 * 1024) + b'"]'))
    assert "larger than 10 MB" in failure(lambda: github.issues("onboardgen")).message


@pytest.mark.parametrize(
    ("status", "content", "message", "hint"),
    [
        (401, {"message": "Bad credentials"}, "does not accept the token", "ONBOARDGEN_TRACKER_T"),
        (403, {"message": "Resource not accessible"}, "Resource not acc", "`issues: write`"),
        (404, {}, "shows no o/r", "tracker.github.repository"),
        (410, {}, "Issues are switched off in o/r", "Switch them on"),
        (418, {"message": "\x1b[31mteapot\n::error::x"}, "418", "the next run"),
    ],
)
def test_a_refusal_says_what_happened_and_what_to_do(
    status: int, content: object, message: str, hint: str, script: Script, github: GitHub
) -> None:
    script.says(Answer(content, status=status))
    refusal = failure(lambda: github.issues("onboardgen"))
    assert message in refusal.message
    assert LISTED in refusal.message
    assert hint in refusal.hint
    assert refusal.message.isprintable()
    assert len(script.asked) == 1


def test_gitlab_asks_for_a_project_access_token(script: Script, gitlab: GitLab) -> None:
    script.says(Answer({"message": "403 Forbidden"}, status=403))
    hint = failure(lambda: gitlab.issues("onboardgen")).hint
    assert "project access token with the role Reporter" in hint
    assert "job token cannot" in hint


def test_a_read_is_sent_on_within_the_server_and_the_new_name_is_told_once(
    script: Script, github: GitHub
) -> None:
    moved = Answer({}, status=301, headers={"Location": "HOST/repositories/7/issues?page=1"})
    named = Answer({"full_name": "o/renamed"})
    renamed = item(1, repository_url=f"{script.address}/repos/o/renamed")
    script.says(moved, Answer([item(1)]), named, moved, Answer(renamed))
    assert [one.number for one in github.issues("onboardgen")] == [1]
    assert github.issue(1) is not None
    (warning,) = github.warnings
    assert "o/r is called o/renamed now" in warning
    assert [one.path for one in script.asked][1:3] == [
        "/repositories/7/issues?page=1",
        "/repos/o/r",
    ]


def test_an_issue_that_was_transferred_is_not_there_any_more(
    script: Script, github: GitHub
) -> None:
    moved = Answer({}, status=301, headers={"Location": "HOST/repos/o/other/issues/1"})
    away = item(1, repository_url=f"{script.address}/repos/o/other")
    script.says(moved, Answer(away), Answer({"full_name": "o/r"}))
    assert github.issue(1) is None
    assert not github.warnings


@pytest.mark.parametrize("location", ["http://127.0.0.1:9/x", "//evil.example/x", ""])
def test_no_read_is_sent_on_to_another_server_or_for_ever(
    location: str, script: Script, github: GitHub
) -> None:
    script.says(Answer({}, status=302, headers={"Location": location}))
    assert "it is sent on" in failure(lambda: github.issues("onboardgen")).message
    assert len(script.asked) <= 4


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_write_is_never_sent_on(status: int, script: Script, github: GitHub) -> None:
    script.says(Answer({}, status=status, headers={"Location": "HOST/repos/o/new/issues"}))
    refusal = failure(lambda: github.create(DRAFT))
    assert "o/r has moved" in refusal.message
    assert "tracker.github.repository" in refusal.hint
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    "lost",
    [
        Answer(status=500),
        Answer({}, status=504),
        Answer(item(1), status=201, cut=4),
        Answer(b"<html>", status=201, headers={"Content-Type": "text/html"}),
        Answer({"number": None}, status=201),
        Answer(hangs=True),
    ],
)
def test_a_new_issue_or_comment_whose_reply_is_lost_is_not_sent_again(
    lost: Answer, script: Script, github: GitHub, gitlab: GitLab
) -> None:
    writes: list[Callable[[], object]] = [
        lambda: github.create(DRAFT),
        lambda: gitlab.create(DRAFT),
    ]
    if lost.content != {"number": None}:
        writes += [lambda: github.comment(1, "x"), lambda: gitlab.comment(1, "x")]
    script.says(lost)
    for write in writes:
        with pytest.raises(LostReply):
            write()
    assert len(script.asked) == len(writes)


def test_a_new_issue_that_never_left_is_no_lost_reply(http: Http) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        refusal = failure(lambda: GitHub(address, "o/r", Token("t"), http).create(DRAFT))
    assert not isinstance(refusal, LostReply)
    assert "no connection" in refusal.message


def test_a_change_is_repeated_after_a_lost_reply(
    script: Script, github: GitHub, gitlab: GitLab
) -> None:
    script.says(Answer(status=502), Answer(item(1), cut=3), Answer(item(1, title="new")))
    change = Change(title="new")
    assert github.change(Issue(number=1, title="", body=""), change).issue.title == "new"
    assert [one.method for one in script.asked] == ["PATCH"] * 3
    script.says(Answer(status=502), Answer(issue_of_gitlab(1, title="new")))
    assert gitlab.change(Issue(number=1, title="", body=""), change).issue.title == "new"


@pytest.mark.parametrize(
    ("status", "headers", "content", "seconds"),
    [
        (429, {"Retry-After": "7"}, {}, 7),
        (403, {"Retry-After": "7", "X-RateLimit-Remaining": "3"}, {}, 7),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1796083290"}, {}, 91),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "1796083290"}, {}, 91),
        (429, {"Retry-After": "Tue, 01 Dec 2026 00:00:30 GMT"}, {}, 30),
        (403, {}, {"message": "You have exceeded a secondary rate limit."}, 60),
        (403, {"X-RateLimit-Reset": "1796089999", "X-RateLimit-Remaining": "9"},
         {"message": "secondary rate limit"}, 60),
        (429, {"Retry-After": "-3"}, {}, 60),
        (429, {"Retry-After": "0"}, {}, 1),
    ],
)  # fmt: skip
def test_a_write_refused_for_its_pace_is_sent_again_after_the_wait_it_asks_for(
    status: int,
    headers: dict[str, str],
    content: object,
    seconds: float,
    script: Script,
    github: GitHub,
    clock: SimulatedClock,
) -> None:
    script.says(Answer(content, status=status, headers=headers), Answer(item(8), status=201))
    assert github.create(DRAFT).issue.number == 8
    assert clock.slept == pytest.approx(seconds, abs=0.1)
    assert [one.body for one in script.asked] == [script.asked[0].body] * 2


def test_patience_ends_before_a_tracker_that_never_lets_through(
    script: Script, github: GitHub, clock: SimulatedClock
) -> None:
    script.says(Answer({}, status=429))
    refusal = failure(lambda: github.issues("onboardgen"))
    assert clock.slept <= 900 + 1
    assert len(script.asked) == 5
    assert "What is left follows in the next run" in refusal.hint
    script.says(Answer({}, status=429, headers={"Retry-After": "99999"}))
    failure(lambda: github.issues("onboardgen"))
    assert clock.slept <= 900 + 1


def test_a_locked_issue_takes_no_comment_and_others_go_on(script: Script, github: GitHub) -> None:
    told = {"message": "Unable to create comment because issue is locked."}
    script.says(Answer(told, status=403))
    assert isinstance(failure(lambda: github.comment(3, "x")), Refused)
    script.says(Answer({"message": "Resource not accessible by integration"}, status=403))
    assert not isinstance(failure(lambda: github.comment(3, "x")), Refused)


@pytest.mark.parametrize("status", [404, 410])
def test_an_issue_that_was_deleted_is_not_there(
    status: int, script: Script, github: GitHub
) -> None:
    script.says(Answer({"message": "This issue was deleted"}, status=status))
    assert github.issue(3) is None
    script.says(Answer({"message": "Issues has been disabled in this repository."}, status=410))
    assert "switched off" in failure(lambda: github.issue(3)).message


def test_github_opens_an_issue_without_an_assignee_it_refuses(
    script: Script, github: GitHub
) -> None:
    script.says(Answer({"message": "Validation Failed"}, status=422), Answer(item(5), status=201))
    done = github.create(Draft(title="A", body="b", assignee="nobody"))
    assert done.warnings == ("#5 has no assignee: nobody cannot be assigned there.",)
    assert [one.body.get("assignees") for one in script.asked] == [["nobody"], None]


def test_an_assignee_dropped_in_silence_is_a_warning(script: Script, github: GitHub) -> None:
    script.says(Answer(item(5), status=201))
    assert github.create(Draft(title="A", body="b", assignee="mia")).warnings
    script.says(Answer(item(5, assignees=[{"login": "Mia"}]), status=201))
    assert not github.create(Draft(title="A", body="b", assignee="mia")).warnings


def test_github_gets_one_write_with_the_labels_as_a_whole(script: Script, github: GitHub) -> None:
    script.says(Answer(item(5, state="closed", state_reason="completed")))
    issue = Issue(number=5, title="t", body="b", labels=("Bug", "OnboardGen:rung-1", "onboardgen"))
    change = Change(
        body="new", is_open=False, reason="completed",
        add_labels=("onboardgen:rung-2", "bug"), remove_labels=("onboardgen:rung-1",),
    )  # fmt: skip
    assert not github.change(issue, change).issue.is_open
    (asked,) = script.asked
    assert (asked.method, asked.path) == ("PATCH", "/repos/o/r/issues/5")
    assert asked.body == {
        "body": "new", "state": "closed", "state_reason": "completed",
        "labels": ["Bug", "onboardgen", "onboardgen:rung-2"],
    }  # fmt: skip


def test_a_server_that_knows_no_duplicates_closes_as_not_planned(
    script: Script, github: GitHub
) -> None:
    script.says(Answer({}, status=422), Answer(item(5, state="closed")))
    github.change(Issue(number=5, title="", body=""), Change(is_open=False, reason="duplicate"))
    assert [one.body["state_reason"] for one in script.asked] == ["duplicate", "not_planned"]


def test_gitlab_gets_labels_by_difference_and_users_by_number_once_a_run(
    script: Script, gitlab: GitLab
) -> None:
    user, changed = Answer([{"username": "Mia", "id": 9}]), issue_of_gitlab(5, labels=[])
    told = {**changed, "assignees": [{"username": "mia"}]}
    script.says(user, Answer(told))
    change = Change(is_open=True, add_labels=("a", "b"), remove_labels=("c",), assignee="mia")
    issue = Issue(number=5, title="", body="")
    assert not gitlab.change(issue, change).warnings
    assert gitlab.change(issue, change).issue.number == 5
    assert [one.path for one in script.asked] == [
        "/api/v4/users?username=mia",
        "/api/v4/projects/group%2Fsub%2Fr/issues/5",
        "/api/v4/projects/group%2Fsub%2Fr/issues/5",
    ]
    assert script.asked[1].body == {
        "state_event": "reopen", "add_labels": "a,b", "remove_labels": "c", "assignee_ids": [9],
    }  # fmt: skip
    assert script.asked[1].headers["private-token"] == SECRET


def test_gitlab_warns_of_a_user_nobody_knows(script: Script, gitlab: GitLab) -> None:
    script.says(Answer([]), Answer(issue_of_gitlab(5), status=201))
    done = gitlab.create(Draft(title="A", body="b", assignee="nobody"))
    assert done.warnings == ("#5 has no assignee: nobody cannot be assigned there.",)
    assert "assignee_ids" not in script.asked[1].body
    script.asked.clear()
    assert gitlab.change(done.issue, Change(assignee="nobody")).warnings
    assert not script.asked


def test_gitlab_passes_over_what_it_says_itself(script: Script, gitlab: GitLab) -> None:
    script.says(Answer([{"body": "closed", "system": True}, {"body": "hi", "system": False}]))
    assert gitlab.comments(5) == ("hi",)


def test_a_label_that_is_there_already_is_fine(
    script: Script, github: GitHub, gitlab: GitLab
) -> None:
    label = Label("onboardgen", "#0f6b5c", "Ours")
    exists = {"message": "Validation Failed", "errors": [{"code": "already_exists"}]}
    script.says(Answer(status=502), Answer(exists, status=422))
    github.make_label(label)
    assert script.asked[0].body["color"] == "0f6b5c"
    script.says(Answer({"message": "Label already exists"}, status=409))
    gitlab.make_label(label)
    script.says(Answer({"message": "Validation Failed"}, status=422))
    assert "while making the label onboardgen" in failure(lambda: github.make_label(label)).message


@pytest.mark.parametrize("text", ["", "  ", "two words", "new\nline", "smörgås"])
def test_what_can_be_no_token_is_told_without_being_shown(text: str) -> None:
    with pytest.raises(TrackerFailure) as caught:
        token_from(text, "GITHUB_TOKEN")
    assert "GITHUB_TOKEN" in caught.value.message
    assert not text.strip() or text not in caught.value.message


def test_a_token_shows_itself_nowhere(github: GitHub) -> None:
    token = token_from(f" {SECRET}\n", "GITHUB_TOKEN")
    assert token.value == SECRET
    assert SECRET not in f"{token!r} {token} {github!r} {vars(github)}"


@pytest.mark.parametrize(
    "base",
    ["http://tracker.example", "ftp://x", "https://", "https://me:pw@x.example", "x"],
)
def test_a_token_is_sent_over_https_or_to_this_machine_alone(base: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked_base(base, "GITHUB_API_URL")
    assert "GITHUB_API_URL" in caught.value.message
    assert "pw" not in caught.value.message
    for fine in (
        "https://x.example/api/",
        "http://127.0.0.1:80",
        "http://[::1]:1",
        "http://localhost",
    ):
        assert checked_base(fine, "GITHUB_API_URL") == fine.rstrip("/")


def test_origins_are_scheme_host_and_port() -> None:
    assert same_origin("https://x.example/a", "https://X.example:443/b?c")
    others = (
        "http://x.example/",
        "https://x.example:444/",
        "https://y.example/",
        "/b",
        "https://[",
    )
    assert not any(same_origin("https://x.example/a", other) for other in others)
    assert not same_origin("https://x.example/a", "https://mia@x.example/a")


@pytest.mark.parametrize("name", ["", "o", "o/r/x", "o/..", "../r", "o/r?x", "o /r", "o/r#"])
def test_what_can_be_no_repository_is_refused(name: str, http: Http) -> None:
    with pytest.raises(OnboardgenError):
        GitHub("https://api.example", name, Token("t"), http)
    if name != "o/r/x":
        with pytest.raises(OnboardgenError):
            GitLab("https://api.example", name, Token("t"), http)


def test_the_pace_of_writes_holds_the_limits(
    script: Script, github: GitHub, clock: SimulatedClock
) -> None:
    begun: list[float] = []
    script.says(Answer(item(1)))
    for _ in range(100):
        github.create(DRAFT)
        begun.append(clock.now())
    assert all(later - earlier >= 1 for earlier, later in pairwise(begun))
    assert all(begun[n + 80] - begun[n] >= 60 for n in range(20))


def test_reads_are_not_held_up(github: GitHub, clock: SimulatedClock) -> None:
    for _ in range(10):
        github.issues("onboardgen")
    assert clock.slept == 0


def test_a_minute_and_an_hour_bound_the_writes(clock: SimulatedClock) -> None:
    pace = Pace(clock, Limits(gap=0, a_minute=5, an_hour=12, patience=10_000))
    begun = []
    for _ in range(25):
        pace.before_write()
        pace.after_write()
        begun.append(clock.now())
    assert all(begun[n + 5] - begun[n] >= 60 for n in range(20))
    assert all(begun[n + 12] - begun[n] >= 3600 for n in range(13))
    assert begun[4] == begun[0]
