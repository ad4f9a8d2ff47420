"""The sentences that only a preview says; no sealed portal carries them."""

from __future__ import annotations

from collections.abc import Callable


def preview_messages(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "findings": _("What is wrong in the workspace"),
        "preview_list": _("All previews"),
        "preview_as": _("View as"),
        "preview_everybody": _("everybody"),
        "preview_note": _("Unsealed, follows your files"),
        "preview_errors": _("{count} to mend"),
        "preview_warnings": _("{count} to look at"),
        "preview_both": _("{errors} to mend, {warnings} to look at"),
        "preview_more": _("And {count} more: `onboardgen check` lists them all."),
        "preview_earlier": _("The page above is as it was before."),
        "preview_nothing": _("There is no page to show yet."),
        "preview_lost": _(
            "This preview no longer follows the files. Is `onboardgen serve` still running?"
        ),
        "error": _("Error"),
        "warning": _("Warning"),
    }
