"""`onboardgen digest` as people and programs meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onboardgen.cli.main import main
from onboardgen.errors import UsageError
from onboardgen.notifications.memory import FILE, STATE
from tests.cli.reports import TODAY, Example
from tests.notifications.post_office import PostOffice, mail_server
from tests.workflows.digest_workspace import MONDAY, make_workspace

ON_MONDAY = ("--today", MONDAY.isoformat())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "workspace")


def digest(root: Path, *arguments: str) -> Result:
    given = ["-C", str(root), "digest", *arguments]
    return CliRunner().invoke(main, given, standalone_mode=False, catch_exceptions=False)


def test_looking_tells_who_would_get_what_and_why_the_others_nothing(root: Path) -> None:
    done = digest(root, *ON_MONDAY)
    assert done.return_value == 0
    assert done.stdout.startswith("3 messages would go out · Mon 30 Nov\n")
    assert (
        "\nJo Lind (halden) · weekly · files\n"
        "  Jo, one thing is waiting for you · Halden Logistics\n"
    ) in done.stdout
    assert "Nothing for Ravi Menon (halden) by files: cannot open the portal.\n" in done.stdout
    assert "Nora Whitfield, Priya Nair (halden) by files: nothing to say.\n" in done.stdout
    assert not (root / "outbox").exists()


def test_who_gets_nothing_for_the_same_reason_is_named_in_one_sentence(root: Path) -> None:
    digest(root, "--send", *ON_MONDAY)
    said = " ".join(digest(root, *ON_MONDAY).stdout.split())
    assert said.count("told today.") == 1
    told_today = said.split(" by files: told today.")[0].rsplit("Nothing for ", 1)[1]
    assert len(told_today.split(", ")) == 3


def test_one_person_is_shown_the_whole_text_also_when_it_is_not_time_for_it(root: Path) -> None:
    done = digest(root, "--for", "jo", *ON_MONDAY)
    assert "    - Export the customer list\n      by Fri 4 Dec" in done.stdout
    digest(root, "--for", "jo", "--send", *ON_MONDAY)
    again = digest(root, "--for", "jo", *ON_MONDAY)
    assert "Nothing for Jo Lind (halden) by files: told today." in again.stdout
    assert "What it would say by files today:" in again.stdout
    assert max(map(len, again.stdout.splitlines())) < 80


def test_sending_is_told_and_remembered(root: Path) -> None:
    done = digest(root, "--send", *ON_MONDAY)
    assert done.stdout.startswith("3 messages sent · Mon 30 Nov\n")
    assert "sent · Jo Lind (halden) · weekly · files\n" in done.stdout
    assert (root / STATE / FILE).is_file()
    assert digest(root, "--send", *ON_MONDAY).stdout.startswith("0 messages sent")


def test_programs_read_the_same(root: Path) -> None:
    found = json.loads(digest(root, "--format", "json", *ON_MONDAY).stdout)
    assert found["format"] == "onboardgen.digest/1"
    assert (found["as_of"], found["channels"]) == ("2026-11-30", ["directory"])
    jo = next(one for one in found["messages"] if one["person"] == "jo")
    assert (jo["kind"], jo["state"], jo["customer"], jo["party"]) == (
        "weekly", "planned", "halden", "customer",
    )  # fmt: skip
    assert "Export the customer list" in jo["text"]
    assert {"person": "ravi", "reason": "no_access"}.items() <= next(
        one for one in found["quiet"] if one["person"] == "ravi"
    ).items()


def test_what_failed_is_named_with_a_hint_and_ends_with_3(root: Path) -> None:
    with mail_server(PostOffice(refuses={"jo@halden.example"})) as office:
        settings = root / "onboardgen.yaml"
        settings.write_text(
            settings.read_text().partition("notifications:")[0]
            + "notifications: {email: {from: plans@quillmark.example, host: 127.0.0.1,"
            + f" port: {office.port}, starttls: false}}}}\n"
        )
        done = digest(root, "--send", *ON_MONDAY)
    assert done.return_value == 3
    assert done.stdout.startswith("2 messages sent, 1 not · Mon 30 Nov\n")
    assert "not sent · Jo Lind (halden) <jo@halden.example> · weekly · mail" in done.stdout
    assert "Error: Jo Lind: the mail server refused jo@halden.example" in done.stderr
    assert "  Look at `email` of this person.\n" in done.stderr
    assert "  Without the message: Jo Lind (halden)\n" in done.stderr


def test_what_nobody_knows_is_said_in_a_warning(root: Path) -> None:
    digest(root, "--send", *ON_MONDAY)
    path = root / STATE / FILE
    memory = json.loads(path.read_text())
    entry = memory["readers"]["halden/jo"]["directory"]
    entry |= {"mail": None, "weekly": None, "sending": {"day": "2026-11-30", "id": "x"}}
    path.write_text(json.dumps(memory))
    done = digest(root, "--send", *ON_MONDAY)
    assert done.return_value == 0
    assert (
        "Warning: the message of Mon 30 Nov to Jo Lind (halden) by files may or may not have"
        " arrived; it is not sent again that day.\n"
    ) in done.stderr
    path.write_text("no memory")
    assert "Warning: .onboardgen/state/digests.json cannot be read" in digest(root).stderr


def test_the_example_tells_everybody_without_a_channel(example: Example) -> None:
    done = digest(example.root, "--customer", "halden", *TODAY)
    assert "No channel is set up yet" in done.stdout
    with pytest.raises(UsageError, match="No channel is set up to send by"):
        digest(example.root, "--customer", "mori", "--send", *TODAY)
