"""The sentences of the forms with which readers answer, and of what becomes of an answer."""

from __future__ import annotations

from onboardgen.rendering.shell_messages import Translate
from onboardgen.rendering.words import REASONS


def form_messages(_: Translate) -> dict[str, str]:
    """By key; `_` gives the text in the portal's language."""
    return {
        **_kinds(_),
        **_fields(_),
        **_problems(_),
        **_signing(_),
        **_sending(_),
        **{f"reason_{name}": _(text) for name, text in REASONS.items()},
    }


def _kinds(_: Translate) -> dict[str, str]:
    """What a button says, and the title of the form that it opens."""
    return {
        "task_done_button": _("Done"),
        "task_done_title": _("It is done"),
        "task_blocked_button": _("I'm blocked"),
        "task_blocked_title": _("What is in the way?"),
        "task_question_button": _("Ask"),
        "task_question_title": _("Ask about it"),
        "date_confirm_button": _("Confirm the date"),
        "date_confirm_title": _("Confirm the date"),
        "date_propose_button": _("Propose another date"),
        "date_propose_title": _("Propose another date"),
        "answers_button": _("Answer these questions"),
        "answers_change": _("Change an answer"),
        "answers_title": _("Your answers"),
        "sign_off_button": _("Sign"),
        "sign_off_title": _("Read and sign"),
        "change_request_button": _("Ask for a change"),
        "change_request_title": _("Ask for a change"),
        "rating_button": _("How did it go?"),
        "rating_title": _("How did it go?"),
    }


def _fields(_: Translate) -> dict[str, str]:
    """What forms ask for."""
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "ask_done": _("Done on"),
        "ask_evidence": _("Link to what shows it"),
        "ask_evidence_hint": _("A page, a ticket, a shared file. It begins with https://."),
        "done_evidence": _("What shows that it is done: {what}"),
        "ask_note": _("Anything to add?"),
        "ask_reason": _("Why?"),
        "ask_since": _("Since"),
        "ask_until": _("Until"),
        "ask_until_hint": _("When it can go on, as far as you know."),
        "ask_blocked_note": _("What happened, and what would help?"),
        "question_lead": _("Your question goes to the team, and to nobody else."),
        "ask_question": _("Your question"),
        "confirm_lead": _("You say yes: this will be done by {date}."),
        "propose_lead": _("It is promised for {date}. That holds until your proposal is accepted."),
        "propose_none": _("It has no date yet."),
        "ask_to": _("Your date"),
        "answers_lead": _("Answer what you can now. The rest can wait, and stays open."),
        "answers_given": _("{count} answered already"),
        "answer_required": _("Needed for the sign-off."),
        "ask_current": _("What holds now"),
        "ask_requested": _("What should it be?"),
        "ask_why": _("Why is it needed?"),
        "ask_downstream": _("What else does it touch?"),
        "ask_effective": _("From when on?"),
        "scope_included": _("Included"),
        "scope_deferred": _("Later"),
        "scope_excluded": _("Not included"),
        "scope_to_included": _("Include it"),
        "scope_to_deferred": _("Put it off until later"),
        "scope_to_excluded": _("Leave it out"),
        "ask_rating": _("How satisfied are you?"),
        "rating_5": _("Very satisfied"),
        "rating_4": _("Satisfied"),
        "rating_3": _("Neither"),
        "rating_2": _("Dissatisfied"),
        "rating_1": _("Very dissatisfied"),
        "ask_comment": _("What went well, what did not?"),
        "form_one_per_line": _("One on each line."),
        "form_row_more": _("Add a row"),
        "form_row_less": _("Remove"),
        "form_row_drop": _("Remove row {row}"),
        "form_cell": _("{column}, row {row}"),
        "form_choose": _("Choose one"),
        "form_none": _("No answer"),
        "form_optional": _("(optional)"),
        "form_go_on": _("Go on"),
        "form_busy": _("One moment…"),
        "form_cancel": _("Cancel"),
        "form_done": _("Close"),
        "form_kept": _("What you type is kept in this browser, sealed, until you send it."),
        "secret_hint": _("It proves that the answer comes from you."),
    }


