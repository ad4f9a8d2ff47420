"""`onboardgen schema`."""

from __future__ import annotations

import click

from onboardgen.loading.schemas import KINDS, schema_text


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
def schema(kind: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a KIND of file, for editors and other tools."""
    click.echo(schema_text(kind), nl=False)
