"""Walking through every page of an open portal, in the page itself: quick, and as readers do."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GO = """
const go = (route) => location.hash === `#/${route}` ? null : new Promise((done) => {
  addEventListener('hashchange', done, { once: true });
  location.hash = `#/${route}`;
});
"""
WALK = f"""async (routes) => {{
  {GO}
  const seen = {{}};
  for (const route of routes) {{
    await go(route);
    const page = document.getElementById('page');
    const levels = [...page.querySelectorAll('h1, h2, h3, h4, h5, h6')];
    seen[route] = {{
      address: decodeURIComponent(location.hash),
      title: document.title,
      h1: [...page.querySelectorAll('h1')].map((one) => one.textContent.trim()),
      levels: levels.map((one) => Number(one.tagName[1])),
      empty: levels.filter((one) => !one.textContent.trim()).length,
      links: [...document.querySelectorAll('#portal a[href]')].map((one) => ({{
        href: one.getAttribute('href'),
        anchor: one.dataset.anchor ?? null,
        attachment: one.dataset.attachment ?? null,
      }})),
      ids: [...document.querySelectorAll('[id]')].map((one) => one.id),
      width: document.documentElement.scrollWidth,
      marked: document.querySelectorAll('#portal nav [aria-current]').length,
    }};
  }}
  return seen;
}}"""
LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""The rules of axe whose answer depends on colours and sizes, and not on the markup alone."""
LOOKS = """
const PLAIN = ['id', 'href', 'title', 'for', 'datetime', 'd', 'x', 'y', 'x1', 'x2', 'y1', 'y2'];
const name = (one) => one.tagName + [...one.attributes]
  .filter((told) => !PLAIN.includes(told.name) && !/^(aria-(label|desc|own)|data-)/.test(told.name))
  .map((told) => `[${told.name}=${told.value}]`).join('');
const looks = (one, around = '') => {
  const here = `${around} ${one.previousElementSibling ? '' : ':first-child'}${name(one)}`;
  return [here, ...[...one.children].flatMap((child) => looks(child, here))];
};
"""
"""How each element looks, as far as styles can tell: its tag and attributes, and all around it."""
AXE = f"""async ([routes, rules, look]) => {{
  {GO}
  {LOOKS}
  const known = new Set();
  const found = [];
  for (const route of routes) {{
    await go(route);
    const shown = looks(document.body);
    const fresh = shown.some((one) => !known.has(one));
    shown.forEach((one) => known.add(one));
    if (rules && !fresh) continue;
    const options = rules ? {{ runOnly: {{ type: 'rule', values: rules }} }} : fresh ? {{}} :
      {{ rules: Object.fromEntries(look.map((rule) => [rule, {{ enabled: false }}])) }};
    const {{ violations }} = await axe.run(document, {{ resultTypes: ['violations'], ...options }});
    for (const one of violations) found.push(`${{route}}: ${{one.id}}: ${{one.nodes[0].html}}`);
  }}
  return found;
}}"""
LOCKED_AXE = """async () => (await axe.run(document)).violations.map(
  (one) => `${one.id}: ${one.nodes[0].html}`)"""


def walk(page: Page, routes: list[str]) -> dict[str, Any]:
    """What stands on each page of an open portal, by route."""
    seen = page.evaluate(WALK, routes)
    assert isinstance(seen, dict)
    return seen


def violations(page: Page, routes: list[str], rules: list[str] | None = None) -> list[str]:
    """What axe finds on these pages of an open portal, by all of its rules or by these.

    The rules of `LOOK`, which take most of the time, are left out on a page all of whose elements
    look like one on a page before it.
    """
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE, [routes, rules, LOOK])
    assert isinstance(found, list)
    return found


def violations_here(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(LOCKED_AXE)
    assert isinstance(found, list)
    return found
