"""A real mail server and a real web server on loopback, and letters to send to them."""

from __future__ import annotations

import contextlib
import http.server
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from onboardgen.notifications.channel import Parcel
from onboardgen.notifications.letter import Letter, Part, Point

HOST = "127.0.0.1"
DAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
LETTER = Letter(
    language="en",
    direction="ltr",
    organization="Quillmark Billing",
    subject="Jo, one thing is waiting for you · Halden Logistics",
    headline="Jo, one thing is waiting for you",
    status="On track · forecast Mon 1 Mar",
    parts=(
        Part(
            heading="Waiting for you",
            points=(
                Point(
                    title="Approve the SSO connection — für alle",
                    detail="by Fri 4 Dec",
                    href="https://portals.example.com/p1/index.html#/plan/sso",
                ),
            ),
        ),
    ),
    link=("Open the portal", "https://portals.example.com/p1/index.html"),
    footer=("You get this because you can open the portal.",),
)


def parcel(person: str = "jo", letter: Letter = LETTER, **more: Any) -> Parcel:
    given = {
        "key": f"halden/{person}",
        "id": f"{person}0123",
        "name": person.title(),
        "address": f"{person}@halden.example",
        "reply_to": None,
        "day": DAY,
        "at": NOW,
        "letter": letter,
    }
    return Parcel(**{**given, **more})


@dataclass
class PostOffice:
    """What a mail server took, and how it misbehaves: addresses it refuses, addresses in whose
    message it hangs up after all was said, and addresses at whose name it hangs up."""

    refuses: set[str] = field(default_factory=set)
    dies_in: set[str] = field(default_factory=set)
    dies_at: set[str] = field(default_factory=set)
    defers: set[str] = field(default_factory=set)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    sessions: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.dies_at:
            self.dies_at.discard(address)
            _hang_up(server)
        if address in self.refuses:
            return "550 5.1.1 nobody of this name: secret-detail"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        (recipient,) = envelope.rcpt_tos
        if recipient in self.defers:
            return "451 4.7.1 later"
        content = envelope.original_content or b""
        self.raw.append(content)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(recipient)
        self.sessions.append(bool(session.ssl))
        if recipient in self.dies_in:
            _hang_up(server)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    assert server.transport
    server.transport.abort()


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    known = isinstance(data, LoginPassword) and data == LoginPassword(b"mia", b"right-password")
    return AuthResult(success=known, handled=False)


@contextlib.contextmanager
def mail_server(
    office: PostOffice, *, certificate: Path | None = None, auth: bool = False
) -> Iterator[PostOffice]:
    """Serve until the end; with a certificate STARTTLS is offered, with `auth` demanded."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    options: dict[str, Any] = {"tls_context": context}
    if auth:
        options |= {
            "authenticator": _authenticate,
            "auth_required": True,
            "auth_require_tls": certificate is not None,
        }
    controller = Controller(office, hostname=HOST, port=_free_port(), **options)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def make_certificate(path: Path) -> Path:
    """A certificate for this machine with its key in one file, which says so itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.IPAddress(ipaddress.ip_address(HOST)), x509.DNSName("localhost")]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@dataclass
class Inbox:
    """What a web server was posted, and what it answers; None hangs up without an answer."""

    status: int | None = 200
    posts: list[tuple[str, str, Any]] = field(default_factory=list)
    address: str = ""


@contextlib.contextmanager
def web_server(inbox: Inbox) -> Iterator[Inbox]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = self.headers["Content-Type"]
            inbox.posts.append((self.path, kind, json.loads(body)))
            if inbox.status is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(inbox.status)
            self.send_header("Content-Length", "0")
            self.send_header("Location", inbox.address)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = http.server.ThreadingHTTPServer((HOST, 0), Handler)
    inbox.address = f"http://{HOST}:{server.server_port}/services/secret-part"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield inbox
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
