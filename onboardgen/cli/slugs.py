"""Completion of customers' slugs in the shell."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from onboardgen.errors import UsageError
from onboardgen.workspace import customer_slugs, find_workspace


def complete_slug(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The slugs of the workspace that begin with what is typed; none outside a workspace."""
    start = ctx.find_root().params.get("start") or Path()
    try:
        slugs = customer_slugs(find_workspace(start))
    except UsageError:
        return []
    return [CompletionItem(slug) for slug in slugs if slug.startswith(incomplete)]
