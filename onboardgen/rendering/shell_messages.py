"""The sentences that the page's script says: before the unlock, and after it."""

from __future__ import annotations

from collections.abc import Callable

from onboardgen.rendering.messages import languages, translations

Translate = Callable[[str], str]


def locked_catalogues() -> dict[str, dict[str, str]]:
    """The locked page's sentences by language tag, in every language that the package speaks."""
    others = {tag: locked_messages(translations(tag).gettext) for tag in languages()}
    return {"en": locked_messages(str)} | others


def locked_messages(_: Translate) -> dict[str, str]:
    """Sentences of the locked page; `_` gives the text in the catalogue's language."""
    return {
        "passphrase": _("Passphrase"),
        "passphrase_hint": _(
            "Your contact at {organization} gave you six words, or a link that opens this page."
        ),
        "password": _("Password"),
        "password_hint": _(
            "The password you agreed with {organization}. It works only together with this link."
        ),
        "link_hint": _("Your link from {organization} opens this page. No passphrase is needed."),
        "link_broken": _(
            "This link is not complete. Copy the whole link from the message,"
            " or enter your passphrase."
        ),
        "wrong_passphrase": _(
            "This passphrase does not open the page. Check the words and try again."
        ),
        "wrong_password": _(
            "This password does not open the page with this link. Check both, and try again."
        ),
        "wrong_link": _(
            "This link no longer opens the page. Ask {organization} for a new one,"
            " or enter your passphrase."
        ),
        "empty": _("Enter what you were given first."),
        "damaged": _(
            "This page does not match its seal: it is damaged, or somebody changed it."
            " Reload it; if that does not help, tell {organization}."
        ),
        "framed": _(
            "This page stands inside another page and stays locked there."
            " Open it by its own address."
        ),
        "unsupported": _(
            "This browser lacks the encryption that this page needs."
            " Use a current browser, and an address that begins with https."
        ),
        "unavailable": _(
            "This page opens in a current browser with JavaScript switched on."
            " Here it does not run."
        ),
        "show": _("Show"),
        "hide": _("Hide"),
        "open": _("Open the portal"),
        "opening": _("Opening…"),
        "remember": _("Keep it open on this device until {date}"),
        "demo": _(
            "A public demonstration: anyone can open this page. Everything in it is made up."
        ),
        "demo_label": _("About this page"),
        "notices": _("Notices"),
        "save": _("Save"),
        "close": _("Close"),
    }


def open_messages(_: Translate) -> dict[str, str]:
    """Sentences of the open portal, for `messages` in the bundle; wins over the locked page's."""
    return {
        "demo": _(
            "A public demonstration: anyone can open this page. Everything in it is made up."
        ),
        "save": _("Save"),
        "close": _("Close"),
        "dismiss": _("Dismiss"),
        "reload": _("Reload"),
        "not_here": _("This page is not here"),
        "not_here_why": _("It was renamed or removed, or the address has a slip."),
        "go_home": _("Go to the overview"),
        "search_hint": _(
            "Everything here can be found: tasks, people, questions, answers, decisions, guides."
        ),
        "search_some": _("Found: {count}"),
        "search_many": _("Found: {count}. The best {shown} are shown; another word narrows it."),
        "search_none": _("Nothing has all of “{text}”. Try fewer words, or the beginning of one."),
        "fresh": _("As of {date}"),
        "fresh_copy": _("As of {date}, saved as an offline copy"),
        "fresh_file": _("Opened from a file: only the online page tells its date"),
        "fresh_unknown": _("Freshness unknown"),
        "newer": _("A newer version of this page exists. Reload to see it."),
        "updating": _("This page is being updated. Reload it in a few minutes."),
        "stale": _(
            "This page is as of {date} and was not renewed since. {organization} can say why."
        ),
        "gone_back": _(
            "This page is as of {date}, older than the one of {seen} that you saw before."
            " Ask {organization} which one holds."
        ),
        "wrong_passphrase": _(
            "This passphrase does not open the page. Check the words and try again."
        ),
        "wrong_password": _(
            "This password does not open the page with this link. Check both, and try again."
        ),
        "empty": _("Enter what you were given first."),
        "respond_preview": _("This is a preview. Answers are sent from the portal itself."),
        "respond_not_here": _("This page does not hold what the answer is about. Reload it."),
        "respond_other_person": _(
            "That opens the page for somebody else. Lock it, and open it as the person who answers."
        ),
        "needs_online": _("Opened from a file: {name} needs the online page."),
        "not_reached": _("{name} could not be reached. Check the connection and try again."),
        "no_attachment": _("{name} is not part of this page."),
        "attachment_damaged": _(
            "{name} does not match its seal: it is damaged, or somebody changed it."
            " It stays closed; tell {organization}."
        ),
        "copy_needs_online": _("An offline copy is made from the online page."),
        "copy_failed": _(
            "The offline copy was not saved: a part could not be reached. Try again later."
        ),
        "copy_damaged": _(
            "The offline copy was not saved: a part does not match its seal. Tell {organization}."
        ),
    }
