"""Portals built in a real repository: the same bytes for the same history, and no more said."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from onboardgen.access.portal_keys import find_keys
from onboardgen.loading.loader import load
from onboardgen.site.opening import open_portal
from onboardgen.workflows.serve_previews import Previews
from onboardgen.workflows.serve_workspace import read_workspace, reread_workspace
from tests.example_workspace import AS_OF, CLEAN, run_onboardgen
from tests.journeys.repository import WHO, Repository, repository

TODAY = ("--today", AS_OF.isoformat())
SECRET = "Their champion leaves us in the spring of next year"
OPEN = "The sandbox is reached from both office networks"


@pytest.fixture
def made(example: Path) -> Repository:
    """The built example as a repository of one commit."""
    return repository(example)


def pages(root: Path, slug: str, audience: str = "customer") -> dict[str, str]:
    """Every page of a built portal by path, as its readers get it."""
    found = load(root)
    assert found.settings
    keys = find_keys(root, found.settings, {})
    account = next(one for one in found.accounts if one.slug == slug)
    assert account.access
    portal = next(one for one in account.access.portals if one.audience == audience)
    files = {p.name: p.read_bytes() for p in (root / "_site" / portal.id).iterdir()}
    opened, _ = open_portal(keys.portal_key(portal), (), files)
    assert opened is not None
    bundle = json.loads(opened.bundle)["pages"]
    titles = {path: page["title"] for path, page in bundle.items()}
    filled = {path: with_titles(page["html"], titles) for path, page in bundle.items()}
    return {path: unescape(html) for path, html in filled.items()}


def with_titles(html: str, titles: dict[str, str]) -> str:
    """The page as its script fills it in: links that say a page's title, and no more."""
    return re.sub(
        r'(<a [^>]*href="#/([^"]+)"[^>]*>)(</a>)',
        lambda match: f"{match[1]}{titles.get(unquote(match[2]), '')}{match[3]}",
        html,
    )


def site(root: Path) -> dict[str, bytes]:
    made = root / "_site"
    return {
        path.relative_to(made).as_posix(): path.read_bytes()
        for path in made.rglob("*")
        if path.is_file()
    }


def clone(made: Repository, target: Path, *options: str) -> Repository:
    """A clone beside the repository, as another machine would have it."""
    command = ["git", "clone", "--quiet", *options, made.root.as_uri(), str(target)]
    subprocess.run(command, check=True, env={**CLEAN, **WHO}, capture_output=True)
    return Repository(target)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_two_clones_of_one_commit_build_the_same_bytes(made: Repository, tmp_path: Path) -> None:
    replaced(made.root / "plans/mori/plan.yaml", "title: Answer the worksheet", "title: Answer it")
    made.commit("Say it shorter")
    here, there = clone(made, tmp_path / "here"), clone(made, tmp_path / "there")
    for each in (here, there):
        shutil.copytree(made.root / ".onboardgen", each.root / ".onboardgen")
        each.build("mori", "halden")
    assert site(here.root) == site(there.root)
    assert "changed: the title" in pages(here.root, "mori")["news"]


def test_a_commit_that_touches_no_record_of_a_customer_changes_no_portal(
    made: Repository,
) -> None:
    made.build()
    before = site(made.root)
    (made.root / "README.md").write_text("More words\n", encoding="utf-8")
    made.commit("Say more elsewhere")
    made.build()
    assert site(made.root) == before
    (made.root / "plans/mori/notes").mkdir(exist_ok=True)
    (made.root / "plans/mori/notes/call.md").write_text("They sound tired\n", encoding="utf-8")
    made.commit("Note a call")
    made.build()
    assert site(made.root) == before


def test_a_customers_commit_changes_that_customers_portals_alone(made: Repository) -> None:
    made.build()
    before = site(made.root)
    replaced(made.root / "plans/mori/plan.yaml", "title: Answer the worksheet", "title: Answer it")
    made.commit("Say it shorter")
    made.build()
    after = site(made.root)
    touched = {name.partition("/")[0] for name in after if after[name] != before.get(name)}
    # The customer's portal, and our team's, which has a page of each account.
    assert len(touched) == 2
    assert "changed: the title" in pages(made.root, "mori")["news"]


