"""`build --preview` needs no key, lets nobody in for good, and touches no real portal."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from onboardgen.access import derivation
from onboardgen.access.envelope import parse_envelope
from onboardgen.access.secret import Secret
from onboardgen.errors import UsageError
from onboardgen.loading.loader import load
from onboardgen.site.opening import take_apart
from onboardgen.workflows.preview import PreviewReport, PreviewRequest, preview, preview_access
from tests.example_workspace import AS_OF, copy_example
from tests.git.made_up_repository import MadeUp, make_repository

ENDPOINT = "https://answers.example.com/"
WRITTEN = re.compile(r"id: ([0-9a-z]{26})")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """The example in a repository, without its demo root and with a fingerprint of nobody's."""
    root = copy_example(tmp_path_factory.mktemp("preview") / "workspace")
    (root / "demo-root.key").unlink()
    settings = root / "onboardgen.yaml"
    text = re.sub(r"ogfp1-[0-9a-f]+", f"ogfp1-{'0' * 32}", settings.read_text())
    text = text.replace("Quillmark Billing", "Somebody Else")
    settings.write_text(text.replace("portal:\n", f"portal:\n  endpoint: {ENDPOINT}\n"))
    (root / ".gitignore").write_text("/.onboardgen/\n")
    made = make_repository(root)
    made.commit("Start")
    return made


@pytest.fixture(scope="module")
def made(workspace: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PreviewReport]:
    out = tmp_path_factory.mktemp("out") / "preview"
    request = PreviewRequest(root=workspace.root, slugs=["halden", "mori"], out=out, today=AS_OF)
    return out, preview(request)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "href"]


def links(page: Path) -> list[str]:
    parser = Links()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def opens(page: Path, key: str) -> bool:
    taken = take_apart(page.read_bytes())
    assert taken is not None
    envelope = parse_envelope(taken.envelope)
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    tag = derivation.slot_tag(raw, envelope.portal_id, envelope.epoch)
    return tag in {slot.tag for slot in envelope.slots}


def test_every_link_of_the_page_opens_its_portal_and_no_other(
    made: tuple[Path, PreviewReport],
) -> None:
    out, report = made
    assert report.page == out / "open.html"
    addresses = [link.partition("#key=") for link in links(report.page)]
    assert len(addresses) == len(report.portals) == 4
    for path, _, key in addresses:
        opened = [other for other, _, _ in addresses if opens(out / other, key)]
        assert opened == [path]


def test_nothing_of_the_real_access_is_used(
    workspace: MadeUp, made: tuple[Path, PreviewReport]
) -> None:
    out, _ = made
    real = {
        one
        for path in workspace.root.rglob("access.yaml")
        for one in WRITTEN.findall(path.read_text())
    }
    assert len(real) > 4
    assert not real & {path.name for path in (out / "portals").iterdir()}
    assert not (workspace.root / ".onboardgen").exists()
    assert workspace.git("status", "--porcelain") == ""


def test_nobody_can_be_answered_from_a_preview(made: tuple[Path, PreviewReport]) -> None:
    for portal in made[1].portals:
        assert b"answers.example.com" not in portal.path.read_bytes()


def test_two_previews_have_nothing_in_common(
    workspace: MadeUp, made: tuple[Path, PreviewReport], tmp_path: Path
) -> None:
    request = PreviewRequest(root=workspace.root, slugs=["mori"], out=tmp_path / "b", today=AS_OF)
    again = {one.path.parent.name for one in preview(request).portals}
    assert not again & {one.path.parent.name for one in made[1].portals}


def test_only_customers_that_differ_from_the_base_are_shown(
    workspace: MadeUp, tmp_path: Path
) -> None:
    made = MadeUp(tmp_path / "clone")
    workspace.git("clone", "--quiet", str(workspace.root), str(made.root))
    made.git("switch", "-q", "-c", "change")
    plan = made.root / "plans/fennel/plan.yaml"
    plan.write_text(plan.read_text() + "# a remark\n")
    made.commit()
    request = PreviewRequest(root=made.root, out=tmp_path / "one", today=AS_OF, base="main")
    assert {one.slug for one in preview(request).portals} == {"fennel"}
    made.git("switch", "-q", "main")
    nothing = preview(
        PreviewRequest(root=made.root, out=tmp_path / "none", today=AS_OF, base="main")
    )
    assert nothing.page is None
    assert not (tmp_path / "none").exists()
    for name in ("onboardgen.yaml", "theme/README.md"):
        made.write(name, (made.root / name).read_text() + "# a remark\n" if name[0] == "o" else "x")
        request = PreviewRequest(root=made.root, out=tmp_path / name[0], today=AS_OF, base="main")
        assert len({one.slug for one in preview(request).portals}) == 5
        made.git("stash", "--quiet", "--include-untracked")


def test_a_preview_is_mixed_with_nothing(workspace: MadeUp, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    with pytest.raises(UsageError, match="never mixed"):
        preview(PreviewRequest(root=workspace.root, out=tmp_path, today=AS_OF))


def test_a_customer_without_access_has_a_preview_and_one_with_an_error_has_none(
    workspace: MadeUp, tmp_path: Path
) -> None:
    made = MadeUp(tmp_path / "clone")
    workspace.git("clone", "--quiet", str(workspace.root), str(made.root))
    (made.root / "plans/mori/access.yaml").unlink()
    (made.root / "plans/fennel/plan.yaml").write_text("kickoff: soon\n")
    request = PreviewRequest(
        root=made.root, slugs=["mori", "fennel"], out=tmp_path / "out", today=AS_OF
    )
    report = preview(request)
    assert [(one.slug, one.audience) for one in report.portals] == [("mori", "customer")]
    assert report.failed == ("fennel",)


def test_made_up_access_follows_from_the_secret_alone(workspace: MadeUp) -> None:
    (account,) = load(workspace.root, ["halden"]).accounts
    one, other = (preview_access(Secret(bytes([byte]) * 32), AS_OF, account) for byte in (1, 2))
    assert one == preview_access(Secret(b"\1" * 32), AS_OF, account)
    assert not {p.id for p in one.portals} & {p.id for p in other.portals}
    assert {grant.kind for grant in one.grants} == {"link"}
