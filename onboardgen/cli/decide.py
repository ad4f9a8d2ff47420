"""`onboardgen decide`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import EVIDENCE, PERSON, SLUG, editing_options, report
from onboardgen.workflows.decide import Wording
from onboardgen.workflows.decide import decide as decide_workflow
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


class Pair(click.ParamType[tuple[str, str]]):
    """Two texts with a mark between them."""

    def __init__(self, mark: str, like: str) -> None:
        self.mark, self.like = mark, like
        self.name = like

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        first, mark, second = value.partition(self.mark)
        if not (mark and first.strip()):
            self.fail(f"{value!r} is not written like {self.like}.", param, ctx)
        return first.strip(), second.strip()


@click.command()
@SLUG
@click.argument("name")
@click.option("--title", required=True, help="The decision in one line.")
@click.option("--decision", required=True, metavar="TEXT", help="What was decided.")
@click.option("--reason", required=True, metavar="TEXT", help="Why this one.")
@click.option("--context", metavar="TEXT", help="What made it necessary.")
@click.option("--consequences", metavar="TEXT", help="What follows from it.")
@click.option(
    "--alternative",
    "alternatives",
    type=Pair(":", "OPTION: WHY NOT"),
    metavar="OPTION:WHY-NOT",
    multiple=True,
    help="What else was considered, and why not. Can be given several times.",
)
@click.option(
    "--set",
    "settings",
    type=Pair("=", "section.answer=VALUE"),
    metavar="SETTING=VALUE",
    multiple=True,
    help="An answer that it settles, as billing.base_currency=EUR. Several times.",
)
@click.option("--supersedes", metavar="ID", help="The accepted decision that it replaces.")
@click.option("--closes", metavar="ID", multiple=True, help="The approved change request it ends.")
@click.option("--approved-by", metavar="PERSON", multiple=True, help="Who agreed. Several times.")
@EVIDENCE
@click.option("--decided-by", metavar="PERSON", help="Who decided, if not whoever records it.")
@click.option("--owner", metavar="PERSON", help="Who answers for it, if not they.")
@click.option("--propose", is_flag=True, help="Propose it: nothing is settled yet.")
@PERSON
@editing_options
@click.pass_obj
def decide(
    start: Path,
    slug: str,
    name: str,
    title: str,
    decision: str,
    reason: str,
    context: str | None,
    consequences: str | None,
    alternatives: tuple[tuple[str, str], ...],
    settings: tuple[tuple[str, str], ...],
    supersedes: str | None,
    closes: tuple[str, ...],
    approved_by: tuple[str, ...],
    evidence: str | None,
    decided_by: str | None,
    owner: str | None,
    propose: bool,
    person: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record a decision in decisions/NNNN-NAME.yaml, accepted unless --propose.

    With --set it also answers the worksheet; with --closes it carries out an approved change
    request. An accepted decision is not edited later: a new one supersedes it.
    """
    wording = Wording(
        name=name,
        title=title,
        decision=decision,
        reason=reason,
        context=context,
        consequences=consequences,
        alternatives=alternatives,
        settings={key.removeprefix("setting:"): value for key, value in settings},
        approved_by=approved_by,
        evidence=evidence,
        decided_by=decided_by,
        owner=owner,
        supersedes=supersedes,
        closes=closes,
        proposed=propose,
        by=person,
    )
    editing = open_for_editing(find_workspace(start), slug, today)
    return report("decide", decide_workflow(editing, wording, dry_run=dry_run), format_)
