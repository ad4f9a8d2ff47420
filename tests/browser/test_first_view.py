"""The first view after the unlock stands still, whatever is said later."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from onboardgen.loading.loader import load
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import RenderedPortal, render_portal
from onboardgen.rendering.shell import build_shell
from onboardgen.rendering.theme import load_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.views.portal import portal_view
from tests.browser.conftest import Server, Visit, bundle
from tests.browser.sealed_portal import PASSPHRASE, SealedPortal
from tests.rendering.example_portals import AS_OF, ROOT

OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
  }
}).observe({ type: 'layout-shift', buffered: true });
"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def shifts(page: Page) -> list[list[object]]:
    page.evaluate(SETTLED)
    found: list[list[object]] = page.evaluate("window.shifts")
    return found


@pytest.fixture(scope="module")
def rendered() -> RenderedPortal:
    """The customer's portal of Halden alone: to render all examples takes longer."""
    workspace = load(ROOT, {"halden"})
    (account,) = workspace.accounts
    assert workspace.settings
    ahead = outlook(account, workspace.settings, AsOf(AS_OF), workspace.calibration)
    view = portal_view(account, workspace.settings, "customer", ahead)
    return render_portal(view, load_theme(ROOT), translations(view.language))


@pytest.fixture
def halden(server: Server, rendered: RenderedPortal) -> None:
    """Halden's portal, in the real shell with all of its scripts."""
    pages = {path: {"title": one.title, "html": one.html} for path, one in rendered.pages.items()}
    plain = bundle(chrome=rendered.chrome_html, pages=pages, messages=dict(rendered.messages))
    envelope, beside = SealedPortal(plain).build()
    server.files["p/index.html"] = build_shell(load_theme(), organization="Quillmark").page(
        envelope
    )
    server.files |= {f"p/{name}": data for name, data in beside.items()}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.usefixtures("halden")
def test_nothing_moves_once_the_portal_is_open(visit: Visit, width: int) -> None:
    visit.context.add_init_script(OBSERVE)
    page = visit.context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    visit.watch(page).goto(f"{visit.origin}/p/index.html")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.evaluate("window.shifts.length = 0")
    page.keyboard.press("Enter")
    page.locator("#page h1").wait_for()
    expect(page.locator("[data-freshness]")).to_contain_text("As of")
    assert shifts(page) == []
    page.evaluate("document.querySelector('.site').before('A line that comes late')")
    assert shifts(page) != []
