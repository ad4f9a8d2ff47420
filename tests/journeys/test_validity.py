"""Valid HTML, by the Nu Html Checker: what we write, and what browsers make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onboardgen.rendering.shell import Logo, build_shell
from onboardgen.rendering.theme import load_theme
from tests.example_workspace import REPOSITORY
from tests.nu import complaints, markup
from tests.workflows.digest_workspace import make_workspace, run

LOCKED = '<main id="og-locked" class="og-locked">'
CLOSED = '<div id="portal" hidden>'
PLACE = re.compile(r'(<main id="page"[^>]*>)(</main>)')


def file_name(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") + ".html"


def opened(shell: str, bundle: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each page of a portal in its document, as it stands in a browser after unlocking."""
    before, closed, after = markup(shell).partition(CLOSED)
    assert closed
    assert LOCKED in before
    before = before.replace(LOCKED, LOCKED.replace(">", " hidden>"))
    before = before.replace('<html lang="en"', f'<html lang="{bundle["language"]}"')
    start, end = PLACE.split(bundle["chrome"])[0::3]
    main = PLACE.search(bundle["chrome"])
    assert main
    for route, page in bundle["pages"].items():
        html = f"{start}{main[1]}{page['html']}{main[2]}{end}"
        yield route, f"{before}{closed.replace(' hidden', '')}{html}{after}"


def test_every_page_of_every_portal_is_valid(
    built_example: Path, bundles: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    shell = next((built_example / "_site").glob("*/index.html")).read_text("utf-8")
    for portal, bundle in bundles.items():
        for route, page in opened(shell, bundle):
            (tmp_path / file_name(f"{portal} {route}")).write_text(page, "utf-8")
    assert len(list(tmp_path.iterdir())) == sum(len(one["pages"]) for one in bundles.values())
    assert complaints(tmp_path.iterdir()) == []


def test_what_everybody_meets_is_valid(built_example: Path, tmp_path: Path) -> None:
    """The locked page of each kind, the front page, the page that is not there, and mail."""
    theme = load_theme(REPOSITORY)
    logo = Logo((REPOSITORY / "theme/brand/quillmark.svg").read_bytes(), "image/svg+xml")
    shells = {
        "plain": build_shell(theme, organization="Quillmark & Sons"),
        "own": build_shell(theme, organization="Q", logo=logo, dedicated_origin=True, demo=True),
    }
    for name, shell in shells.items():
        (tmp_path / f"{name}.html").write_text(markup(shell.page('{"a": "</script>"}').decode()))
        (tmp_path / f"{name}-preview.html").write_text(markup(shell.preview_page().decode()))
    for name in ("index.html", "404.html"):
        (tmp_path / name).write_text(markup((built_example / "_site" / name).read_text()))
    outbox = make_workspace(tmp_path / "workspace") / "outbox"
    run(outbox.parent)
    letters = list(outbox.glob("*.html"))
    assert len(letters) == 3
    for letter in letters:
        (tmp_path / letter.name).write_text(markup(letter.read_text()))
    broken = tmp_path / "broken.html"
    broken.write_text('<!doctype html><html lang="en"><title>x</title><p><ul hidden="so"></ul></p>')
    found = complaints(tmp_path.glob("*.html"))
    assert {one.partition(":")[0] for one in found} == {broken.name}, found
    assert len(found) == 2
