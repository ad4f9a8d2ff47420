"""A webhook: one POST of a JSON document to an address that is a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx

from onboardgen.notifications.channel import ChannelDown, ChannelName, NotSent, Parcel, Uncertain
from onboardgen.notifications.letter import Letter

TIMEOUT: Final = 15.0
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NOT_HANDED_OVER: Final = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol,
    httpx.ProxyError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Slack or Teams. `address` never shows; `variable` names where it comes from; `payload` makes
    the document of a letter."""

    name: ChannelName
    variable: str
    address: str = field(repr=False)
    payload: Callable[[Letter], Mapping[str, object]] = field(repr=False)
    timeout: float = TIMEOUT

    def send(self, parcel: Parcel) -> None:
        """Post once. What was handed over and not answered is never posted again."""
        self._refuse_odd_address()
        content = json.dumps(self.payload(parcel.letter)).encode()
        _keep_addresses_out_of_logs()
        try:
            with httpx.Client(timeout=self.timeout, follow_redirects=False) as client:
                status = client.post(
                    self.address, content=content, headers={"Content-Type": "application/json"}
                ).status_code
        except (*_NOT_HANDED_OVER, httpx.InvalidURL, UnicodeError):
            raise ChannelDown(
                f"{self.name}: the webhook cannot be reached.",
                f"Look at {self.variable}, and whether this machine may connect.",
            ) from None
        except httpx.HTTPError:
            raise Uncertain(
                f"{self.name}: the webhook did not answer.",
                "The message may have arrived. It is not sent again today.",
            ) from None
        self._judge(status)

    def close(self) -> None:
        """Nothing is open."""

    def _judge(self, status: int) -> None:
        if 200 <= status < 300:
            return
        if status >= 500:
            raise Uncertain(
                f"{self.name}: the webhook answered {status}.",
                "The message may have arrived. It is not sent again today.",
            )
        later = status == httpx.codes.TOO_MANY_REQUESTS
        hint = "Try it later." if later else f"Is {self.variable} still the address of a webhook?"
        raise NotSent(f"{self.name}: the webhook refused the message ({status}).", hint)

    def _refuse_odd_address(self) -> None:
        try:
            parts = urlsplit(self.address)
            is_safe = parts.scheme == "https" or parts.hostname in _HERE
            is_one = parts.scheme in ("https", "http") and bool(parts.hostname)
        except ValueError:
            is_safe = is_one = False
        if not is_one or not is_safe:
            raise ChannelDown(
                f"{self.variable} holds no https address.",
                "Copy the whole address of the webhook into it.",
            )


def _keep_addresses_out_of_logs() -> None:
    """Both libraries log addresses where somebody turned their logging on."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
