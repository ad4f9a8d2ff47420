"""A digest says what the portal of its reader shows, and nothing of what others may see."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from babel.support import NullTranslations

from onboardgen.loading.loader import load
from onboardgen.model.account import Account
from onboardgen.model.plan import Need
from onboardgen.model.reference import Reference
from onboardgen.notifications.content import Said, contents, is_involved, said_to
from onboardgen.notifications.digest import MOST, Digest, Portal, with_news, write
from onboardgen.notifications.letter import Letter, plain
from onboardgen.notifications.mail import as_html
from onboardgen.notifications.slack import slack_message
from onboardgen.notifications.teams import teams_message
from onboardgen.notifications.timing import Decision
from onboardgen.notifications.words import Words
from onboardgen.rendering.messages import languages, translations
from onboardgen.rendering.theme import load_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.state import Standing, standing
from onboardgen.site.audience_check import forbidden_index
from onboardgen.site.needles import normal
from onboardgen.site.surfaces import Surface
from onboardgen.site.workspace_strings import account_strings, record_strings
from onboardgen.views.visibility import visible_account
from tests.example_workspace import REPOSITORY
from tests.views.planted import DAY, SETTINGS, account, planted_account, task

MAY_SEE = {
    "customer": {"open", "shared", "outline"},
    "partner:kestrel": {"kestrel", "shared", "outline"},
    "partner:bracken": set(),
}
PEOPLE = {"customer": "jo", "partner:kestrel": "priya", "partner:bracken": "dana"}
SECRETS = ("planted-secret", "planted-github", "planted-ghost", "123456789", "987654")
WEEKLY = Decision("weekly")
THEME = load_theme()


def standing_of(made: Account) -> Standing:
    return standing(made, SETTINGS, AsOf(DAY))


def said(made: Account, audience: str, person: str | None) -> Said:
    return said_to(person, contents(made, SETTINGS, audience, standing_of(made), None))


def letter_of(*told: Said, name: str | None = "Jo Lind", **more: object) -> Letter:
    given = {
        "name": name,
        "organization": "Quillmark Billing",
        "today": DAY,
        "said": told,
        "portal": Portal(customer="Halden", address="https://p.example/x/index.html"),
        "since": DAY - timedelta(days=7),
    }
    decision = more.pop("decision", WEEKLY)
    catalogue = more.pop("catalogue", translations("en"))
    assert isinstance(decision, Decision)
    assert isinstance(catalogue, NullTranslations)
    language = str(more.pop("language", "en"))
    words = Words(language, DAY, catalogue, THEME)
    return write(Digest(**{**given, **more}), decision, words)  # type: ignore[arg-type]


def everything_said(letter: Letter) -> str:
    payloads = json.dumps([slack_message(letter), teams_message(letter)])
    return repr(letter) + plain(letter) + as_html(letter, THEME, None) + payloads


@pytest.mark.parametrize("audience", list(PEOPLE))
def test_nothing_of_others_is_said_to_anybody_of_an_audience(audience: str) -> None:
    made = planted_account()
    for person in (PEOPLE[audience], None):
        told = said(made, audience, person)
        text = repr(told) + everything_said(letter_of(told))
        marks = set(re.findall(r"planted-(open|inner|kestrel|shared|outline|orphan)", text))
        assert marks <= MAY_SEE[audience]
        assert not [secret for secret in SECRETS if secret in text]


def test_the_planted_records_would_be_found_where_they_may_be_seen() -> None:
    made = planted_account()
    of_jo = replace(
        made.plan,
        tasks=tuple(
            replace(one, owner="jo") if one.id == "planted-open-id" else one
            for one in made.plan.tasks
        ),
    )
    assert "planted-open-title" in everything_said(
        letter_of(said(replace(made, plan=of_jo), "customer", "jo"))
    )
    ours = everything_said(letter_of(said(made, "provider", None), name=None, portal=None))
    assert "planted-inner-title" in ours


def needs(*ids: str) -> tuple[Need, ...]:
    return tuple(Need(ref=Reference("task", one)) for one in ids)


LATE, SOON = DAY - timedelta(days=3), DAY + timedelta(days=2)


def test_late_stands_first_and_what_holds_up_more_before_what_is_due_sooner() -> None:
    made = account(
        (
            task("sooner", owner="jo", due=DAY),
            task("holds", owner="jo", due=SOON),
            task("late", owner="jo", due=LATE),
            task("after", due=SOON, needs=needs("holds")),
            task("far", due=SOON, needs=needs("holds")),
        )
    )
    told = said(made, "customer", "jo")
    assert [str(one.ref) for one in told.asked] == ["task:late", "task:holds", "task:sooner"]
    assert told.overdue == {"halden/task:late"}
    assert told.workable == {"halden/task:late", "halden/task:holds", "halden/task:sooner"}
    letter = letter_of(told)
    assert [part.heading for part in letter.parts[:2]] == ["Late", "Waiting for you"]
    assert letter.parts[0].is_late
    assert letter.parts[0].points[0].detail.startswith("was due Sat 28 Nov")
    assert "Holds up: After, Far" in letter.parts[1].points[0].detail
    assert letter.parts[1].points[0].href == "https://p.example/x/index.html#/plan/holds"


def test_everybody_is_told_only_their_own_and_the_speaker_what_names_nobody() -> None:
    made = account((task("mine", owner="jo"), task("yours", owner="priya")))
    assert [str(one.ref) for one in said(made, "customer", "jo").asked] == ["task:mine"]
    assert [str(one.ref) for one in said(made, "partner:kestrel", "priya").asked] == ["task:yours"]
    assert said(made, "customer", "nobody").asked == ()


def test_what_the_own_next_work_waits_for_is_told_with_who_owes_it() -> None:
    made = account(
        (
            task("before", owner="mia", due=LATE),
            task("own", owner="jo"),
            task("next", owner="jo", needs=needs("before", "own")),
            task("unrelated", owner="mia"),
        )
    )
    told = said(made, "customer", "jo")
    assert [one.id for one in told.waiting] == ["before"]
    part = next(one for one in letter_of(told).parts if one.heading == "You wait for")
    assert part.points[0].detail == "Mia (Quillmark Billing) · was due Sat 28 Nov"
    assert part.points[0].is_late


def test_internal_work_that_is_waited_for_is_not_named() -> None:
    hidden = task("secret", owner="mia", visibility="internal")
    made = account((hidden, task("next", owner="jo", needs=needs("secret"))))
    told = said(made, "customer", "jo")
    assert told.waiting == ()
    assert "Secret" not in everything_said(letter_of(told))


def test_dates_ahead_are_own_waiting_tasks_and_milestones_of_the_next_weeks() -> None:
    made = account(
        (
            task("before", owner="mia", due=SOON),
            task("next", owner="jo", due=SOON, needs=needs("before")),
            task("reached", owner="mia", type="milestone", due=DAY + timedelta(days=9)),
            task("far", owner="mia", type="milestone", due=DAY + timedelta(days=90)),
        )
    )
    told = said(made, "customer", "jo")
    assert [(one.title, one.mine) for one in told.dates] == [("Next", True), ("Reached", False)]


def test_a_message_beyond_the_weekly_one_is_called_by_what_is_new() -> None:
    made = account((task("new", owner="jo"), task("old", owner="jo", due=LATE)))
    told = said(made, "customer", "jo")
    turn = letter_of(told, decision=Decision("extra", None, frozenset({"halden/task:new"})))
    assert turn.subject == "Jo, it is your turn: New · Halden"
    late = letter_of(told, decision=Decision("extra", None, frozenset({"halden/task:old"})))
    assert late.subject == "Jo, this is late: Old · Halden"
    both = frozenset({"halden/task:old", "halden/task:new"})
    assert letter_of(told, decision=Decision("extra", None, both)).subject == (
        "Jo, two things are waiting for you · Halden"
    )
    assert all(
        point.detail.startswith("New · ")
        for part in letter_of(told, decision=Decision("extra", None, both)).parts[:2]
        for point in part.points
    )


def test_many_points_are_counted_and_numbers_beyond_nine_are_figures() -> None:
    made = account(tuple(task(f"t{n}", owner="jo") for n in range(MOST + 4)))
    letter = letter_of(said(made, "customer", "jo"))
    assert letter.headline == f"Jo, {MOST + 4} things are waiting for you"
    assert len(letter.parts[0].points) == MOST
    assert letter.parts[0].more == "and 4 more"


def test_our_team_reads_of_which_account_and_whose_it_is() -> None:
    made = account((task("ours", owner="mia", due=SOON),))
    whole = letter_of(said(made, "provider", None), name=None, portal=None)
    assert whole.subject == "One thing is waiting for our team · Quillmark Billing"
    assert whole.parts[0].points[0].detail == "Halden · Mia · by Thu 3 Dec"
    assert whole.link is None


@pytest.mark.parametrize("language", ["en", *languages()])
@pytest.mark.parametrize("number", [1, 2, 10])
def test_a_headline_without_a_name_begins_as_sentences_do(language: str, number: int) -> None:
    made = account(tuple(task(f"t{n}", owner="mia", due=SOON) for n in range(number)))
    told = said(made, "provider", None)
    letter = letter_of(
        told, name=None, portal=None, language=language, catalogue=translations(language)
    )
    assert not letter.headline[0].islower(), letter.headline
    assert letter.subject.startswith(letter.headline)


def test_a_name_is_written_as_its_owner_writes_it() -> None:
    made = account((task("a", owner="jo", due=SOON),))
    letter = letter_of(said(made, "customer", "jo"), name="de Vries")
    assert letter.headline.startswith("de")


def test_who_of_our_team_is_on_the_account_is_involved() -> None:
    made = account(
        (task("ours", owner="mia"), task("closed", owner="nora", done=date(2026, 11, 9)))
    )
    of = contents(made, SETTINGS, "provider", standing_of(made), None)
    assert is_involved("mia", of)
    assert not is_involved("nora", of)


@pytest.mark.parametrize(
    ("name", "called_by"),
    [("Jo Lind", "Jo"), ("J. Lind", "J. Lind"), ("Dr. Lena Brandt", "Dr. Lena Brandt"),
     ("田中 愛子", "田中"), ("Cher", "Cher"), ("A B", "A B"), ("Jo\nLind", "Jo")],
)  # fmt: skip
def test_people_are_called_by_their_first_name_where_it_is_one(name: str, called_by: str) -> None:
    assert Words("en", DAY, translations("en"), THEME).called(name) == called_by


def test_without_git_there_is_no_news() -> None:
    told = said(account((task("a", owner="jo"),)), "customer", "jo")
    assert with_news(told, DAY, None).news == ()


class Shouting(NullTranslations):
    """A catalogue that translates everything: what stays quiet does not go through it."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(%\(\w+\)s)|(\w)", lambda m: m[1] or m[2].upper(), message)

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        return self.gettext(msgid1 if num == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


def test_every_word_of_our_own_goes_through_the_catalogue() -> None:
    made = account(
        (
            task("1", owner="jo", due=LATE),
            task("2", owner="mia", due=SOON),
            task("3", owner="jo", due=SOON, needs=needs("2")),
        )
    )
    told = said(made, "customer", "jo")
    letter = letter_of(told, language="tlh", name="JO LIND", catalogue=Shouting())
    ours = plain(letter).replace("Quillmark Billing", "").replace("Mia", "").replace("Halden", "")
    ours = re.sub(r"https?://\S+|\S+@\S+|\b(Sat|Thu|Nov|Dec)\b", "", ours)
    assert not re.findall(r"[a-z]{2,}", ours), ours


@pytest.mark.parametrize(
    ("language", "headline", "late"),
    [
        ("de", "Jo, zwei Punkte warten auf Sie", "Überfällig"),
        ("es", "Jo, le esperan dos asuntos", "Con retraso"),
        ("fr", "Jo, deux points vous attendent", "En retard"),
        ("ja", "Jo Lind様、お願いしたい件が2件あります", "遅れ"),
        ("pt", "Jo, dois itens aguardam você", "Em atraso"),
    ],
)
def test_a_letter_speaks_the_language_of_its_reader(
    language: str, headline: str, late: str
) -> None:
    made = account((task("1", owner="jo", due=LATE), task("2", owner="jo", due=SOON)))
    told = said(made, "customer", "jo")
    letter = letter_of(told, language=language, catalogue=translations(language))
    assert (letter.language, letter.headline, letter.parts[0].heading) == (language, headline, late)


def test_no_letter_of_the_example_holds_what_its_readers_may_not_see() -> None:
    """As `leaks` does for portals: every text of the workspace that is not for these readers."""
    loaded = load(REPOSITORY)
    assert loaded.settings
    strings = [text for one in loaded.accounts for text in account_strings(one)]
    sought = forbidden_index((*strings, *record_strings(loaded.settings.team)))
    ours = tuple(record_strings((loaded.settings.organization, *loaded.settings.team)))
    letters = 0
    for one in loaded.accounts:
        if not one.customer.partners:
            continue
        stands = standing(one, loaded.settings, AsOf(DAY))
        for audience in dict.fromkeys(member.party for member in one.members):
            if audience == "provider":
                continue
            seen = (*account_strings(visible_account(one, audience)), *ours)
            known = b"\0".join(normal(string.text) for string in seen)
            told = said_to(None, contents(one, loaded.settings, audience, stands, None))
            letter = letter_of(told, portal=Portal(customer=one.customer.name))
            letters += bool(letter.parts)
            surface = Surface("", everything_said(letter).encode())
            found = [str(string) for _, string in sought.found_in(surface)
                     if normal(string.text).strip(b" ") not in known]  # fmt: skip
            assert found == [], (one.slug, audience)
    assert letters > 3