def test_what_is_not_committed_is_no_history(made: Repository) -> None:
    replaced(made.root / "plans/mori/plan.yaml", "title: Answer the worksheet", "title: Answer it")
    made.build("mori")
    found = pages(made.root, "mori")
    assert "changed: the title" not in found["news"]
    assert "Answer it" in found["plan"]


@pytest.mark.parametrize("how", ["without Git", "shallow", "without a commit"])
def test_where_history_cannot_be_read_portals_say_nothing_of_it(
    made: Repository, tmp_path: Path, how: str
) -> None:
    (made.root / "README.md").write_text("More words\n", encoding="utf-8")
    made.commit("Have a history that a shallow clone lacks")
    if how == "shallow":
        root = clone(made, tmp_path / "shallow", "--depth", "1").root
        shutil.copytree(made.root / ".onboardgen", root / ".onboardgen")
    else:
        root = made.root
        shutil.rmtree(root / ".git")
    if how == "without a commit":
        Repository(root).git("init", "--quiet")
    done = run_onboardgen("build", "mori", *TODAY, cwd=root)
    assert done.stderr == ""
    assert ("Without history: this clone is shallow." in done.stdout) == (how == "shallow")
    found = pages(root, "mori")
    assert "news" not in found
    assert not any("History" in page or "#/news" in page for page in found.values())


def test_old_values_of_internal_records_reach_no_portal_and_would_be_found(
    made: Repository,
) -> None:
    """A task that was ours alone for a commit, under another title, and then was shared."""
    plan = made.root / "plans/halden/plan.yaml"
    text = plan.read_text(encoding="utf-8")
    found = re.search(r"- id: sso-approval\n    title: .+\n", text)
    assert found
    shared = f"- id: sso-approval\n    title: {OPEN}\n"
    secret = f"- id: sso-approval\n    title: {SECRET}\n    visibility: internal\n"
    for title, why in ((secret, "Keep it to ourselves"), (shared, "Share it")):
        plan.write_text(text.replace(found[0], title), encoding="utf-8")
        made.commit(why)
    made.build()
    for audience in ("customer", "partner:kestrel", "partner:bracken"):
        shown = "".join(pages(made.root, "halden", audience).values())
        assert SECRET not in shown
    assert OPEN in pages(made.root, "halden")["plan"]
    assert run_onboardgen("leaks", "_site", cwd=made.root).returncode == 0
    theme = made.root / "theme/pages"
    theme.mkdir(exist_ok=True, parents=True)
    (theme / "news.html.j2").write_text(f"<h1>News</h1><p>{SECRET}</p>\n", encoding="utf-8")
    made.build("halden")
    done = run_onboardgen("leaks", "_site", cwd=made.root, check=False)
    assert done.returncode == 1
    assert SECRET[:40] in done.stdout


def test_no_name_and_no_address_of_a_strange_author_is_in_a_portal(made: Repository) -> None:
    plan = made.root / "plans/mori/plan.yaml"
    replaced(plan, "title: Answer the worksheet", "title: Answer it")
    made.git("add", "--all")
    author = "--author=Kit Unknown <kit@elsewhere.example>"
    made.git("commit", "--quiet", author, "--message", "Change it")
    made.build("mori")
    found = "".join(pages(made.root, "mori").values())
    assert "changed: the title" in found
    assert "Kit" not in found
    assert "elsewhere.example" not in found
    assert "mia@quillmark.example" not in found


def test_a_preview_tells_what_is_committed_once_a_file_changes_again(made: Repository) -> None:
    plan = made.root / "plans/mori/plan.yaml"
    before = read_workspace(made.root, lambda _: AS_OF)
    previews = Previews(before)
    assert "changed: the title" not in news_in(previews)
    replaced(plan, "title: Answer the worksheet", "title: Answer it")
    edited = reread_workspace(before, {plan}, lambda _: AS_OF)
    assert edited.log is before.log, "Git is asked again only where there is a new commit"
    made.commit("Say it shorter")
    previews.show(reread_workspace(edited, {plan}, lambda _: AS_OF))
    assert "changed: the title" in news_in(previews)


def news_in(previews: Previews) -> str:
    answer = previews.answer("mori/customer/bundle.json")
    assert answer
    return str(json.loads(answer.content)["pages"]["news"]["html"])
