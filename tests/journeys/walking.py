"""Walking through every page of an open portal, in the page itself: quick, and as readers do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.axe import COLOURS, SIZES, bring_axe

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
KEYS = r"""
const FREE = ['id', 'href', 'src', 'name', 'title', 'for', 'value', 'datetime', 'alt'];
const DRAWN = ['d', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'points', 'width', 'height',
  'viewBox', 'transform'];
const NAMES = ['for', 'headers', 'aria-labelledby', 'aria-describedby', 'aria-controls',
  'aria-owns', 'aria-activedescendant'];
const isFree = (name) =>
  FREE.includes(name) || DRAWN.includes(name) || /^(data-|aria-label$)/.test(name);

/** Attributes that styles ask for, and whether they ask for the value. */
const styled = new Map();
const note = (rules) => [...rules].forEach((rule) => {
  for (const [, name, how] of (rule.selectorText ?? '').matchAll(/\[([\w-]+)\s*([~|^$*]?=)?/g)) {
    styled.set(name, styled.get(name) || Boolean(how));
  }
  note(rule.cssRules ?? []);
});
[...document.styleSheets].forEach((sheet) => note(sheet.cssRules));

const told = (one, value) => one.tagName + [...one.attributes]
  .map((it) => [it.name, value(it)])
  .filter(([, said]) => said !== null)
  .map(([name, said]) => `[${name}=${said}]`).join('');
const look = (one) => (one.previousElementSibling ? '' : ':first-child') +
  (one.nextElementSibling ? '' : ':last-child') + told(one, ({ name, value }) =>
    styled.has(name) ? (styled.get(name) ? value : '')
      : isFree(name) || NAMES.includes(name) ? null : value);
const leads = (ids) => [...new Set(ids.split(/\s+/).map((id) => !!document.getElementById(id)))];
const kind = (one) => one.tagName + (one.getAttribute('role') ?? '');
const run = (all) => all.filter((one, at) => one !== all[at - 1]).join();
const shape = (one) => told(one, ({ name, value }) =>
  NAMES.includes(name) ? leads(value) : isFree(name) ? value.trim() !== '' : value) +
  `{${run([...one.children].map(kind))}}` +
  ([...one.childNodes].some((it) => it.nodeType === 3 && it.data.trim()) ? '"' : '');
const outline = () => run([...document.querySelectorAll('h1, h2, h3, h4, h5, h6, header, nav,' +
  'main, section, article, aside, footer, form, dialog, [role]')].map(kind));

/** What contrast comes from, in an element that shows text and in all that stand around it. */
const paint = (one) => {
  const style = getComputedStyle(one);
  return [style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.fill,
    style.fontSize, style.fontWeight, style.textDecorationLine, style.visibility].join(';');
};
const showsText = (one) => one.matches('input, select, textarea') ||
  [...one.childNodes].some((it) => it.nodeType === 3 && it.data.trim());

/** Each element below `one` by what it is and all around it is: [key, element]. */
const keys = (tell, one, around = '') => {
  const here = `${around} ${tell(one)}`;
  return [[here, one], ...[...one.children].flatMap((child) => keys(tell, child, here))];
};
"""
"""What of an element decides what axe says about it, beside its ancestors.

`look`: tag, class and all else that styles can see, for the rules of colours and sizes. `shape`:
tag, role, states, whether it has text, a name, and the ids that it names; and what stands in it,
runs of the same told once: for all other rules. `outline`: landmarks and headings in their order.
`paint`, of what is new by its `look`: the colours that the browser gives it, so that what differs
in no size and scheme is judged once.
"""
FRESH = f"""async ([routes, known]) => {{
  {GO}
  {KEYS}
  const sets = {{ look: new Set(known.look), shape: new Set(known.shape),
    outline: new Set(known.outline) }};
  const take = (kind, all) => [...new Set(all)].filter((one) => !sets[kind].has(one))
    .map((one) => {{ sets[kind].add(one); return one; }});
  const seen = {{}};
  for (const route of routes) {{
    await go(route);
    const all = keys(look, document.body).map(([key]) => key);
    seen[route] = {{
      elements: all.length,
      look: take('look', all),
      shape: take('shape', keys(shape, document.body).map(([key]) => key)),
      outline: take('outline', [outline()]),
    }};
  }}
  return seen;
}}"""
JUDGE = f"""async ([fresh, colours, sizes, painted, isFirst, isStructure]) => {{
  {GO}
  {KEYS}
  const found = [];
  const known = new Set(painted);
  const judge = async (all, options) => {{
    const chosen = new Set(all);
    const isInside = (one) => one && (chosen.has(one) || isInside(one.parentElement));
    const include = all.filter((one) => !isInside(one.parentElement));
    if (!include.length) return;
    const told = {{ resultTypes: ['violations'], preload: false, ...options }};
    for (const {{ id, nodes }} of (await axe.run({{ include }}, told)).violations) {{
      found.push(`${{location.hash}}: ${{id}}: ${{nodes[0].html}}`);
    }}
  }};
  const only = (rules) => ({{ runOnly: {{ type: 'rule', values: rules }} }});
  const off = [...colours, ...sizes].map((rule) => [rule, {{ enabled: false }}]);
  const rest = {{ rules: Object.fromEntries(off) }};
  const chosen = (tell, names) => {{
    const wanted = new Set(names);
    return keys(tell, document.body).filter(([key]) => wanted.has(key)).map(([, one]) => one);
  }};
  for (const [route, {{ look: looks, shape: shapes, outline: outlines }}] of fresh) {{
    await go(route);
    const seen = looks.length ? chosen(look, looks) : [];
    const isSeen = new Set(seen);
    const colourful = (looks.length ? keys(paint, document.body) : []).filter(([key, one]) =>
      isSeen.has(one) && showsText(one) && !known.has(key) && known.add(key));
    await judge(colourful.map(([, one]) => one), only(colours));
    if (isFirst) await judge(seen, only(sizes));
    if (isStructure && outlines.length) await judge([document.documentElement], rest);
    else if (isStructure && shapes.length) await judge(chosen(shape, shapes), rest);
  }}
  return [found, [...known]];
}}"""


@dataclass
class Judge:
    """Has axe look at every page once: at what is like nothing that it saw before, in all rules.

    Colours are judged in both schemes, sizes once. `structure`: by all other rules as well.
    """

    structure: bool = True
    painted: list[str] = field(default_factory=list)
    known: dict[str, list[str]] = field(
        default_factory=lambda: {"look": [], "shape": [], "outline": []}
    )

    def violations(self, page: Page, routes: list[str]) -> list[str]:
        """What axe finds on these pages of an open portal; every page is gone to."""
        seen = page.evaluate(FRESH, [routes, self.known])
        assert list(seen) == routes
        assert all(one["elements"] > 50 for one in seen.values()), "a page that did not open"
        for kind, known in self.known.items():
            known += [key for one in seen.values() for key in one[kind]]
        fresh = [[route, one] for route, one in seen.items() if any(map(one.get, self.known))]
        bring_axe(page)
        found: list[str] = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            first = scheme == "light"
            rules = [fresh, COLOURS, SIZES, self.painted, first, first and self.structure]
            some, self.painted[:] = page.evaluate(JUDGE, rules)
            found += some
        return found


def walk(page: Page, routes: list[str]) -> dict[str, Any]:
    """What stands on each page of an open portal, by route."""
    seen = page.evaluate(WALK, routes)
    assert isinstance(seen, dict)
    return seen
