"""The tracker that the other tests talk to, held against what GitHub and GitLab document."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.trackers.server.faults import FAULTS, WORKS, FaultKind
from tests.trackers.server.limits import Limits, SimulatedClock
from tests.trackers.server.notices import commands, notices
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Repository

NAME = "quillmark/onboarding"
ANY_PACE = 10**9


@pytest.fixture(scope="module")
def running() -> Iterator[TrackerServer]:
    with TrackerServer() as server:
        yield server


@pytest.fixture
def server(running: TrackerServer) -> Iterator[TrackerServer]:
    yield running
    running.drop(*running.repositories.values())
    running.strangers.clear()


@pytest.fixture
def repository(server: TrackerServer) -> Repository:
    fast = Limits(apart=0, writes_a_minute=ANY_PACE, writes_an_hour=ANY_PACE)
    return server.new(NAME, limits=fast, users=["mia-keller", "tomas"])


@pytest.fixture(scope="module")
def client(running: TrackerServer) -> Iterator[httpx.Client]:
    with httpx.Client(timeout=0.2, headers={"Authorization": "Bearer token-of-the-tests"}) as one:
        yield one


@pytest.fixture
def issues(server: TrackerServer) -> str:
    return f"{server.github}/repos/{NAME}/issues"


@pytest.fixture
def project(server: TrackerServer) -> str:
    return f"{server.gitlab}/projects/quillmark%2Fonboarding"


class TestGitHub:
    def test_a_new_issue_is_shown_as_github_shows_it(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        made = client.post(
            issues, json={"title": "A", "body": "b", "labels": ["new"], "assignees": ["Tomas"]}
        )
        assert made.status_code == 201
        assert made.headers["location"].endswith("/issues/1")
        shown = client.get(f"{issues}/1").json()
        assert (shown["number"], shown["state"], shown["state_reason"]) == (1, "open", None)
        assert [one["name"] for one in shown["labels"]] == ["new"]
        assert [one["login"] for one in shown["assignees"]] == ["tomas"]
        assert repository.labels == {"new": ("#ededed", "")}

    def test_the_list_has_open_ones_and_pull_requests_the_newest_first(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        repository.add("one", "")
        repository.add("two", "", is_pull=True)
        repository.close(repository.add("three", ""), "completed")
        shown = client.get(issues).json()
        assert [one["number"] for one in shown] == [2, 1]
        assert "pull_request" in shown[0]
        assert "pull_request" not in shown[1]
        everything = client.get(issues, params={"state": "all", "direction": "asc"}).json()
        assert [one["number"] for one in everything] == [1, 2, 3]

    def test_labels_filter_whatever_their_case(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        repository.wear(repository.add("one", ""), ["Onboardgen", "x"], exact=False)
        repository.wear(repository.add("two", ""), ["x"], exact=False)
        assert [
            one["title"] for one in client.get(issues, params={"labels": "onboardgen,X"}).json()
        ] == ["one"]

    def test_pages_hold_thirty_where_none_are_asked_for_and_a_hundred_at_most(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        for number in range(250):
            repository.add(f"{number}", "")
        assert len(client.get(issues).json()) == 30
        page = client.get(issues, params={"per_page": "500", "direction": "asc"})
        assert len(page.json()) == 100
        sizes, last = [100], 0
        while "next" in page.links:
            assert f"/repositories/{repository.id}/issues" in page.links["next"]["url"]
            page = client.get(page.links["next"]["url"])
            sizes.append(len(page.json()))
            last = page.json()[-1]["number"]
        assert (sizes, last) == ([100, 100, 50], 250)

    def test_somebody_who_cannot_be_assigned_makes_the_whole_create_fail(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        made = client.post(issues, json={"title": "A", "assignees": ["nobody"]})
        assert made.status_code == 422
        assert made.json()["errors"][0]["field"] == "assignees"
        assert repository.items == {}

    def test_labels_and_assignees_are_dropped_silently_without_the_right_to_push(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        repository.can_push = False
        made = client.post(issues, json={"title": "A", "labels": ["x"], "assignees": ["tomas"]})
        assert made.status_code == 201
        assert (made.json()["labels"], made.json()["assignees"]) == ([], [])

    def test_a_change_replaces_labels_and_closes_with_a_reason(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        repository.wear(repository.add("A", ""), ["a", "b"], exact=False)
        change = {"state": "closed", "state_reason": "not_planned", "labels": ["b", "c"]}
        shown = client.patch(f"{issues}/1", json=change).json()
        assert (shown["state"], shown["state_reason"]) == ("closed", "not_planned")
        assert [one["name"] for one in shown["labels"]] == ["b", "c"]
        again = client.patch(f"{issues}/1", json={"state": "closed", "state_reason": "duplicate"})
        assert again.json()["state_reason"] == "not_planned"
        reopened = client.patch(f"{issues}/1", json={"state": "open"}).json()
        assert (reopened["state"], reopened["state_reason"]) == ("open", "reopened")

    def test_a_label_exists_once_whatever_its_case(
        self, client: httpx.Client, repository: Repository, server: TrackerServer
    ) -> None:
        labels = f"{server.github}/repos/{NAME}/labels"
        colour = {"color": "0f6b5c", "description": "d"}
        assert client.post(labels, json={"name": "Onboardgen", **colour}).status_code == 201
        twice = client.post(labels, json={"name": "onboardgen", **colour})
        assert twice.status_code == 422
        assert twice.json()["errors"][0]["code"] == "already_exists"
        assert client.post(labels, json={"name": "x" * 51, **colour}).status_code == 422
        hashed = client.post(labels, json={"name": "y", "color": "#0f6b5c"})
        assert hashed.status_code == 422
        assert [one["name"] for one in client.get(labels).json()] == ["Onboardgen"]

    def test_comments_are_kept_the_oldest_first(
        self, client: httpx.Client, repository: Repository, issues: str
    ) -> None:
        repository.add("A", "")
        for text in ("one", "two"):
            assert client.post(f"{issues}/1/comments", json={"body": text}).status_code == 201
        assert client.post(f"{issues}/1/comments", json={"body": " "}).status_code == 422
        assert [one["body"] for one in client.get(f"{issues}/1/comments").json()] == ["one", "two"]

    @pytest.mark.parametrize("field", ["title", "body"])
    def test_texts_that_are_too_long_are_refused(
        self, client: httpx.Client, repository: Repository, issues: str, field: str
    ) -> None:
        most = {"title": 256, "body": 65_536}[field]
        fits = client.post(issues, json={"title": "A", field: "x" * most})
        over = client.post(issues, json={"title": "A", field: "x" * (most + 1)})
        assert (fits.status_code, over.status_code) == (201, 422)

    def test_what_is_not_there_is_not_found_and_issues_switched_off_are_gone(
        self, client: httpx.Client, repository: Repository, server: TrackerServer, issues: str
    ) -> None:
        assert client.get(f"{issues}/7").status_code == 404
        assert client.get(f"{server.github}/repos/quillmark/other/issues").status_code == 404
        assert client.get(f"{server.github}/repos/{NAME}/assignees/tomas").status_code == 204
        assert client.get(f"{server.github}/repos/{NAME}/assignees/x").status_code == 404
        repository.has_issues = False
        assert client.get(issues).status_code == 410

    def test_a_wrong_token_is_refused(self, repository: Repository, issues: str) -> None:
        wrong = httpx.get(issues, headers={"Authorization": "Bearer wrong"})
        assert (wrong.status_code, wrong.json()["message"]) == (401, "Bad credentials")
        assert httpx.get(issues).status_code == 401


class TestGitLab:
    def test_a_new_issue_is_shown_as_gitlab_shows_it(
        self, client: httpx.Client, repository: Repository, project: str
    ) -> None:
        who = client.get(f"{project[: project.index('/projects')]}/users?username=Tomas").json()
        made = client.post(
            f"{project}/issues",
            json={
                "title": "A",
                "description": "b",
                "labels": "x,y",
                "assignee_ids": [who[0]["id"]],
            },
        ).json()
        assert (made["iid"], made["state"], made["labels"]) == (1, "opened", ["x", "y"])
        assert made["assignees"][0]["username"] == "tomas"
        unknown = client.post(f"{project}/issues", json={"title": "B", "assignee_ids": [9999]})
        assert (unknown.status_code, unknown.json()["assignees"]) == (201, [])
        assert [one["iid"] for one in client.get(f"{project}/issues").json()] == [2, 1]

    def test_labels_are_added_and_removed_beside_others_or_replaced(
        self, client: httpx.Client, repository: Repository, project: str
    ) -> None:
        repository.wear(repository.add("A", ""), ["a", "b"], exact=True)
        url = f"{project}/issues/1"
        shown = client.put(url, json={"add_labels": "c", "remove_labels": "a,z"}).json()
        assert shown["labels"] == ["b", "c"]
        assert client.put(url, json={"labels": "d"}).json()["labels"] == ["d"]

    def test_a_state_event_closes_and_opens_and_leaves_a_note_of_the_system(
        self, client: httpx.Client, repository: Repository, project: str
    ) -> None:
        repository.add("A", "")
        url = f"{project}/issues/1"
        assert client.put(url, json={"state_event": "close"}).json()["state"] == "closed"
        assert client.put(url, json={"state_event": "reopen"}).json()["state"] == "opened"
        client.post(f"{url}/notes", json={"body": "mine"})
        notes = client.get(f"{url}/notes").json()
        assert [(one["body"], one["system"]) for one in notes] == [
            ("mine", False),
            ("reopened", True),
            ("closed", True),
        ]

    def test_quick_actions_run_and_vanish(
        self, client: httpx.Client, repository: Repository, project: str
    ) -> None:
        made = client.post(
            f"{project}/issues", json={"title": "A", "description": "x\n/label ~bad ~worse\ny"}
        )
        assert made.json()["description"] == "x\ny"
        assert made.json()["labels"] == ["bad", "worse"]
        note = client.post(f"{project}/issues/1/notes", json={"body": "/close"})
        assert note.status_code == 202
        assert not repository.items[1].is_open
        client.put(f"{project}/issues/1", json={"description": "/assign @tomas"})
        assert repository.items[1].assignees == ["tomas"]
        ran = [one.text for one in repository.notices if one.kind == "command"]
        assert ran == ["/label ~bad ~worse", "/close", "/assign @tomas"]

    def test_labels_exist_once_and_their_case_counts(
        self, client: httpx.Client, repository: Repository, project: str
    ) -> None:
        label = {"name": "onboardgen", "color": "#0f6b5c"}
        assert client.post(f"{project}/labels", json=label).status_code == 201
        assert client.post(f"{project}/labels", json=label).status_code == 409
        other = {**label, "name": "Onboardgen"}
        assert client.post(f"{project}/labels", json=other).status_code == 201

    def test_titles_over_255_are_refused(
        self, client: httpx.Client, repository: Repository, project: str
    ) -> None:
        assert client.post(f"{project}/issues", json={"title": "x" * 256}).status_code == 400

    def test_pages_hold_twenty_and_a_private_token_will_do(
        self, repository: Repository, project: str
    ) -> None:
        for number in range(25):
            repository.add(f"{number}", "")
        mine = {"PRIVATE-TOKEN": repository.token}
        page = httpx.get(f"{project}/issues", headers=mine)
        assert len(page.json()) == 20
        rest = httpx.get(page.links["next"]["url"], headers=mine)
        assert len(rest.json()) == 5
        assert httpx.get(f"{project}/issues").status_code == 401


class TestLimits:
    def test_writes_less_than_a_second_apart_are_refused_and_remembered(
        self, client: httpx.Client, server: TrackerServer, issues: str
    ) -> None:
        repository = server.new(NAME)
        assert client.post(issues, json={"title": "A"}).status_code == 201
        refused = client.post(issues, json={"title": "B"})
        assert (refused.status_code, refused.headers["retry-after"]) == (403, "60")
        assert len(repository.items) == 1
        assert repository.limits.breaches == ["writes less than 1.0 s apart"]

    def test_the_windows_of_a_minute_and_an_hour_slide(self) -> None:
        clock = SimulatedClock()
        limits = Limits(clock, apart=0)
        assert [limits.admit(is_write=True) for _ in range(80)] == [None] * 80
        assert limits.admit(is_write=True) == "more than 80 writes in a minute"
        clock.sleep(61)
        assert limits.admit(is_write=True) is None
        for _ in range(500):
            clock.sleep(1)
            limits.admit(is_write=True)
        assert limits.breaches[-1] == "more than 500 writes in an hour"
        clock.sleep(3601)
        assert [limits.admit(is_write=False) for _ in range(1000)] == [None] * 1000
        assert limits.admit(is_write=False) == "more than 1000 requests in an hour"

    def test_who_comes_back_too_early_is_remembered(self) -> None:
        clock = SimulatedClock()
        limits = Limits(clock)
        limits.hold(clock.now() + 30)
        clock.sleep(29)
        assert limits.admit(is_write=False) == "asked again 1.0 s too early"
        clock.sleep(1)
        assert limits.admit(is_write=False) is None


class TestFaults:
    @pytest.mark.parametrize("kind", FAULTS)
    def test_a_fault_strikes_once_at_its_place_and_the_work_is_done_or_not(
        self,
        client: httpx.Client,
        repository: Repository,
        server: TrackerServer,
        issues: str,
        kind: FaultKind,
    ) -> None:
        server.break_at(repository, kind, at=2)
        assert client.post(issues, json={"title": "A"}).status_code == 201
        whole = False
        try:
            reply = client.post(issues, json={"title": "B"}, timeout=0.05)
            whole = reply.status_code == 201 and reply.json()["title"] == "B"
        except (httpx.HTTPError, ValueError):
            pass
        assert whole is (kind in ("endless Link", "foreign Link"))
        assert (len(repository.items) == 2) is (kind in WORKS)
        repository.limits.held_until = 0
        assert client.get(issues).status_code == 200
        assert len(repository.requests) == 3
        assert not server.strangers

    def test_a_lasting_fault_stays(
        self, client: httpx.Client, repository: Repository, server: TrackerServer, issues: str
    ) -> None:
        server.break_at(repository, "500 before", at=2, lasting=True)
        answers = [client.get(issues).status_code for _ in range(4)]
        assert answers == [200, 500, 500, 500]
        server.mend(repository)
        assert client.get(issues).status_code == 200

    def test_an_endless_link_never_ends_and_a_foreign_one_is_seen_where_it_leads(
        self, client: httpx.Client, repository: Repository, server: TrackerServer, issues: str
    ) -> None:
        repository.add("A", "")
        server.break_at(repository, "endless Link", at=1)
        page = client.get(issues)
        for _ in range(5):
            page = client.get(page.links["next"]["url"])
            assert len(page.json()) == 1
        server.break_at(repository, "foreign Link", at=1)
        client.get(client.get(issues).links["next"]["url"])
        assert len(server.strangers) == 1

    def test_a_moved_repository_leads_to_its_number(
        self, client: httpx.Client, repository: Repository, server: TrackerServer, issues: str
    ) -> None:
        repository.add("A", "")
        server.break_at(repository, "301 here", at=1)
        moved = client.get(issues, params={"state": "all"})
        assert moved.status_code == 301
        assert len(client.get(moved.headers["location"]).json()) == 1


class TestNotices:
    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            ("please ask @mia-keller", ["mention"]),
            (r"\@mia and &#64;tomas and (@x)", ["mention", "mention", "mention"]),
            ("`@mia` and mia@example.com and @\u200bmia", []),
            ("fixes #12", ["closes", "reference"]),
            ("see quillmark/plans#4 and GH-7", ["reference", "reference"]),
            ("&#35;12", ["reference"]),
            ("commit 1a2b3c4d", ["reference"]),
            ("[x](https://github.example/o/r/issues/1)", []),
            ("https://github.example/o/r/issues/1", ["reference"]),
            ("<!-- hidden @mia -->\n\ntext", []),
            ("a <b>bold</b> word", ["html", "html"]),
            ("2026-12-01, 10 days, plans/x.yaml:12", []),
        ],
    )
    def test_what_notifies_and_refers_is_seen_as_it_is_rendered(
        self, text: str, kinds: list[str]
    ) -> None:
        assert [one.kind for one in notices(1, "body", text, "github")] == kinds

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("!5 and ~bug and %v1 and $3", 4),
            ('~"two words" and &4', 2),
            ("100 % of ~ and !important", 0),
        ],
    )
    def test_gitlab_knows_more_references(self, text: str, found: int) -> None:
        assert len(list(notices(1, "body", text, "gitlab"))) == found

    def test_a_quick_action_stands_on_a_line_of_its_own_outside_of_code(self) -> None:
        text = "a /close\n/close\n  /label ~x\n```\n/close\n```\n/nothing such\n"
        kept, found = commands(text)
        assert found == [("close", ""), ("label", "~x")]
        assert kept == "a /close\n```\n/close\n```\n/nothing such\n"
