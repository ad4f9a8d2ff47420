"""What every channel can do, and how it fails.

EnvironmentFailure
└── NotSent           this message did not go; others may
    ├── ChannelDown   nothing goes by this channel now
    └── Uncertain     it was handed over, and nobody knows whether it arrived: never sent again
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import Literal, Protocol

from onboardgen.errors import EnvironmentFailure
from onboardgen.notifications.letter import Letter

ChannelName = Literal["email", "slack", "teams", "directory"]


class NotSent(EnvironmentFailure):
    """This message was not sent."""


class ChannelDown(NotSent):
    """The channel cannot be used now; nothing was sent."""


class Uncertain(NotSent):
    """The message was handed over, and the answer is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to one reader. `key` names the reader, `id` the message: equal for the same
    reader, channel and day. `address` is None for a channel that needs none; `at` is now."""

    key: str
    id: str
    name: str
    address: str | None
    reply_to: str | None
    day: Day
    at: datetime
    letter: Letter


class Channel(Protocol):
    """A way out. `name` is its name in the settings and in the memory."""

    @property
    def name(self) -> ChannelName: ...

    def send(self, parcel: Parcel) -> None:
        """Raises NotSent, ChannelDown or Uncertain."""

    def close(self) -> None: ...
