// The timeline: which rows it shows and how near, and what hangs together in it.

/** Pixels for one day, by zoom; the whole plan takes at least the width that is there. */
const ZOOMS = { quarters: 2, months: 5, weeks: 16 };

/** What the reader last chose, kept while the portal is open. */
const timelineChoice = { rows: 'stages', zoom: 'quarters' };

/** Make the timeline of a page come alive, once.
 * @param {HTMLElement} timeline */
function enableTimeline(timeline) {
  const tools = timeline.querySelector('[data-timeline-tools]');
  if (!tools.hidden) return;
  tools.hidden = false;
  const table = timeline.querySelector('table');
  const stages = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }));
  for (const kind of ['rows', 'zoom']) {
    for (const button of tools.querySelectorAll(`[data-${kind}]`)) {
      button.addEventListener('click', () => {
        timelineChoice[kind] = button.dataset[kind];
        drawTimeline(timeline, table, stages);
        if (kind === 'rows') showOpenRows(timeline);
      });
    }
  }
  for (const event of ['pointermove', 'focusin']) {
    table.addEventListener(event, ({ type, target }) => {
      const row = target.closest('[data-task]');
      if (row && type === 'focusin') bringBar(timeline.querySelector('.timeline-box'), row);
      markNeighbours(timeline, row);
    });
  }
  for (const event of ['pointerleave', 'focusout']) table.addEventListener(event, () => markNeighbours(timeline, null));
  drawTimeline(timeline, table, stages);
}

/** Show the rows and the zoom that are chosen, and say so on the buttons. */
function drawTimeline(timeline, table, stages) {
  const { rows, zoom } = timelineChoice;
  markNeighbours(timeline, null);
  for (const button of timeline.querySelectorAll('[data-rows], [data-zoom]')) {
    button.setAttribute('aria-pressed', String([rows, zoom].includes(button.dataset.rows ?? button.dataset.zoom)));
  }
  for (const body of [...table.tBodies]) body.remove();
  for (const { body, rows: own } of stages) body.replaceChildren(...own);
  table.append(...(rows === 'person' || rows === 'party' ? regrouped(stages, rows, timeline.dataset.party) : stages.map(({ body }) => body)));
  table.classList.toggle('is-tasks', rows !== 'stages');
  table.classList.toggle('is-people', rows === 'person');
  timeline.querySelector('[data-timeline-hint]').hidden = rows === 'stages';
  zoomTimeline(timeline, zoom);
}

/** Scroll past the stages that are finished. */
function showOpenRows(timeline) {
  const box = timeline.querySelector('.timeline-box');
  const open = timeline.querySelector('.is-open')?.closest('tbody');
  const head = timeline.querySelector('thead td');
  const above = getComputedStyle(head).position === 'sticky' ? head.offsetHeight : 0;
  box.scrollTop = timelineChoice.rows === 'stage' && open ? open.offsetTop - above : 0;
}

/** The rows of all tasks by their person or their party: the reader's own first, then by name.
 * Each row stays the one that it is; only its place is another. */
function regrouped(stages, kind, own) {
  const groups = new Map();
  for (const row of stages.flatMap(({ rows }) => rows.slice(1))) {
    const party = row.querySelector('.party')?.textContent.replace(/^\(|\)$/g, '');
    const name = kind === 'party' ? party ?? own : row.querySelector('th .meta')?.textContent ?? '–';
    const group = groups.get(name) ?? { name, isOther: Boolean(party), rows: [] };
    groups.set(name, group);
    group.rows.push(row);
  }
  const sorted = [...groups.values()].sort((one, other) => one.isOther - other.isOther || one.name.localeCompare(other.name));
  return sorted.map(({ name, rows }) => {
    const group = document.createElement('tr');
    group.className = 'group';
    for (const cell of ['th', 'td', 'td', 'td']) group.append(document.createElement(cell));
    Object.assign(group.cells[0], { scope: 'rowgroup', textContent: name });
    const body = document.createElement('tbody');
    body.append(group, ...rows.sort((one, other) => startOf(one) - startOf(other)));
    return body;
  });
}

/** Where on the axis the bar of a row begins, in percent. */
function startOf(row) {
  return parseFloat(row.querySelector('.bar [x]')?.getAttribute('x') ?? '0');
}

