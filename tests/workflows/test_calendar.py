"""`calendar`: the dates of one person over all accounts, as their own party sees them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import icalendar
import pytest

from onboardgen.errors import UsageError
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.calendar import make_calendar
from tests.example_workspace import AS_OF, copy_example, run_onboardgen

MOMENT = Moment(today=AS_OF)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("calendar") / "workspace")


def events(root: Path, *slugs: str, person: str | None = None) -> list[Any]:
    made = make_calendar(root, slugs, MOMENT, person)
    found = list(icalendar.Calendar.from_ical(made.content or b"").walk("VEVENT"))
    assert made.dates == len(found)
    return found


def test_a_member_of_our_team_gets_dates_of_several_customers(root: Path) -> None:
    found = events(root, person="mia")
    customers = {str(one["SUMMARY"]).partition(":")[0] for one in found}
    assert customers >= {"Halden Logistics", "Brightwater Clinics"}
    assert all("Mia Keller" in one["DESCRIPTION"] for one in found)


def test_without_a_person_it_holds_all_that_our_team_sees(root: Path) -> None:
    every, own = events(root), events(root, person="mia")
    assert {one["UID"] for one in own} < {one["UID"] for one in every}
    assert len({one["UID"] for one in every}) == len(every)
    only = events(root, "halden")
    assert {str(one["SUMMARY"]).partition(":")[0] for one in only} == {"Halden Logistics"}


def test_somebody_of_the_customer_gets_what_their_portal_shows(root: Path) -> None:
    for one in events(root, person="jo"):
        assert not str(one["SUMMARY"]).startswith("Halden")
        assert "/index.html#/" in one["URL"]
    both = {one["UID"] for one in events(root, "halden")}
    assert {one["UID"] for one in events(root, person="jo")} <= both


def test_an_id_that_two_customers_use_needs_the_customer(root: Path) -> None:
    with pytest.raises(UsageError, match="imogen is somebody at halden and at pinecrest"):
        make_calendar(root, (), MOMENT, "imogen")
    assert all(
        "Imogen Clarke" in one["DESCRIPTION"] for one in events(root, "halden", person="imogen")
    )


def test_an_unknown_person_is_refused_with_the_nearest(root: Path) -> None:
    with pytest.raises(UsageError) as refused:
        make_calendar(root, (), MOMENT, "mai")
    assert "mia" in refused.value.hint


def test_the_command_writes_the_file_and_leaves_out_what_is_broken(
    root: Path, tmp_path: Path
) -> None:
    own = tmp_path / "workspace"
    shutil.copytree(root, own)
    plan = own / "plans/mori/plan.yaml"
    plan.write_text(plan.read_text().replace("kickoff:", "kick_off:"))
    done = run_onboardgen(
        "calendar", "--for", "mia", "--out", "mia.ics", "--today", AS_OF.isoformat(),
        cwd=own, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Left out for their errors: mori." in done.stderr
    assert done.stdout.startswith("mia.ics: ")
    assert (own / "mia.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_where_nothing_is_open_no_file_is_written(root: Path) -> None:
    assert make_calendar(root, ("fennel",), MOMENT).content is None
