"""Mail against a real server: encryption, login, refusals, and a server that dies."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardgen.model.settings import EmailChannel
from onboardgen.notifications.channel import ChannelDown, NotSent, Uncertain
from onboardgen.notifications.smtp import Credentials, SmtpChannel
from onboardgen.rendering.theme import load_theme
from tests.notifications.post_office import (
    HOST,
    PostOffice,
    mail_server,
    make_certificate,
    parcel,
)

RIGHT = Credentials("mia", "right-password")


def channel(office: PostOffice, **more: object) -> SmtpChannel:
    starttls = bool(more.pop("starttls", False))
    credentials = more.pop("credentials", None)
    assert credentials is None or isinstance(credentials, Credentials)
    settings = EmailChannel(
        from_="plans@quillmark.example", host=HOST, port=office.port, starttls=starttls
    )
    return SmtpChannel(settings, load_theme(), None, credentials, timeout=5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("mail") / "server.pem")


def test_several_mails_go_in_one_session_and_arrive_with_their_headers() -> None:
    with mail_server(PostOffice()) as office:
        out = channel(office)
        out.send(parcel("jo", reply_to="mia@quillmark.example"))
        first = out._session
        out.send(parcel("lena"))
        assert out._session is first
        out.close()
    assert office.recipients == ["jo@halden.example", "lena@halden.example"]
    mail = office.mails[0]
    assert mail["From"] == "Quillmark Billing <plans@quillmark.example>"
    assert mail["To"] == "Jo <jo@halden.example>"
    assert mail["Reply-To"] == "mia@quillmark.example"
    assert mail["Subject"] == "Jo, one thing is waiting for you · Halden Logistics"
    assert mail["Message-ID"] == "<jo0123@quillmark.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == parcel().at
    assert mail.get_content_type() == "multipart/alternative"
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert page
    assert "- Approve the SSO connection — für alle\r\n" in text.get_content()
    assert "Approve the SSO connection — für alle</a>" in page.get_content()
    assert max(map(len, office.raw[0].split(b"\r\n"))) <= 998
    assert office.raw[0].isascii()


def test_encryption_and_login_are_used_where_they_are_configured(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(PostOffice(), certificate=certificate, auth=True) as office:
        out = channel(office, starttls=True, credentials=RIGHT)
        out.send(parcel())
        out.close()
    assert office.sessions == [True]


def test_a_certificate_that_nobody_vouches_for_stops_everything(certificate: Path) -> None:
    with (
        mail_server(PostOffice(), certificate=certificate) as office,
        pytest.raises(ChannelDown, match="certificate"),
    ):
        channel(office, starttls=True, credentials=RIGHT).send(parcel())
    assert office.mails == []


def test_a_server_without_encryption_gets_nothing_where_it_is_demanded() -> None:
    with (
        mail_server(PostOffice()) as office,
        pytest.raises(ChannelDown, match="offers no encryption"),
    ):
        channel(office, starttls=True).send(parcel())
    assert office.mails == []


def test_a_password_never_goes_unencrypted_to_another_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("onboardgen.notifications.smtp._HERE", frozenset({"localhost"}))
    with (
        mail_server(PostOffice()) as office,
        pytest.raises(ChannelDown, match="unencrypted"),
    ):
        channel(office, credentials=RIGHT).send(parcel())
    assert office.mails == []


def test_a_wrong_password_is_said_without_showing_it(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    wrong = Credentials("mia", "wrong-password")
    with (
        mail_server(PostOffice(), certificate=certificate, auth=True) as office,
        pytest.raises(ChannelDown, match="did not accept") as caught,
    ):
        channel(office, starttls=True, credentials=wrong).send(parcel())
    told = f"{caught.value.message} {caught.value.hint} {caught.value!r} {wrong!r}"
    assert "wrong-password" not in told
    assert "ONBOARDGEN_SMTP_PASSWORD" in caught.value.hint


def test_a_server_that_wants_a_login_stops_everything_where_there_is_none(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        mail_server(PostOffice(), certificate=certificate, auth=True) as office,
        pytest.raises(ChannelDown, match=r"refused mail of .* \(530\)") as caught,
    ):
        channel(office, starttls=True).send(parcel())
    assert "ONBOARDGEN_SMTP_USER" in caught.value.hint


def test_a_refused_recipient_does_not_stop_the_next_one() -> None:
    office = PostOffice(refuses={"jo@halden.example"}, defers={"ravi@halden.example"})
    with mail_server(office):
        out = channel(office)
        with pytest.raises(NotSent, match=r"refused jo@halden.example .*550") as caught:
            out.send(parcel("jo"))
        assert "secret-detail" not in caught.value.message
        with pytest.raises(NotSent, match="451") as deferred:
            out.send(parcel("ravi"))
        assert deferred.value.hint == "Try it later."
        out.send(parcel("lena"))
        out.close()
    assert office.recipients == ["lena@halden.example"]
    assert not isinstance(caught.value, ChannelDown | Uncertain)


def test_a_server_that_dies_with_the_message_in_hand_leaves_it_uncertain() -> None:
    office = PostOffice(dies_in={"jo@halden.example"})
    with mail_server(office):
        out = channel(office)
        with pytest.raises(Uncertain, match="Jo: the mail server fell silent"):
            out.send(parcel("jo"))
        out.send(parcel("lena"))
        out.close()
    assert office.recipients == ["jo@halden.example", "lena@halden.example"]


def test_a_session_that_went_stale_between_two_mails_is_opened_anew() -> None:
    office = PostOffice(dies_at={"lena@halden.example"})
    with mail_server(office):
        out = channel(office)
        out.send(parcel("jo"))
        out.send(parcel("lena"))
        out.close()
    assert office.recipients == ["jo@halden.example", "lena@halden.example"]


def test_a_session_that_dies_before_anything_was_said_is_told_as_not_sent() -> None:
    office = PostOffice(dies_at={"jo@halden.example"})
    with (
        mail_server(office),
        pytest.raises(NotSent, match="before it took the message") as caught,
    ):
        channel(office).send(parcel("jo"))
    assert not isinstance(caught.value, ChannelDown | Uncertain)
    assert office.mails == []


def test_a_server_that_is_not_there_is_named_with_its_place() -> None:
    with mail_server(PostOffice()) as office:
        pass
    with pytest.raises(ChannelDown, match=f"{HOST}:{office.port} cannot be reached"):
        channel(office).send(parcel())