/** Widen the picture by its ruler; it scrolls inside its box, to today. */
function zoomTimeline(timeline, zoom) {
  const [box, sheet, ruler, grid] = ['box', 'sheet', 'ruler', 'grid'].map((name) => timeline.querySelector(`.timeline-${name}`));
  for (const name of Object.keys(ZOOMS)) sheet.classList.toggle(`is-${name}`, name === zoom);
  ruler.setAttribute('width', String(Number(ruler.dataset.days) * ZOOMS[zoom]));
  const isWide = box.scrollWidth > box.clientWidth;
  if (isWide) box.tabIndex = 0;
  else box.removeAttribute('tabindex');
  const today = parseFloat(grid.querySelector('.now')?.getAttribute('x1') ?? '0') / 100;
  const { width } = grid.getBoundingClientRect();
  const names = sheet.scrollWidth - width;
  box.scrollLeft = width * today - Math.max(box.clientWidth - names, 0) / 3;
}

/** Scroll the picture to the bar of a row, where that is not in sight beside its name. */
function bringBar(box, row) {
  const bar = row.querySelector('.bar :is(rect.ahead, path)')?.getBoundingClientRect();
  const [around, name] = [box.getBoundingClientRect(), row.cells[0].getBoundingClientRect()];
  const isLeftToRight = getComputedStyle(row).direction === 'ltr';
  const [left, right] = isLeftToRight ? [name.right, around.right] : [around.left, name.left];
  if (bar && (bar.left < left || bar.right > right)) box.scrollLeft += bar.left - left - (right - left) / 3;
}

/** Mark what the task under pointer or focus waits for, and what it holds up, and join them to it. */
function markNeighbours(timeline, here) {
  if (here ? here.matches('.is-here') : !timeline.matches('.is-asked')) return;
  const needs = (row) => row.dataset.needs.split(' ');
  const rows = [...timeline.querySelectorAll('[data-task]')];
  const before = here ? rows.filter((row) => needs(here).includes(row.dataset.task)) : [];
  const after = here ? rows.filter((row) => needs(row).includes(here.dataset.task)) : [];
  timeline.classList.toggle('is-asked', here !== null);
  for (const row of rows) {
    row.classList.toggle('is-here', row === here);
    row.classList.toggle('is-before', before.includes(row));
    row.classList.toggle('is-after', after.includes(row));
  }
  const ties = timeline.querySelector('.timeline-ties') ?? timeline.querySelector('.timeline-sheet').appendChild(drawn('svg', { class: 'timeline-ties', 'aria-hidden': 'true' }));
  const sheet = ties.getBoundingClientRect();
  ties.replaceChildren(
    ...before.flatMap((row) => tie(row, here, row, timeline.dataset.before, sheet)),
    ...after.flatMap((row) => tie(here, row, row, timeline.dataset.after, sheet)),
  );
}

/** A line from where one bar ends to where the next begins, and beside the bar of `named` its words. */
function tie(from, to, named, words, sheet) {
  const [first, next, bar] = [from, to, named].map((row) => barOf(row, sheet));
  if (!first || !next) return [];
  const [x1, x2] = [first.end, next.start];
  const ahead = first.ahead * 20;
  const isLeft = (named === from ? 1 : -1) * first.ahead > 0 ? bar.left > bar.least + 140 : bar.right > sheet.width - 140;
  const text = drawn('text', { x: isLeft ? bar.left - 10 : bar.right + 10, y: bar.y + 4, 'text-anchor': isLeft ? 'end' : 'start' });
  text.textContent = words;
  return [
    drawn('path', { d: `M${x1} ${first.y}C${x1 + ahead} ${first.y} ${x2 - ahead} ${next.y} ${x2} ${next.y}` }),
    drawn('path', { class: 'tip', d: `M${x2} ${next.y}l${-0.35 * ahead}-4v8z` }),
    text,
  ];
}

/** Where the bar of a row stands in the sheet, in pixels; null where it has none. `ahead` is the way
 * that time runs, `least` where the picture begins that is in sight. */
function barOf(row, sheet) {
  const shape = row.querySelector('.bar :is(rect.ahead, path)');
  if (!shape) return null;
  const [{ left, right, top, height }, name] = [shape.getBoundingClientRect(), row.cells[0].getBoundingClientRect()];
  const sides = [left - sheet.left, right - sheet.left];
  const isLeftToRight = getComputedStyle(row).direction === 'ltr';
  const [start, end] = isLeftToRight ? sides : sides.toReversed();
  const least = isLeftToRight ? Math.max(name.right - sheet.left, 0) : 0;
  return { left: sides[0], right: sides[1], start, end, y: top + height / 2 - sheet.top, ahead: isLeftToRight ? 1 : -1, least };
}

/** An element of a picture. */
function drawn(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
