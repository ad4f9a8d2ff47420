"""`onboardgen schema`."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from onboardgen.loading.schemas import KINDS, schema_text
from onboardgen.loading.suggestions import nearest


def complete_kind(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [CompletionItem(kind) for kind in KINDS if kind.startswith(incomplete)]


@click.command(epilog=f"KIND is one of: {', '.join(KINDS)}.")
@click.argument("kind", shell_complete=complete_kind)
def schema(kind: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a KIND of file, for editors and other tools."""
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        hint = f"Did you mean `{near}`?" if near else f"There are: {', '.join(KINDS)}."
        raise click.UsageError(f"There is no kind `{kind}`. {hint}")
    click.echo(schema_text(kind), nl=False)
