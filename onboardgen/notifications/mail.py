"""A digest as a mail: headers, plain text, HTML."""

from __future__ import annotations

import hashlib
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from babel.support import NullTranslations
from markupsafe import Markup

from onboardgen.notifications.channel import NotSent, Parcel
from onboardgen.notifications.letter import Letter, plain
from onboardgen.notifications.words import flat
from onboardgen.rendering.brand import DARK_GROUNDS, DEFAULT_ACCENT, LIGHT_GROUNDS, readable
from onboardgen.rendering.environment import environment
from onboardgen.rendering.theme import Theme

TEMPLATE: Final = "mail/digest.html.j2"
DARK: Final = "mail/dark.css"


def message_id(organization: str, key: str, channel: str, day: str) -> str:
    """The same for the same reader, channel and day, and of no meaning to others."""
    text = "\0".join(("onboardgen digest", organization, key, channel, day))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def as_html(letter: Letter, theme: Theme, accent: str | None) -> str:
    """The letter as a page of its own: nothing is fetched, no script, readable in the dark."""
    chosen = accent or DEFAULT_ACCENT
    made = environment(theme, theme.digest, "en", 1, NullTranslations())
    text = made.get_template(TEMPLATE).render(
        letter=letter,
        light=readable(chosen, LIGHT_GROUNDS),
        dark=_dark(theme, readable(chosen, DARK_GROUNDS)),
    )
    return "\n".join(line for line in text.split("\n") if line.strip()) + "\n"


def _dark(theme: Theme, accent: str) -> Markup:
    """The styles that hold in the dark."""
    rules = f".accent{{color:{accent}!important}}.button{{background:{accent}!important}}"
    own = f"@media (prefers-color-scheme:dark){{{rules}}}"
    return Markup(theme.read_text(DARK) + own)  # noqa: S704


def mail(parcel: Parcel, sender: str, html: str) -> EmailMessage:
    """The message with all its headers. Raises NotSent where an address is none."""
    letter = parcel.letter
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _address(letter.organization, sender)
        message["To"] = _address(parcel.name, parcel.address or "")
        if parcel.reply_to:
            message["Reply-To"] = _address("", parcel.reply_to)
    except (ValueError, MessageError, IndexError) as error:
        raise NotSent(
            f"{parcel.name}: the address cannot be written to.",
            "Correct `email` of this person; the sender is notifications.email.from.",
        ) from error
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(parcel.at)
    message["Message-ID"] = f"<{parcel.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(plain(letter), cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def _address(name: str, spec: str) -> Address:
    """Raises ValueError or a MessageError where it is no address, or not in ASCII."""
    if not spec.isascii() or spec != flat(spec) or "@" not in spec:
        raise ValueError
    return Address(display_name=flat(name), addr_spec=spec)
