"""`onboardgen access` and its verbs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from onboardgen.cli.presentation import (
    FORMAT,
    counted,
    paint,
    portal_name,
    print_json,
    wrapped,
)
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.values import DAY
from onboardgen.model.access import Grant, GrantKind
from onboardgen.workflows import access as workflow
from onboardgen.workflows.access import Handover, PortalAccess
from onboardgen.workflows.access_files import AccessFile, all_access, open_access
from onboardgen.workspace import DEFAULT_OUT, find_workspace

Command = TypeVar("Command", bound=Callable[..., object])
TEAM = "The team's own portal instead of a customer's."


class InOrder(click.Group):
    """Its commands in the order in which they are met, not by alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder)
def access() -> None:
    """Say who may open which portal.

    Grants stand in access.yaml and are never deleted: the Git history says who had access, when,
    and by whom. Passphrases and links are derived from the root key and are written down
    nowhere.
    """


def slug_or_team(command: Command) -> Command:
    """An optional SLUG, or --team."""
    command = click.option("--team", is_flag=True, help=TEAM)(command)
    return click.argument("slug", required=False, shell_complete=complete_slug)(command)


def chosen_files(root: Path, slug: str | None, team: bool) -> tuple[AccessFile, ...]:
    if slug and team:
        raise click.UsageError("Name a customer or --team, not both.")
    if slug or team:
        return (open_access(root, slug),)
    return all_access(root)


@access.command(short_help="Make the root key.")
@click.pass_obj
def init(start: Path) -> None:
    """Make the root key that every portal is sealed with."""
    path, fingerprint = workflow.init(find_workspace(start), os.environ)
    click.echo("Made the root key, readable by you alone, and named it in onboardgen.yaml:")
    click.echo(f"  {path}\n  {fingerprint}\n")
    click.echo(
        wrapped(
            "Keep a copy where your team keeps its secrets, and give it to CI as the secret "
            "ONBOARDGEN_ROOT_KEY. Whoever has it can open every portal; without it none can be "
            "built again. Git ignores the file: .gitignore names its directory.",
            "",
            "",
        )
    )


@access.command(short_help="Let somebody in, and say what to tell them.")
@click.argument("who", nargs=-1, required=True, metavar="SLUG PERSON")
@click.option("--team", is_flag=True, help=TEAM)
@click.option(
    "--kind",
    type=click.Choice(["passphrase", "link", "password"]),
    default="passphrase",
    show_default=True,
    help="Six words to type, a link to click, or a password that works only with its link.",
)
@click.option("--by", envvar="ONBOARDGEN_USER", help="Your id in the team. [env: ONBOARDGEN_USER]")
@click.option("--until", type=DAY, help="The last day on which it opens the portal.")
@click.option("--date", "day", type=DAY, help="The day of the grant, instead of today.")
@click.pass_obj
def grant(
    start: Path,
    who: tuple[str, ...],
    team: bool,
    kind: GrantKind,
    by: str | None,
    until: date | None,
    day: date | None,
) -> None:
    """Let PERSON open the portal of their party, and say what to tell them.

    A portal that does not exist yet is made. With --team, PERSON alone is named.
    """
    if len(who) != (1 if team else 2):
        raise click.UsageError("Name a customer and a person, or --team and a person.")
    root = find_workspace(start)
    file = open_access(root, None if team else who[0])
    file.member(who[-1])
    told = workflow.grant(
        root,
        file,
        who[-1],
        kind,
        by=giver(file, by),
        until=until,
        day=day,
        environment=os.environ,
        ask_password=lambda: click.prompt(
            "Password, at least 15 characters", hide_input=True, confirmation_prompt=True
        ),
    )
    portal = portal_name(file.slug, told.portal.audience)
    click.echo(f"{told.person_name} may open this portal: {portal}.\n")
    print_handover(told)
    if told.text.startswith("file:"):
        click.echo("\nSet portal.base_url in onboardgen.yaml to get links that can be sent.")
    click.echo("\nCommit this file, then build and publish: the portal knows of it then.")
    click.echo(f"  {file.path.relative_to(root).as_posix()}")


def giver(file: AccessFile, by: str | None) -> str:
    team = [person.id for person in file.settings.team]
    if by is None and len(team) != 1:
        raise click.UsageError(f"Say who grants it with --by: {', '.join(team)}.")
    return by or team[0]


@access.command(name="list", short_help="List all grants, open and ended.")
@slug_or_team
@FORMAT
@click.option("--today", type=DAY, help="As of this day instead of today.")
@click.pass_obj
def list_(start: Path, slug: str | None, team: bool, format_: str, today: date | None) -> None:
    """List all grants, open and ended, of everybody or of one customer. Needs no key."""
    files = chosen_files(find_workspace(start), slug, team)
    if format_ == "json":
        rows = [row for file in files for row in grants_as_json(file, today)]
        print_json("access-list", {"grants": rows})
        return
    for file in files:
        if file.access.grants:
            print_grants(file, today)
    if not any(file.access.grants for file in files):
        click.echo("Nobody has been granted access yet: `onboardgen access grant` does it.")


