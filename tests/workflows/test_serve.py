"""What `serve` knows and shows, over a real workspace, without a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date as Day
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from onboardgen.loading.source_tree import read_tree
from onboardgen.model.settings import Settings
from onboardgen.workflows import serve_workspace
from onboardgen.workflows.serve import ServeRequest, serving
from onboardgen.workflows.serve_previews import Previews
from onboardgen.workflows.serve_workspace import (
    WorkspaceState,
    read_workspace,
    reread_workspace,
    slugs_of,
)

REPOSITORY = Path(__file__).parents[2]
TODAY = Day(2026, 12, 1)


def today(_: Settings) -> Day:
    return TODAY


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three of the example customers; no key, no access file of the team."""
    shutil.copy(REPOSITORY / "onboardgen.yaml", tmp_path)
    for slug in ("brightwater", "fennel", "pinecrest"):
        shutil.copytree(REPOSITORY / "plans" / slug, tmp_path / "plans" / slug)
    return tmp_path


def edit(path: Path, old: str, new: str) -> Path:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


def state(previews: Previews, page: str) -> Any:
    told = previews.state(page)
    assert told is not None
    return json.loads(told)


def bundle(previews: Previews, page: str) -> Any:
    answer = previews.answer(f"{page}bundle.json")
    assert answer is not None
    return json.loads(answer.content)


def reread(previews: Previews, *changed: Path) -> None:
    previews.show(reread_workspace(previews.workspace, changed, today))


@pytest.fixture
def previews(root: Path) -> Previews:
    return Previews(read_workspace(root, today))


def test_every_audience_has_a_preview_also_without_a_portal(root: Path, previews: Previews) -> None:
    shutil.rmtree(root / "plans/fennel")
    (root / "plans/brightwater/access.yaml").unlink()
    reread(previews, root / "plans")
    html = bundle(previews, "")["pages"]["previews"]["html"]
    pages = ["_team/"]
    pages += [f"brightwater/{one}/" for one in ("customer", "partner-tillery", "provider")]
    for page in pages:
        assert f'href="/{page}"' in html
        assert bundle(previews, page)["pages"]
    assert "fennel" not in html
    assert previews.answer("fennel/customer/bundle.json") is None
    assert previews.state("fennel/customer/") is None


def test_a_preview_shows_no_more_than_the_portal_of_its_audience(
    root: Path, previews: Previews
) -> None:
    guide = root / "plans/brightwater/guides/margins.md"
    guide.write_text("---\ntitle: What we earn\nvisibility: internal\n---\nNot much.\n")
    reread(previews, guide)
    assert "guides/margins" in bundle(previews, "brightwater/provider/")["pages"]
    for page in ("brightwater/customer/", "brightwater/partner-tillery/"):
        assert "What we earn" not in json.dumps(bundle(previews, page))


