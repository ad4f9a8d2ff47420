"""Who is told what on which day: run after run, with failures in between."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.notifications import smtp
from onboardgen.notifications.channel import ChannelDown, Parcel
from onboardgen.notifications.memory import FILE, STATE, read_memory
from onboardgen.notifications.outbox import DirectoryChannel
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.digest import DigestReport, DigestRequest, digest
from tests.notifications.post_office import HOST, Inbox, PostOffice, mail_server, web_server
from tests.notifications.test_webhooks import SLACK_FORMAT, TEAMS_FORMAT
from tests.workflows.digest_workspace import (
    MONDAY,
    commit,
    edit,
    finish,
    make_workspace,
    message,
    quiet,
    run,
    sent,
)

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "workspace")


def outbox(root: Path) -> set[str]:
    return {path.name for path in (root / "outbox").glob("*.txt")}


def with_mail(root: Path, office: PostOffice, more: str = "") -> None:
    (root / "onboardgen.yaml").write_text(
        (root / "onboardgen.yaml").read_text().partition("notifications:")[0]
        + f"notifications: {{email: {{from: plans@quillmark.example, host: {HOST},"
        + f" port: {office.port}, starttls: false}}{more}}}\n"
    )


def test_the_weekly_one_goes_to_who_has_something_to_hear_and_can_open_the_portal(
    root: Path,
) -> None:
    report = run(root)
    assert sent(report) == {"_team/mia": "weekly", "halden/jo": "weekly", "halden/lena": "weekly"}
    assert quiet(report) == {
        "_team/nora": "nothing_to_say",
        "halden/ravi": "no_access",
        "halden/priya": "nothing_to_say",
    }
    assert outbox(root) == {
        "2026-11-30-team-mia.txt", "2026-11-30-halden-jo.txt", "2026-11-30-halden-lena.txt",
    }  # fmt: skip
    text = (root / "outbox/2026-11-30-halden-jo.txt").read_text()
    assert "Subject: Jo, one thing is waiting for you · Halden Logistics\n" in text
    assert "Inner margin review" not in text
    assert "https://portals.quillmark.example/xzenv60vcmknvww5mqj7gzx3n1/index.html" in text
    assert "Inner margin review" in (root / "outbox/2026-11-30-team-mia.txt").read_text()


def test_a_second_run_sends_nothing_and_writes_nothing(root: Path) -> None:
    run(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "outbox").iterdir()}
    assert sent(run(root)) == {}
    assert {path: path.stat().st_mtime_ns for path in (root / "outbox").iterdir()} == before


def test_looking_sends_nothing_and_remembers_nothing(root: Path) -> None:
    report = run(root, send=False)
    assert {one.reader.key for one in report.messages if one.state == "planned"} == {
        "_team/mia", "halden/jo", "halden/lena",
    }  # fmt: skip
    assert not (root / "outbox").exists()
    assert not (root / ".onboardgen").exists()


def test_what_is_handed_over_is_told_to_the_next_one_on_the_same_day(root: Path) -> None:
    run(root)
    finish(root, "export", TUESDAY)
    report = run(root, TUESDAY)
    assert sent(report) == {"halden/lena": "extra"}
    letter = message(report, "halden/lena").letter
    assert letter
    assert letter.subject == "Lena, it is your turn: Import the list · Halden Logistics"
    assert sent(run(root, TUESDAY)) == {}
    assert sent(run(root, WEDNESDAY)) == {}


def test_who_had_nothing_to_hear_on_monday_hears_on_tuesday_what_became_theirs(
    root: Path,
) -> None:
    assert quiet(run(root))["halden/priya"] == "nothing_to_say"
    finish(root, "export", TUESDAY)
    finish(root, "import", TUESDAY)
    assert sent(run(root, TUESDAY)) == {"halden/priya": "extra"}


def test_what_becomes_late_is_told_once_on_the_next_working_day(root: Path) -> None:
    edit(root, "due: 2026-12-04", "due: 2026-12-01")
    run(root)
    assert sent(run(root, TUESDAY)) == {}
    report = run(root, WEDNESDAY)
    assert sent(report) == {"halden/jo": "extra"}
    letter = message(report, "halden/jo").letter
    assert letter
    assert letter.subject.startswith("Jo, this is late: Export the customer list")
    thursday, friday = (WEDNESDAY + timedelta(days=n) for n in (1, 2))
    assert sent(run(root, thursday)) == {}
    assert sent(run(root, friday)) == {"_team/mia": "extra"}


def test_a_lost_memory_sends_no_flood(root: Path) -> None:
    run(root)
    (root / STATE / FILE).unlink()
    finish(root, "export", TUESDAY)
    assert sent(run(root, TUESDAY)) == {}
    (root / STATE / FILE).write_text("{")
    report = run(root, WEDNESDAY)
    assert report.lost
    assert sent(report) == {}


def test_who_was_met_for_the_first_time_hears_what_becomes_theirs_from_then_on(
    root: Path,
) -> None:
    assert sent(run(root, TUESDAY)) == {}
    finish(root, "export", WEDNESDAY)
    assert sent(run(root, WEDNESDAY)) == {"halden/lena": "extra"}


def test_an_ended_grant_ends_the_digest(root: Path) -> None:
    edit(
        root,
        "person: jo, kind: passphrase, granted: {by: mia, date: 2026-11-02}}",
        "person: jo, kind: passphrase, granted: {by: mia, date: 2026-11-02}, ended: 2026-11-29}",
        "plans/halden/access.yaml",
    )
    report = run(root)
    assert "halden/jo" not in sent(report)
    assert quiet(report)["halden/jo"] == "no_access"
    assert message(report, "halden/jo").letter is None


def test_one_failing_address_stops_nobody_else_and_is_tried_again(root: Path) -> None:
    with mail_server(PostOffice(refuses={"jo@halden.example"})) as office:
        with_mail(root, office)
        report = run(root)
        assert set(sent(report)) == {"_team/mia", "halden/lena"}
        (failed,) = report.failed
        assert failed.reader.key == "halden/jo"
        assert failed.problem
        assert "jo@halden.example" in failed.problem[0]
        office.refuses.clear()
        assert sent(run(root)) == {"halden/jo": "weekly"}
    assert sorted(office.recipients) == [
        "jo@halden.example", "lena@halden.example", "mia@quillmark.example",
    ]  # fmt: skip


def test_a_server_that_dies_with_a_message_in_hand_gets_it_no_second_time_that_day(
    root: Path,
) -> None:
    with mail_server(PostOffice(dies_in={"jo@halden.example"})) as office:
        with_mail(root, office)
        report = run(root)
        assert message(report, "halden/jo").state == "uncertain"
        again = run(root)
        assert quiet(again)["halden/jo"] == "uncertain"
        assert [(one.key, channel) for one, channel, _ in again.doubtful] == [
            ("halden/jo", "email")
        ]
        office.dies_in.clear()
        tomorrow = run(root, TUESDAY)
        assert sent(tomorrow) == {"halden/jo": "weekly"}
        assert tomorrow.doubtful
        assert run(root, TUESDAY).doubtful == ()
    ids = [mail["Message-ID"] for mail in office.mails]
    assert len(set(ids)) == len(ids) == 4


def test_a_run_that_is_killed_while_it_sends_is_told_honestly(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = DirectoryChannel.send

    def killed(self: DirectoryChannel, parcel: Parcel) -> None:
        real(self, parcel)
        if parcel.key == "halden/jo":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(DirectoryChannel, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            run(root)
    memory = read_memory(root)
    assert set(memory.told) == {("_team/mia", "directory")}
    assert set(memory.sending) == {("halden/jo", "directory")}
    report = run(root)
    assert sent(report) == {"halden/lena": "weekly"}
    assert quiet(report)["halden/jo"] == "uncertain"
    assert [one.key for one, _, _ in report.doubtful] == ["halden/jo"]


def test_nothing_is_sent_where_nothing_can_be_remembered(root: Path) -> None:
    (root / STATE).mkdir(parents=True)
    (root / STATE / FILE).mkdir()
    with pytest.raises(EnvironmentFailure, match="cannot be written"):
        run(root)
    assert outbox(root) == set()


def test_a_channel_that_is_down_fails_for_everybody_and_other_channels_go_on(root: Path) -> None:
    with mail_server(PostOffice()) as office:
        pass
    with_mail(root, office, ", directory: outbox")
    report = run(root)
    states = Counter((one.channel, one.state) for one in report.messages)
    assert states["email", "failed"] == states["directory", "sent"] == 3
    assert read_memory(root).sending == {}


def test_a_channel_that_is_down_is_tried_once_in_a_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def refuse(self: DirectoryChannel, parcel: Parcel) -> None:
        tried.append(parcel.key)
        raise ChannelDown("The disk is full.", "Make room.")

    monkeypatch.setattr(DirectoryChannel, "send", refuse)
    assert len(run(root).failed) == 3
    assert tried == ["_team/mia"]


def test_a_team_channel_gets_our_team_and_never_a_customer(root: Path) -> None:
    (root / "onboardgen.yaml").write_text(
        (root / "onboardgen.yaml").read_text().partition("notifications:")[0]
        + "notifications: {slack: {address_variable: OUR_SLACK},"
        " teams: {address_variable: OUR_TEAMS}}\n"
    )
    with web_server(Inbox()) as slack, web_server(Inbox()) as teams:
        given = {"OUR_SLACK": slack.address, "OUR_TEAMS": teams.address}
        report = run(root, environment=given)
        assert {(one.reader.key, one.channel) for one in report.messages} == {
            ("_team", "slack"), ("_team", "teams"),
        }  # fmt: skip
        assert run(root, environment=given).failed == ()
    assert (len(slack.posts), len(teams.posts)) == (1, 1)
    SLACK_FORMAT.validate(slack.posts[0][2])
    TEAMS_FORMAT.validate(teams.posts[0][2])
    assert "Mia Keller" in json.dumps(slack.posts)


def test_a_webhook_without_its_secret_is_told_by_the_name_of_the_variable(root: Path) -> None:
    edit(
        root,
        "notifications: {directory: outbox}",
        "notifications: {slack: {address_variable: OUR_SLACK}}",
        "onboardgen.yaml",
    )
    (failed,) = run(root).failed
    assert failed.problem == (
        "slack: OUR_SLACK is not set.",
        "It holds the address of the webhook; set it where this command runs.",
    )


def test_half_of_a_login_is_not_tried(root: Path) -> None:
    with mail_server(PostOffice()) as office:
        with_mail(root, office)
        report = run(root, environment={smtp.USER: "mia"})
    assert office.mails == []
    assert {one.problem[0] for one in report.failed if one.problem} == {
        "email: ONBOARDGEN_SMTP_PASSWORD is not set, and the other of both is."
    }


def test_an_outbox_never_leaves_the_workspace(root: Path, tmp_path: Path) -> None:
    edit(root, "directory: outbox", "directory: ../outside", "onboardgen.yaml")
    report = run(root)
    assert {one.code.id for one in report.findings} == {"OG414"}
    assert report.messages == ()
    assert not (tmp_path / "outside").exists()


def test_news_are_those_since_the_last_message_and_told_once(root: Path) -> None:
    commit(root, "Begin", MONDAY - timedelta(days=10))
    edit(root, "due: 2026-12-09", "due: 2026-12-11")
    edit(
        root, "Inner margin review, stage: all, owner: mia", "Inner secrets, stage: all, owner: mia"
    )
    commit(root, "Import later", MONDAY - timedelta(days=3))
    assert "halden/lena" in sent(run(root))
    text = (root / "outbox/2026-11-30-halden-jo.txt").read_text()
    assert "WHAT CHANGED SINCE MON 23 NOV\n- Import the list\n  27 Nov · " in text
    assert "Inner secrets" not in text
    finish(root, "export", MONDAY)
    commit(root, "Exported", MONDAY - timedelta(days=1))
    later = run(root, MONDAY + timedelta(days=7))
    assert "halden/jo" in sent(later)
    text = (root / "outbox/2026-12-07-halden-jo.txt").read_text()
    assert "WHAT CHANGED SINCE MON 30 NOV\n- Export the customer list\n  29 Nov · done" in text
    assert "27 Nov" not in text
    assert "WHAT CHANGED" not in _text_of(run(root, MONDAY + timedelta(days=14)), "halden/lena")


def _text_of(report: DigestReport, key: str) -> str:
    letter = message(report, key).letter
    return repr(letter)


def test_a_broken_customer_is_left_out_and_its_return_is_no_news(root: Path) -> None:
    run(root)
    plan = root / "plans/halden/plan.yaml"
    good = plan.read_text()
    other = root / "plans/mori"
    other.mkdir()
    (other / "customer.yaml").write_text("name: Mori\ncontacts: {ken: {name: Ken Mori}}\n")
    (other / "plan.yaml").write_text(
        "kickoff: 2026-11-02\ngo_live: {milestone: go-live}\nstages: [{id: all, name: All}]\n"
        "tasks:\n  - {id: b, title: B, stage: all, owner: mia, due: 2026-12-18}\n"
        "  - {id: go-live, title: Live, type: milestone, stage: all, owner: mia, needs: [b]}\n"
    )
    plan.write_text(good + "  - {id: export}\n")
    report = run(root, TUESDAY)
    assert report.broken == ("halden",)
    assert sent(report) == {"_team/mia": "extra"}
    plan.write_text(good)
    assert "_team/mia" not in sent(run(root, WEDNESDAY))


def test_a_run_can_be_narrowed_to_one_person_or_one_customer(root: Path) -> None:
    assert sent(run(root, person="jo")) == {"halden/jo": "weekly"}
    assert sent(run(root, slugs=("halden",))) == {"halden/lena": "weekly"}
    shown = run(root, TUESDAY, person="jo", send=False)
    assert message(shown, "halden/jo").letter
    with pytest.raises(UsageError, match="Nobody has the id joe"):
        run(root, person="joe")


def test_without_a_channel_nothing_can_be_sent_but_everything_can_be_seen(root: Path) -> None:
    edit(root, "notifications: {directory: outbox}\n", "", "onboardgen.yaml")
    report = run(root, send=False)
    assert report.channels == ()
    assert message(report, "halden/jo").state == "planned"
    with pytest.raises(UsageError, match="No channel"):
        run(root)


def test_who_has_no_address_gets_files_and_no_mail(root: Path) -> None:
    edit(
        root,
        "jo: {name: Jo Lind, email: jo@halden.example}",
        "jo: {name: Jo Lind}",
        "plans/halden/customer.yaml",
    )
    with mail_server(PostOffice()) as office:
        with_mail(root, office, ", directory: outbox")
        report = run(root)
    states = {one.channel: one for one in report.messages if one.reader.key == "halden/jo"}
    assert states["email"].decision.quiet == "no_address"
    assert states["directory"].state == "sent"


def test_answers_to_a_customers_mail_go_to_whoever_runs_the_account(root: Path) -> None:
    with mail_server(PostOffice()) as office:
        with_mail(root, office)
        run(root)
    mails: dict[str, EmailMessage] = dict(zip(office.recipients, office.mails, strict=True))
    assert mails["jo@halden.example"]["Reply-To"] == "mia@quillmark.example"
    assert mails["mia@quillmark.example"]["Reply-To"] is None


def test_everybody_is_written_to_on_their_own_monday(root: Path) -> None:
    edit(
        root, "Europe/Berlin\ncontacts", "Pacific/Auckland\ncontacts", "plans/halden/customer.yaml"
    )
    early = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
    request = DigestRequest(root=root, moment=Moment(now=early), send=True)
    assert sent(digest(request)) == {"halden/jo": "weekly", "halden/lena": "weekly"}
    later = replace(request, moment=Moment(now=early + timedelta(hours=10)))
    assert sent(digest(later)) == {"_team/mia": "weekly"}


def test_who_is_on_leave_gets_theirs_on_the_first_day_back(root: Path) -> None:
    edit(
        root,
        "email: jo@halden.example",
        "email: jo@halden.example, away: [{from: 2026-11-27, to: 2026-12-01}]",
        "plans/halden/customer.yaml",
    )
    assert "halden/jo" not in sent(run(root))
    assert "halden/jo" not in sent(run(root, TUESDAY))
    assert sent(run(root, WEDNESDAY)) == {"halden/jo": "weekly"}


def test_another_weekday_can_be_chosen(root: Path) -> None:
    edit(root, "{directory: outbox}", "{directory: outbox, weekday: wed}", "onboardgen.yaml")
    assert sent(run(root)) == {}
    assert set(sent(run(root, WEDNESDAY)).values()) == {"weekly"}


def test_dates_are_those_of_the_customers_language(root: Path) -> None:
    edit(root, "created:", "language: de\ncreated:", "plans/halden/customer.yaml")
    run(root)
    assert "Fr., 4. Dez." in (root / "outbox/2026-11-30-halden-jo.txt").read_text()
    assert '<html lang="de"' in (root / "outbox/2026-11-30-halden-jo.html").read_text()
    assert "Thu 3 Dec" in (root / "outbox/2026-11-30-team-mia.txt").read_text()


def test_without_a_portal_nobody_outside_our_team_is_written_to(root: Path) -> None:
    (root / "plans/halden/access.yaml").unlink()
    report = run(root)
    assert set(sent(report)) == {"_team/mia"}
    assert {quiet(report)[f"halden/{one}"] for one in ("jo", "lena", "priya")} == {"no_access"}


def test_over_a_quarter_nobody_is_told_twice_a_day_and_a_second_run_is_silent(root: Path) -> None:
    steps = {
        date(2026, 12, 3): "export",
        date(2026, 12, 11): "import",
        date(2026, 12, 15): "secret",
        date(2027, 1, 7): "connect",
        date(2027, 1, 20): "go-live",
    }
    told: Counter[tuple[str, date]] = Counter()
    kinds: dict[date, dict[str, str | None]] = {}
    for n in range(91):
        today = MONDAY + timedelta(days=n)
        if today.weekday() > 4 and n > 14:
            continue
        if today in steps:
            finish(root, steps[today], today)
        went = sent(run(root, today))
        told.update((key, today) for key in went)
        if went:
            kinds[today] = went
            assert sent(run(root, today)) == {}
    assert max(told.values()) == 1
    assert all(day.weekday() < 5 for day in kinds)
    weekly = {day for day, went in kinds.items() if "weekly" in went.values()}
    assert all(day.weekday() == 0 for day in weekly)
    assert kinds[date(2026, 12, 3)] == {"halden/lena": "extra"}
    assert kinds[date(2026, 12, 11)]["halden/priya"] == "extra"
    assert max(kinds) <= date(2027, 2, 1)
