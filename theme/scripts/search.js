// Search over everything in the open portal. The index is made here, from the pages themselves; nothing
// of it, nor of what is looked for, is kept.

const MOST_HITS = 30;
const SNIPPET = { before: 40, all: 150 };
const HEADINGS = 'h1, h2, h3, h4, h5, h6';
const TITLES = `${HEADINGS}, dt, th, [class$="-title"], .question`;
const NOT_TEXT = 'svg, nav, summary, button:not(.file), form, label, input, select, textarea, dialog, .crumb, .filters, .downloads, [hidden]:not(details *)';
const RUNNING = 'strong, em, code, b, i, abbr, a:not([class])';
const BLOCKS = 'p, li, dt, dd, td, th, pre, h2, h3, h4, h5, h6, section, main, div';
const LINK = 'a[href^="#/"]';
const SINGLE = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i', ς: 'σ' };

/** What can be found: a page, or a place on one that has an anchor.
 * @typedef {{path: string, anchor: string, title: string, where: string, text: string, inTitle: string, inText: string}} Entry */

/** The index, and the bundle it was made of: a preview gets new ones. */
let searchIndex = { bundle: null, entries: [] };

/** A text as it is compared: without case, accents, and widths of letters.
 * @param {string} text */
function fold(text) {
  const bare = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').normalize('NFKC').toLowerCase();
  return bare.replace(/[ßøłđæœıς]/g, (letter) => SINGLE[letter]);
}

/** The index over all pages of a bundle.
 * @returns {Entry[]} */
function indexOf(bundle) {
  const inert = document.implementation.createHTMLDocument('').body;
  const entries = [];
  for (const [path, page] of Object.entries(bundle.pages)) {
    insertPage(inert, page);
    const part = bundle.pages[path.split('/')[0]];
    const entry = { path, anchor: '', title: page.title, where: part === page ? '' : part?.title ?? '', text: '' };
    entries.push(entry);
    gatherText(inert, entry, entries);
  }
  for (const entry of entries) {
    entry.text = entry.text.trim();
    const named = entry.named ?? entry.title;
    if (entry.text.startsWith(named)) entry.text = entry.text.slice(named.length).replace(/^[\s:·]+/, '');
    entry.inTitle = fold(entry.named ?? entry.title);
    entry.inText = fold(entry.text);
  }
  return entries;
}

/** Add the text below an element to an entry; what has an anchor becomes an entry of its own, and behind
 * a heading with an anchor all that follows it. */
function gatherText(element, entry, entries) {
  let current = entry;
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) addText(current, node.data, element);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(NOT_TEXT) || node.matches('h1')) continue;
    if ((node.id || node.matches('li, tr')) && leadsElsewhere(node, entry.path)) continue;
    const place = node.id ? placeOf(node, entry) : null;
    const own = place?.named === entry.named ? null : place;
    if (own) entries.push(own);
    gatherText(node, own ?? current, entries);
    if (own && node.matches(HEADINGS)) current = own;
  }
}

/** Text of one line goes on where it stopped; what stands apart is kept apart, a name by its colon. */
function addText(entry, text, parent) {
  const plain = text.replace(/\s+/g, ' ');
  if (!plain.trim()) {
    if (entry.line) entry.text += plain;
    return;
  }
  const line = parent.closest(`:not(${RUNNING})`);
  const isApart = entry.line && entry.line !== line && line.closest(BLOCKS) !== entry.line.closest(BLOCKS);
  if (isApart && /[\p{L}\p{N})]\s*$/u.test(entry.text)) entry.text = `${entry.text.trimEnd()}${entry.line.closest('dt') ? ':' : ' ·'} `;
  else if (entry.line !== line && !/^[ .,;:!?)]/.test(plain)) entry.text += ' ';
  entry.text += plain;
  entry.line = line;
}

/** Whether an element of a list is but a line about a page of its own, which is found itself. */
function leadsElsewhere(node, path) {
  const heading = node.querySelector(TITLES) ?? node;
  const link = heading.matches(LINK) ? heading : heading.querySelector(LINK);
  const href = link?.getAttribute('href');
  const { path: wanted, anchor } = parseRoute(href ?? '');
  const target = href && !anchor ? findPage(wanted) : null;
  return Boolean(target && target !== path);
}

/** The entry of an element with an anchor: on a page of the navigation called as itself, on any other
 * as that page. */
function placeOf(node, { path, title, where }) {
  const heading = node.matches(HEADINGS) ? node : node.querySelector(TITLES) ?? node;
  const words = heading.textContent.trim().replace(/\s+/g, ' ');
  const name = words.length > 80 ? `${words.slice(0, 79)}…` : words;
  const isPart = !path.includes('/');
  const shown = isPart ? { title: name || title, where: where ? `${where} · ${title}` : title } : { title, where: `${where} · ${name}` };
  return { ...shown, path, anchor: node.id, named: name, text: '' };
}

/** The entries in which all words occur, the best first.
 * @param {string} typed
 * @returns {Entry[]} */
function search(typed) {
  const words = wordsOf(typed);
  if (!words.length) return [];
  if (searchIndex.bundle !== session.bundle) searchIndex = { bundle: session.bundle, entries: indexOf(session.bundle) };
  const ranked = searchIndex.entries.map((entry) => ({ entry, worth: worthOf(entry, words) })).filter(({ worth }) => worth);
  return ranked.sort((one, other) => other.worth - one.worth).map(({ entry }) => entry);
}

function wordsOf(typed) {
  return fold(typed).split(/\s+/).filter(Boolean);
}

/** How well an entry answers: words of titles before words of texts, beginnings before middles; 0 where
 * a word does not occur. */
