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
    table.addEventListener(event, ({ target }) => markNeighbours(timeline, target.closest('[data-task]')));
  }
  for (const event of ['pointerleave', 'focusout']) table.addEventListener(event, () => markNeighbours(timeline, null));
  drawTimeline(timeline, table, stages);
}

/** Show the rows and the zoom that are chosen, and say so on the buttons. */
function drawTimeline(timeline, table, stages) {
  const { rows, zoom } = timelineChoice;
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

/** Mark what the task under pointer or focus waits for, and what it holds up. */
function markNeighbours(timeline, here) {
  const needs = (row) => row?.dataset.needs.split(' ') ?? [];
  const before = needs(here);
  timeline.classList.toggle('is-asked', here !== null);
  for (const row of timeline.querySelectorAll('[data-task]')) {
    const isBefore = before.includes(row.dataset.task);
    const isAfter = here !== null && needs(row).includes(here.dataset.task);
    row.classList.toggle('is-here', row === here);
    row.classList.toggle('is-before', isBefore);
    row.classList.toggle('is-after', isAfter);
    const mark = isBefore ? timeline.dataset.before : isAfter ? timeline.dataset.after : null;
    if (mark) row.cells[0].dataset.mark = mark;
    else delete row.cells[0].dataset.mark;
  }
}