def print_grants(file: AccessFile, today: date | None) -> None:
    click.echo(paint(file.name, bold=True))
    names = {member.person.id: member.person.name for member in file.members}
    for one in file.access.grants:
        name = names.get(one.person, one.person)
        click.echo(f"  {one.id}  {one.kind:<10}  {name:<20}  {standing(one, file, today)}")
    click.echo()


def standing(grant: Grant, file: AccessFile, today: date | None) -> str:
    if grant.ended:
        return f"ended {grant.ended}"
    if grant.until and not grant.is_open(today or file.today()):
        return f"over since {grant.until}"
    return f"open until {grant.until}" if grant.until else "open"


def grants_as_json(file: AccessFile, today: date | None) -> Iterable[dict[str, object]]:
    for one in file.access.grants:
        yield {
            "customer": file.slug,
            "id": one.id,
            "person": one.person,
            "kind": one.kind,
            "granted": {"by": one.granted.by, "date": one.granted.date.isoformat()},
            "until": one.until.isoformat() if one.until else None,
            "ended": one.ended.isoformat() if one.ended else None,
            "open": one.is_open(today or file.today()),
        }


@access.command(short_help="Show passphrases and links of open grants.")
@slug_or_team
@click.option("--brief", is_flag=True, help="One passphrase and one link of each portal.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the site was built.  [default: {DEFAULT_OUT}/ in the workspace]",
)
@click.option("--base-url", help="Where the site is published, instead of portal.base_url.")
@click.option("--today", type=DAY, help="As of this day instead of today.")
@click.pass_obj
def show(
    start: Path,
    slug: str | None,
    team: bool,
    brief: bool,
    out: Path | None,
    base_url: str | None,
    today: date | None,
) -> None:
    """Show the passphrases and links of open grants. Secret: refused in CI."""
    root = find_workspace(start)
    portals = workflow.show(
        root,
        chosen_files(root, slug, team),
        out=out or root / DEFAULT_OUT,
        base_url=base_url,
        today=today,
        environment=os.environ,
    )
    for portal in portals:
        print_portal(portal, brief)


def print_portal(portal: PortalAccess, brief: bool) -> None:
    click.echo(paint(portal_name(portal.slug, portal.audience), bold=True))
    click.echo(f"  {portal.file}")
    told = portal.handovers
    if brief:
        told = one_of_each(told)
    for one in told:
        print_handover(one)
    if not told:
        click.echo("  Nobody has an open grant.")
    click.echo()


def one_of_each(told: Sequence[Handover]) -> tuple[Handover, ...]:
    """One of each kind, of the same person where there is such a one."""
    first = told[0].grant.person if told else ""
    own_first = sorted(told, key=lambda one: one.grant.person != first)
    kinds = dict.fromkeys(one.kind for one in told)
    return tuple(next(one for one in own_first if one.kind == kind) for kind in kinds)


def print_handover(told: Handover) -> None:
    click.echo(f"  {told.person_name}, {told.kind}:")
    click.echo(f"    {told.text}")


@access.command(short_help="End a grant, or all of a person.")
@click.argument("which", nargs=-1, required=True, metavar="SLUG GRANT|PERSON")
@click.option("--team", is_flag=True, help=TEAM)
@click.option("--date", "day", type=DAY, help="The day it ends, instead of today.")
@click.pass_obj
def end(start: Path, which: tuple[str, ...], team: bool, day: date | None) -> None:
    """End a grant by its id, or all of a person. It stays in access.yaml, as ended."""
    if len(which) != (1 if team else 2):
        raise click.UsageError("Name a customer and a grant or person, or --team and one of them.")
    file = open_access(find_workspace(start), None if team else which[0])
    ended = workflow.end(file, which[-1], day)
    for one in ended:
        click.echo(f"Ended {one.kind} {one.id} of {one.person}.")
    click.echo(wrapped(workflow.WHAT_ENDING_CANNOT, "", ""))


@access.command(name="rotate-root", short_help="Make a new root key, keep the old one.")
@click.pass_obj
def rotate_root(start: Path) -> None:
    """Make a new root key and keep the old one beside it.

    Every passphrase and every link changes with it, and all have to be handed out again.
    """
    kept, fingerprint = workflow.rotate_root(find_workspace(start), os.environ)
    click.echo(f"The new root is:\n  {fingerprint}\nThe old one is kept in:\n  {kept}\n")
    click.echo(
        wrapped(
            "Give CI the new key, build, publish, and hand out new passphrases and links: the "
            "old ones open nothing that is built from now on. Passwords have to be set again. "
            + workflow.WHAT_ENDING_CANNOT,
            "",
            "",
        )
    )


@access.command(short_help="Write the keys of one customer's portals.")
@click.argument("slug", shell_complete=complete_slug)
@click.pass_obj
def export(start: Path, slug: str) -> None:
    """Write the keys of one customer's portals, for a colleague without the root."""
    path, number = workflow.export(find_workspace(start), slug, os.environ)
    click.echo(f"Wrote {counted(number, 'portal key')}, readable by you alone:\n  {path}\n")
    click.echo(
        wrapped(
            "Pass the file on as you would a password. There it goes to .onboardgen/portal-keys, "
            "or into the variable ONBOARDGEN_PORTAL_KEYS; it opens and builds these portals only.",
            "",
            "",
        )
    )
