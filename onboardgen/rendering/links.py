"""Where links written in plans and guides lead, for one audience."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from onboardgen.rendering.markdown import Link, Resolve

RECORDS = ("guide", "task", "decision", "change", "section")


def resolver(targets: Mapping[str, str], attachments: frozenset[str]) -> Resolve:
    """Resolve addresses against what the audience may follow.

    `targets` maps `kind:id` to a page, `attachments` holds paths such as `files/network.pdf`.
    """

    def resolve(address: str) -> Link | None:
        scheme, colon, rest = address.strip().partition(":")
        scheme = scheme.lower()
        if colon and scheme in ("http", "https"):
            return Link("site", address.strip())
        if colon and scheme in ("mailto", "tel"):
            return Link("mail", address.strip())
        if colon and scheme in RECORDS:
            page = targets.get(f"{scheme}:{unquote(rest)}")
            return Link("route", page) if page else None
        return None if colon else _relative(address)

    def _relative(address: str) -> Link | None:
        """`files/x`, `../files/x`, `sso.md`, `../guides/sso.md`: what an editor can follow too."""
        path = PurePosixPath(unquote(address.partition("#")[0]))
        parts = [part for part in path.parts if part not in ("..", ".")]
        file = "/".join(parts)
        if file in attachments:
            return Link("attachment", file)
        if path.suffix == ".md" and parts:
            page = targets.get(f"guide:{path.stem}")
            return Link("route", page) if page else None
        return None

    return resolve