function worthOf({ inTitle, inText, anchor }, words) {
  let worth = anchor ? 1 : 2;
  for (const word of words) {
    const [title, text] = [standing(inTitle, word), standing(inText, word)];
    if (!title && !text) return 0;
    worth += 100 * title + 10 * text;
  }
  return worth;
}

/** 0 where a word does not stand in a text, 1 within a word, 2 at the beginning of one, 3 at its own. */
function standing(text, word) {
  const at = text.indexOf(word);
  if (at <= 0) return at < 0 ? 0 : 3;
  return text.includes(` ${word}`) ? 2 : 1;
}

/** A text as nodes, the words in it marked.
 * @param {string} text
 * @param {string[]} words folded
 * @returns {(string | Element)[]} */
function marked(text, words) {
  const letters = [...text.normalize('NFC')];
  const folded = letters.map(fold);
  const whole = folded.join('');
  const hit = new Array(whole.length).fill(false);
  for (const word of words) {
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) hit.fill(true, at, at + word.length);
  }
  const nodes = [];
  let at = 0;
  let last = null;
  letters.forEach((letter, index) => {
    const isHit = hit[at] ?? false;
    at += folded[index].length;
    if (isHit === last) nodes.at(-1).push(letter);
    else nodes.push(Object.assign([letter], { isHit }));
    last = isHit;
  });
  return nodes.map((run) => (run.isHit ? make('mark', run.join('')) : run.join('')));
}

/** The part of a text around the first of the words in it. */
function snippet({ text, inText }, words) {
  const places = words.map((word) => inText.indexOf(word)).filter((at) => at >= 0);
  const middle = places.length ? Math.round(Math.min(...places) * (text.length / (inText.length || 1))) : 0;
  let from = Math.max(0, middle - SNIPPET.before);
  const space = text.lastIndexOf(' ', from);
  if (from && from - space < 20) from = space + 1;
  const cut = text.slice(from, from + SNIPPET.all);
  return `${from ? '… ' : ''}${cut}${from + SNIPPET.all < text.length ? ' …' : ''}`;
}

const searching = {
  hits: [],
  at: 0,
  get dialog() { return document.querySelector('.search'); },
  get field() { return this.dialog.querySelector('[role="combobox"]'); },
  get list() { return this.dialog.querySelector('[role="listbox"]'); },
};

/** Open the search over the page; closing it gives the focus back by itself. */
function openSearch() {
  const { dialog } = searching;
  if (!dialog || dialog.open || document.querySelector('dialog[open]')) return;
  searching.field.value = '';
  searching.field.oninput = showHits;
  dialog.onkeydown = onSearchKey;
  dialog.onclick = (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) goToHit(Number(option.dataset.hit));
    else if (event.target === dialog) dialog.close();
  };
  showHits();
  dialog.showModal();
  searching.field.focus();
}

/** Show what is found for the words in the field, and say how much. */
function showHits() {
  const { field, list, dialog } = searching;
  const typed = field.value.trim();
  const words = wordsOf(typed);
  const all = search(typed);
  searching.hits = all.slice(0, MOST_HITS);
  list.replaceChildren(...searching.hits.map((entry, index) => hitOption(entry, index, words)));
  list.hidden = all.length === 0;
  list.scrollTop = 0;
  field.setAttribute('aria-expanded', String(all.length > 0));
  const kind = !words.length ? 'hint' : !all.length ? 'none' : all.length > MOST_HITS ? 'many' : 'some';
  const said = { count: String(all.length), shown: String(MOST_HITS), text: typed };
  const key = { hint: 'search_hint', none: 'search_none', many: 'search_many', some: 'search_some' }[kind];
  dialog.querySelector('[role="status"]').textContent = say(key, said);
  chooseHit(0);
}

function hitOption(entry, index, words) {
  const item = make('li', '', { role: 'option', id: `search-hit-${index}`, 'data-hit': String(index) });
  const head = make('span', '', { class: 'search-title' });
  head.append(...marked(entry.title, words));
  const text = make('span', '', { class: 'search-text' });
  text.append(...marked(snippet(entry, words), words));
  item.append(head, make('span', entry.where, { class: 'search-where' }), text);
  return item;
}

/** Make one of the hits the one that Enter goes to. */
function chooseHit(index) {
  const { list, field, hits } = searching;
  searching.at = index;
  for (const item of list.children) item.setAttribute('aria-selected', String(item.dataset.hit === String(index)));
  if (!hits.length) return field.removeAttribute('aria-activedescendant');
  field.setAttribute('aria-activedescendant', `search-hit-${index}`);
  list.children[index].scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

function onSearchKey(event) {
  const { hits, at, field } = searching;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing || event.target !== field || !hits.length) return;
  if (!step && event.key !== 'Enter') return;
  event.preventDefault();
  if (step) chooseHit((at + step + hits.length) % hits.length);
  else goToHit(at);
}

/** Close, and lead to a hit. */
function goToHit(index) {
  const { path, anchor } = searching.hits[index];
  const address = `#/${path}${anchor && `#${anchor}`}`;
  searching.dialog.close();
  if (location.hash !== address) location.hash = address;
  else place(anchor, undefined, true);
}

/** `/` opens the search where nothing is being written, Ctrl-K (⌘K) everywhere in the portal. */
function onSearchShortcut(event) {
  if (!session || event.isComposing) return;
  const isWriting = event.target.closest?.('input, textarea, select, [contenteditable]');
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const isCall = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!isCall && !(event.key === '/' && isPlain && !isWriting)) return;
  event.preventDefault();
  openSearch();
}