def test_only_the_customer_that_changed_is_loaded_again(
    root: Path, previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    real = serve_workspace.load_account

    def noting(source: Any, settings: Any) -> Any:
        loaded.append(source.slug)
        return real(source, settings)

    monkeypatch.setattr(serve_workspace, "load_account", noting)
    path = edit(root / "plans/fennel/customer.yaml", "name: Fennel", "name: Dill")
    reread(previews, path, root / "plans/pinecrest/plan.yaml")
    assert loaded == ["fennel"]
    assert bundle(previews, "fennel/customer/")["title"].startswith("Dill")


def test_a_change_elsewhere_leaves_a_preview_as_it_is(root: Path, previews: Previews) -> None:
    before = state(previews, "pinecrest/customer/")
    reread(previews, edit(root / "plans/fennel/customer.yaml", "name: Fennel", "name: Dill"))
    assert state(previews, "pinecrest/customer/") == before


def test_a_broken_customer_keeps_its_last_page_and_others_go_on(
    root: Path, previews: Previews
) -> None:
    good = state(previews, "fennel/customer/")
    path = root / "plans/fennel/customer.yaml"
    whole = path.read_text()
    path.write_text("name: [")
    reread(previews, path)
    broken = state(previews, "fennel/customer/")
    assert broken["version"] == good["version"]
    assert state(previews, "fennel/provider/")["version"], "not looked at before it broke"
    [finding, *_] = broken["findings"]
    assert finding["path"] == "plans/fennel/customer.yaml"
    assert finding["severity"] == "error"
    assert state(previews, "pinecrest/customer/")["findings"] == good["findings"]
    assert finding in state(previews, "")["findings"]
    path.write_text(whole)
    reread(previews, path)
    assert state(previews, "fennel/customer/") == good


def test_a_customer_that_was_never_whole_lists_what_is_wrong(root: Path) -> None:
    (root / "plans/fennel/plan.yaml").write_bytes(b"\xff\x00")
    previews = Previews(read_workspace(root, today))
    told = state(previews, "fennel/customer/")
    assert told["version"] is None
    assert told["findings"][0]["path"] == "plans/fennel/plan.yaml"
    assert previews.answer("fennel/customer/") is not None
    assert previews.answer("fennel/customer/bundle.json") is None


@pytest.mark.parametrize("broken", ["format: [", "format: 1\n", "", "\x00"])
def test_broken_settings_keep_the_last_ones(root: Path, previews: Previews, broken: str) -> None:
    good = state(previews, "fennel/customer/")
    (root / "onboardgen.yaml").write_text(broken)
    reread(previews, root / "onboardgen.yaml")
    told = state(previews, "fennel/customer/")
    assert told["version"] == good["version"]
    assert told["findings"][0]["path"] == "onboardgen.yaml"
    edited = edit(root / "plans/fennel/customer.yaml", "name: Fennel", "name: Dill")
    reread(previews, edited)
    assert bundle(previews, "fennel/customer/")["title"].startswith("Dill")


def test_settings_that_never_were_whole_show_why(root: Path) -> None:
    (root / "onboardgen.yaml").write_text("format: [")
    previews = Previews(read_workspace(root, today))
    assert state(previews, "")["findings"][0]["path"] == "onboardgen.yaml"
    assert bundle(previews, "")["pages"]["previews"]
    shutil.copy(REPOSITORY / "onboardgen.yaml", root)
    reread(previews, root / "onboardgen.yaml")
    assert state(previews, "fennel/customer/")["version"]


def test_an_unknown_time_zone_is_a_finding(root: Path, previews: Previews) -> None:
    edit(root / "onboardgen.yaml", "timezone: Europe/Berlin", "timezone: Mars/Olympus")
    reread(previews, root / "onboardgen.yaml")
    assert state(previews, "fennel/customer/")["findings"][0]["path"] == "onboardgen.yaml"


def test_a_template_of_the_workspace_is_used_and_its_error_is_told(
    root: Path, previews: Previews
) -> None:
    page = "fennel/customer/"
    good = bundle(previews, page)
    own = root / "theme/pages/people.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("<h1>Our people</h1>\n{% if %}")
    reread(previews, root / "theme")
    told = state(previews, page)
    assert told["findings"][0]["path"] == "theme/pages/people.html.j2"
    assert told["findings"][0]["line"] == 2
    assert bundle(previews, page) == good
    own.write_text("<h1>{{ 1 + '' }}</h1>")
    reread(previews, own)
    assert "TypeError" in state(previews, page)["findings"][0]["message"]
    own.write_text("<h1>Our people</h1>")
    reread(previews, own)
    assert state(previews, page)["findings"] == []
    assert "Our people" in bundle(previews, page)["pages"]["people"]["html"]


def test_a_broken_shell_keeps_the_look_and_is_told(root: Path) -> None:
    (root / "theme").mkdir()
    (root / "theme/shell.html.j2").write_text("{% endif %}")
    previews = Previews(read_workspace(root, today))
    assert state(previews, "")["findings"][0]["path"] == "theme/shell.html.j2"
    assert previews.answer("") is not None


def test_attachments_are_looked_up_in_what_the_audience_sees(
    root: Path, previews: Previews
) -> None:
    page = "brightwater/customer/"
    entries = bundle(previews, page)["attachments"]
    assert {path.partition("/")[0] for path in entries} == {"files", "downloads"}
    for path, entry in entries.items():
        answer = previews.answer(f"{page}attachments/{path}")
        assert answer is not None
        if path.startswith("files/"):
            assert answer.content == (root / "plans/brightwater" / path).read_bytes()
        assert entry["size"] == len(answer.content)
    for path in ("../customer.yaml", "customer.yaml", "files/../customer.yaml", "", "/etc/passwd"):
        assert previews.answer(f"{page}attachments/{path}") is None
    file = next(path for path in entries if path.startswith("files/"))
    swapped = root / "plans/brightwater" / file
    swapped.unlink()
    swapped.symlink_to("/etc/passwd")
    assert previews.answer(f"{page}attachments/{file}") is None


def test_what_is_between_customers_is_told_to_those_it_concerns(
    root: Path, previews: Previews
) -> None:
    shutil.copy(root / "plans/fennel/access.yaml", root / "plans/pinecrest/access.yaml")
    reread(previews, root / "plans/pinecrest/access.yaml")
    paths = {one["path"] for one in state(previews, "")["findings"]}
    assert paths & {"plans/fennel/access.yaml", "plans/pinecrest/access.yaml"}
    elsewhere = {one["path"] for one in state(previews, "brightwater/customer/")["findings"]}
    assert not elsewhere & paths & {"plans/fennel/access.yaml", "plans/pinecrest/access.yaml"}


def test_trouble_is_told_until_the_files_can_be_read(root: Path, previews: Previews) -> None:
    previews.tell_trouble(OSError("gone"))
    assert "gone" in state(previews, "fennel/customer/")["findings"][0]["message"]
    reread(previews, root / "plans")
    assert state(previews, "fennel/customer/")["findings"] == []


def test_a_new_day_changes_what_is_shown(previews: Previews) -> None:
    before = state(previews, "brightwater/customer/")
    workspace = reread_workspace(previews.workspace, (), lambda _: Day(2027, 6, 1))
    previews.show(workspace)
    after = state(previews, "brightwater/customer/")
    assert after["today"] == "2027-06-01"
    assert after["version"] != before["version"]
    ended = {"OG718"}  # the extract is blocked until 9 December
    assert ended & {one["code"] for one in after["findings"]}
    assert not ended & {one["code"] for one in before["findings"]}


def test_nothing_is_done_when_only_time_has_passed(previews: Previews) -> None:
    workspace: WorkspaceState = previews.workspace
    assert reread_workspace(workspace, (), today) is workspace


def test_changed_paths_name_the_customers_to_read(root: Path) -> None:
    assert slugs_of(root, [root / "plans/fennel/decisions/0001-a.yaml"]) == {"fennel"}
    assert slugs_of(root, [root / "onboardgen.yaml"]) == frozenset()
    assert slugs_of(root, [root / "plans/fennel"]) is None
    assert slugs_of(root, [root / "plans/gone/plan.yaml"]) is None
    assert slugs_of(root, [Path("/elsewhere/theme/x.css")]) == frozenset()


def test_serving_writes_nothing_and_needs_no_key(root: Path) -> None:
    before = read_tree(root)
    entries = sorted(path.relative_to(root) for path in root.rglob("*"))
    with serving(ServeRequest(root, 0, TODAY)) as address:
        for path in ("", "bundle.json", "fennel/customer/", "fennel/customer/bundle.json"):
            with urlopen(address + path) as response:
                assert response.status == 200
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{address}plans/fennel/customer.yaml")
        refused.value.close()
    assert sorted(path.relative_to(root) for path in root.rglob("*")) == entries
    assert read_tree(root) == before


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("ONBOARDGEN_ROOT_KEY", "ONBOARDGEN_ROOT_KEY_FILE", "ONBOARDGEN_PORTAL_KEYS"):
        monkeypatch.delenv(name, raising=False)
    return


def test_many_customers_are_read_by_several_processes_alike(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "plans/fennel/plan.yaml").write_text("stages: [\n")
    alone = Previews(read_workspace(root, today))
    monkeypatch.setattr(serve_workspace, "MANY", 1)
    together = Previews(read_workspace(root, today))
    for page in ("", "fennel/customer/", "brightwater/customer/", "pinecrest/provider/"):
        assert together.state(page) == alone.state(page)
