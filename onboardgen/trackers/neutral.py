"""Text from files, made harmless for trackers: it is read, and does nothing else.

No mention, reference, quick action, workflow command, HTML, comment, image, control or bidi
character survives. All functions are pure and take any text.
"""

from __future__ import annotations

from typing import Final

TITLE_LIMIT: Final = 255
LABEL_LIMIT: Final = 50


def title(text: str, limit: int = TITLE_LIMIT) -> str:
    """One line of plain text, as titles and logs show it, cut at `limit` characters."""
    raise NotImplementedError


def inline(text: str, limit: int = 2_000) -> str:
    """One line of Markdown that shows the text as it is written, without any markup."""
    raise NotImplementedError


def label(text: str) -> str:
    """A label's name: one line without commas, at most 50 characters."""
    raise NotImplementedError
