"""The channels that a workspace has set up, and what is missing for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onboardgen.model.settings import EmailChannel, Settings
from onboardgen.notifications.channel import Channel, ChannelDown, ChannelName
from onboardgen.notifications.outbox import DirectoryChannel
from onboardgen.notifications.slack import slack_message
from onboardgen.notifications.smtp import PASSWORD, USER, Credentials, SmtpChannel
from onboardgen.notifications.teams import teams_message
from onboardgen.notifications.webhook import WebhookChannel
from onboardgen.rendering.theme import Theme

TO_PEOPLE: tuple[ChannelName, ...] = ("email", "directory")
"""Channels that write to one person each; the others write to our team as a whole."""


def configured(settings: Settings) -> tuple[ChannelName, ...]:
    """The names of the channels that are set up."""
    ours = settings.notifications
    named: Mapping[ChannelName, object] = {
        "email": ours.email,
        "directory": ours.directory,
        "slack": ours.slack,
        "teams": ours.teams,
    }
    return tuple(name for name, given in named.items() if given)


def open_channel(
    name: ChannelName, root: Path, settings: Settings, theme: Theme, environment: Mapping[str, str]
) -> Channel:
    """One channel, ready to send. Raises ChannelDown where its secret is missing."""
    ours, accent = settings.notifications, settings.organization.brand.accent
    if name == "email" and ours.email:
        return SmtpChannel(ours.email, theme, accent, _credentials(ours.email, environment))
    if name == "directory" and ours.directory:
        return DirectoryChannel(root, ours.directory, theme, accent)
    webhook = ours.slack if name == "slack" else ours.teams
    if webhook is None:
        raise ChannelDown(f"{name} is not set up.", f"Set notifications.{name}.")
    address = environment.get(webhook.address_variable, "").strip()
    if not address:
        raise ChannelDown(
            f"{name}: {webhook.address_variable} is not set.",
            "It holds the address of the webhook; set it where this command runs.",
        )
    payload = slack_message if name == "slack" else teams_message
    return WebhookChannel(name, webhook.address_variable, address, payload)


def _credentials(email: EmailChannel, environment: Mapping[str, str]) -> Credentials | None:
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if bool(user) != bool(password):
        missing = PASSWORD if user else USER
        raise ChannelDown(
            f"email: {missing} is not set, and the other of both is.",
            f"{email.host} needs user and password, or none of them.",
        )
    return Credentials(user, password) if user else None
