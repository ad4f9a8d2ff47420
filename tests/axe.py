"""What axe finds in a page. Its script comes in by the debugger, so the page's policy stands."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ["color-contrast", "link-in-text-block"]
SIZES = ["scrollable-region-focusable", "target-size"]
"""The rules of axe whose answer depends on how a page looks, and not on its markup alone."""
RUN = """async ([where, rules]) => {
  const only = rules ? { runOnly: { type: 'rule', values: rules } } : {};
  const options = { resultTypes: ['violations'], preload: false, ...only };
  const { violations } = await axe.run(where ?? document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
"""`preload` is only for a rule about turned screens, which axe itself has switched off."""


def bring_axe(page: Page) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)


def violations(page: Page, where: str | None = None, rules: list[str] | None = None) -> list[str]:
    """What axe finds in the page or in some elements of it, by all of its rules or by these."""
    bring_axe(page)
    found: list[str] = page.evaluate(RUN, [where, rules])
    return found
