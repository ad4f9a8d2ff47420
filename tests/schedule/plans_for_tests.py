"""Small customers for the tests of dates: YAML through the real loader, nothing on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onboardgen.findings import has_errors
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, SourceFile, SourceTree
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings

WORKSPACE = """
format: 1
organization: {name: Example Billing}
team: {mia: {name: Mia Keller}}
"""
CUSTOMER = """
name: Halden
contacts: {jo: {name: Jo Lind}}
partners: {kestrel: {name: Kestrel, contacts: {priya: {name: Priya Nair}}}}
"""
HEAD = """
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
"""
"""Kickoff on a Monday. `onboardgen.yaml` above: Saturday and Sunday free, no public holidays."""


def read(
    plan: str, *, workspace: str = WORKSPACE, customer: str = CUSTOMER, **files: str
) -> tuple[Account, Settings]:
    """The records of one customer; further files by name, as in `worksheet="sections: …"`."""
    texts = {"customer.yaml": customer, "plan.yaml": plan}
    return read_files(workspace, texts | {f"{name}.yaml": text for name, text in files.items()})


def read_files(workspace: str, customer: Mapping[str, str]) -> tuple[Account, Settings]:
    """The records of one customer from the files of its directory, by path below it."""
    tree = SourceTree(
        root=Path(), files=(SourceFile("onboardgen.yaml", workspace.encode("utf-8")),)
    )
    records = load_settings(tree)
    files = (SourceFile(f"plans/halden/{path}", t.encode("utf-8")) for path, t in customer.items())
    source = CustomerSource(slug="halden", files=tuple(files))
    account, findings = load_account(source, records.settings)
    assert not has_errors((*records.findings, *findings)), (*records.findings, *findings)
    assert account
    assert records.settings
    return account, records.settings
