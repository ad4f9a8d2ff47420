"""Mail, handed in by SMTP: one session for all messages of a run, one recipient each."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Final

from onboardgen.model.settings import EmailChannel
from onboardgen.notifications.channel import ChannelDown, ChannelName, NotSent, Parcel, Uncertain
from onboardgen.notifications.mail import as_html, mail
from onboardgen.rendering.theme import Theme

TIMEOUT: Final = 30.0
USER: Final = "ONBOARDGEN_SMTP_USER"
PASSWORD: Final = "ONBOARDGEN_SMTP_PASSWORD"  # noqa: S105
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ACCEPTED: Final = 250
_FORWARDED: Final = 251


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password of the mail server; never shown."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(slots=True)
class SmtpChannel:
    """The mail channel. `credentials` is None where the server asks for none."""

    settings: EmailChannel
    theme: Theme
    accent: str | None
    credentials: Credentials | None = None
    timeout: float = TIMEOUT
    _session: smtplib.SMTP | None = None

    @property
    def name(self) -> ChannelName:
        return "email"

    def send(self, parcel: Parcel) -> None:
        html = as_html(parcel.letter, self.theme, self.accent)
        content = mail(parcel, self.settings.from_, html).as_bytes()
        session = self._addressed(parcel)
        try:
            code, _ = session.data(content)
        except smtplib.SMTPDataError as error:
            self._drop()
            raise _refused(parcel, error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Uncertain(
                f"{parcel.name}: the mail server fell silent while it took the message.",
                "It may have arrived. It is not sent again today.",
            ) from error
        if code != _ACCEPTED:
            self._drop()
            raise _refused(parcel, code)

    def close(self) -> None:
        if self._session is not None:
            try:
                self._session.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()
        self._session = None

    def _addressed(self, parcel: Parcel) -> smtplib.SMTP:
        """A session that waits for the content. One that went stale is replaced once: nothing was
        handed over yet."""
        fresh = self._session is None
        session = self._open()
        try:
            _envelope(session, self.settings.from_, parcel)
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise _refused(parcel, error.smtp_code) from None
        except ChannelDown:
            self._drop()
            raise
        except (smtplib.SMTPException, OSError):
            self._drop()
            if not fresh:
                return self._addressed(parcel)
            raise NotSent(
                f"{parcel.name}: the mail server ended the session before it took the message.",
                "Run it again; nothing was sent to them.",
            ) from None
        return session

    def _open(self) -> smtplib.SMTP:
        if self._session is None:
            self._session = self._connected()
        return self._session

    def _connected(self) -> smtplib.SMTP:
        """Raises ChannelDown where the server is not there, not safe or does not let us in."""
        where = f"{self.settings.host}:{self.settings.port}"
        try:
            session = smtplib.SMTP(self.settings.host, self.settings.port, timeout=self.timeout)
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDown(
                f"The mail server {where} cannot be reached.",
                "Look at notifications.email.host and port, and whether this machine may connect.",
            ) from error
        try:
            self._secured(session, where)
            self._logged_in(session, where)
        except BaseException:
            session.close()
            raise
        return session

    def _secured(self, session: smtplib.SMTP, where: str) -> None:
        if not self.settings.starttls:
            return
        try:
            session.starttls(context=ssl.create_default_context())
        except smtplib.SMTPNotSupportedError:
            raise ChannelDown(
                f"The mail server {where} offers no encryption, and STARTTLS is demanded.",
                "Use its port for submission, usually 587.",
            ) from None
        except ssl.SSLError as error:
            raise ChannelDown(
                f"The certificate of the mail server {where} does not hold.",
                "notifications.email.host must be the name in a certificate that this machine "
                "trusts.",
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelDown(
                f"The mail server {where} broke off while turning to encryption.", "Try it later."
            ) from error

    def _logged_in(self, session: smtplib.SMTP, where: str) -> None:
        if self.credentials is None:
            return
        if not self.settings.starttls and self.settings.host not in _HERE:
            raise ChannelDown(
                f"A password would go to {where} unencrypted.",
                f"Set notifications.email.starttls to true, or unset {USER}.",
            )
        try:
            session.login(self.credentials.user, self.credentials.password)
        except (smtplib.SMTPException, OSError):
            raise ChannelDown(
                f"The mail server {where} did not accept user and password.",
                f"They come from {USER} and {PASSWORD}.",
            ) from None

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None


def _envelope(session: smtplib.SMTP, sender: str, parcel: Parcel) -> None:
    """Raises SMTPResponseException where the recipient is refused, ChannelDown where we are."""
    session.ehlo_or_helo_if_needed()
    code, _ = session.mail(sender)
    if code >= 500:
        raise ChannelDown(
            f"The mail server refused mail of {sender} ({code}).",
            f"Look at notifications.email.from, and whether {USER} and {PASSWORD} are needed.",
        )
    if code == _ACCEPTED:
        code, _ = session.rcpt(parcel.address or "")
    if code not in (_ACCEPTED, _FORWARDED):
        raise smtplib.SMTPResponseException(code, b"")


def _refused(parcel: Parcel, code: int) -> NotSent:
    """What the server says in words is not shown: it may hold what nobody wants in a log."""
    hint = "Try it later." if 400 <= code < 500 else "Look at `email` of this person."
    return NotSent(
        f"{parcel.name}: the mail server refused {parcel.address} or the message ({code}).", hint
    )