def _problems(_: Translate) -> dict[str, str]:
    """What is wrong with a form, and what to do."""
    return {
        "form_problem": _("One thing to mend"),
        "form_problems": _("{count} things to mend"),
        "form_missing": _("This is needed."),
        "form_too_long": _("At most {most} characters; this has {count}."),
        "form_number": _("Write a number, without its unit."),
        "form_link": _("Write a whole address, such as https://www.example.com/file."),
        "form_date": _("Choose a whole date."),
        "form_date_late": _("Choose a day up to {date}."),
        "form_date_early": _("Choose a day from {date} on."),
        "form_until": _("This is before the day it began."),
        "form_same": _("That is what holds now. Ask for something else."),
        "form_same_date": _("That is the date it has. Choose another one."),
        "form_not_empty": _("An answer that was given can be changed, but not emptied."),
        "form_nothing": _("Nothing is answered yet, or nothing has changed."),
        "form_stale": _(
            "A newer version of this page exists. Reload it first; what you typed is kept."
        ),
        "form_stale_unkept": _(
            "A newer version of this page exists, and this browser keeps nothing."
            " Copy what you typed, then reload."
        ),
        "form_failed": _("It could not be sealed. Reload the page and try again."),
        "draft_restored": _("This is what you began on {date}."),
        "draft_fresh": _("Begin anew"),
        "draft_line": _("You began “{what}” on {date}. It is kept in this browser, sealed."),
        "draft_line_unkept": _(
            "You began “{what}” on {date}. This browser keeps nothing: it lasts until you lock or"
            " reload the page."
        ),
    }


def _signing(_: Translate) -> dict[str, str]:
    return {
        "sign_plan": _("Sign-off of the plan"),
        "sign_worksheet": _("Sign-off of the worksheet"),
        "sign_lead_plan": _(
            "You sign exactly this: every task with its owner and its date. Read it in full."
        ),
        "sign_lead_worksheet": _(
            "You sign exactly this: the answers and the scope. Once both sides have signed, what is"
            " marked as locked changes only by a change request. Read it in full."
        ),
        "sign_locks": _("locked once signed"),
        "sign_tasks": _("{count} tasks"),
        "sign_task": _("Task"),
        "sign_owner": _("Owner"),
        "sign_due": _("Date"),
        "sign_exact": _("The same, letter by letter"),
        "sign_digest": _("Its fingerprint: {digest}"),
        "sign_secret_hint": _(
            "A signature asks for it again, so that nobody signs on an open page of yours."
        ),
        "sign_button": _("Sign"),
        "sign_not_yet": _("You can sign here once every needed question is answered."),
    }


def _sending(_: Translate) -> dict[str, str]:
    """How an answer gets to the team, and what is remembered of it."""
    return {
        "send_title": _("Send it"),
        "send_lead": _(
            "Your answer is sealed: only {organization} can open it. Choose how it gets there."
        ),
        "send_post": _("Send it now"),
        "send_post_hint": _("Straight to {organization}."),
        "send_mail": _("Send it by mail"),
        "send_mail_hint": _("Your mail program opens with a message to {name}."),
        "send_mail_long": _("This one is too long for that. Save the file, and attach it."),
        "send_too_long": _(
            "Mail programs cut off what is as long as this. Save it as a file, and attach the file"
            " to a mail to {name}."
        ),
        "send_copy": _("Copy it"),
        "send_copy_hint": _("To paste it into a message to {name}."),
        "send_file": _("Save it as a file"),
        "send_file_hint": _("To attach {file} to a message."),
        "send_failed": _(
            "It did not get through. Nothing is lost: try again, or choose another way."
        ),
        "copy_refused": _("The browser did not let us copy. Copy the letters yourself:"),
        "send_letters": _("The sealed answer"),
        "mail_subject": _("An answer for {organization}"),
        "mail_body": _("An answer from the portal, sealed. Please import it:"),
        "sent_post": _("Sent. It is with {organization} now."),
        "sent_mail": _("Your mail program has it. It is on its way once you send it there."),
        "sent_copy": _("Copied. Paste it into a message to {name}."),
        "sent_file": _("Saved as {file}. Send the file to {name}."),
        "sent_next": _(
            "{name} takes it in. You see it here the next time the page is brought up to date."
        ),
        "sent_receipt": _("Receipt {receipt}"),
        "sent_unkept": _("This browser keeps nothing: note the receipt if you want to ask later."),
        "sent_title": _("What you sent"),
        "sent_about": _("This list is kept in this browser alone."),
        "sent_waiting": _("On its way"),
        "sent_taken": _("Taken in"),
        "sent_forget": _("Take off the list"),
        "send_again": _("Send it again"),
        "waiting_line": _("You sent “{what}” on {date}. It is not taken in yet."),
        "way_post": _("sent"),
        "way_mail": _("by mail"),
        "way_copy": _("copied"),
        "way_file": _("saved as a file"),
    }
