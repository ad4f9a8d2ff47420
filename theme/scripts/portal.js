// The open portal: its routes, its history, what its elements do.

/** What is open; null while the page is locked.
 * @type {null | {
 *   bundle: any, attachment: (path: string, entry: any) => Promise<Uint8Array>,
 *   envelope?: any, envelopeText?: string, key?: CryptoKey, siv?: string, notes?: any,
 *   grant?: string | null, receipts?: CryptoKey | null, part?: Uint8Array | null,
 *   kept?: { sent: any[], drafts: Record<string, any>, stored: boolean },
 *   person: string | null, lastVisit: string | null, news: string[] | null, asOf: string | null }} */
let session = null;
const shown = { path: null, entry: null };
const positions = new Map();

const REFUSED = ['script', 'style', 'link', 'meta', 'base', 'iframe', 'object', 'embed', 'template'];

/** Put HTML into an element: by the browser's own sanitising insertion, else by our one policy.
 * @param {Element} element
 * @param {string} html */
function insert(element, html) {
  if ('setHTML' in element) {
    const sanitizer = { removeElements: REFUSED, removeAttributes: ['style'], comments: false };
    element.setHTML(html, { sanitizer });
    return;
  }
  element.innerHTML = policy.createHTML(html);
}

/** Put a page into an element. Its links that are empty are called as the pages they lead to: a title
 * stands once in a bundle.
 * @param {Element} root
 * @param {{html: string}} page */
function insertPage(root, { html }) {
  insert(root, html);
  for (const link of root.querySelectorAll('a[href^="#/"]:empty')) {
    link.textContent = session.bundle.pages[link.getAttribute('href').slice(2)]?.title ?? '';
  }
}

/** Path and anchor of an address: `#/plan#sso-approval` is `plan` and `sso-approval`. */
function parseRoute(hash) {
  let text = hash;
  try {
    text = decodeURIComponent(hash);
  } catch {
    // A stray percent sign: take the address as it stands.
  }
  if (!text.startsWith('#/')) return { path: '', anchor: text.slice(1) };
  const [path, anchor = ''] = text.slice(2).split('#');
  return { path: path.replace(/\/+$/, ''), anchor };
}

/** The page a path means: itself, or the only one that begins with its number; else null. */
function findPage(path) {
  const { pages, home } = session.bundle;
  if (path === '') return home;
  if (Object.hasOwn(pages, path)) return path;
  const near = /(^|\/)\d{4}$/.test(path) ? Object.keys(pages).filter((name) => name.startsWith(`${path}-`)) : [];
  return near.length === 1 ? near[0] : null;
}

/** Show the page of the present address.
 * @param {number} [stay] redraw in place: scroll here again, and leave the focus alone */
function showRoute(stay) {
  positions.set(shown.entry, window.scrollY);
  const { path: wanted, anchor } = parseRoute(location.hash);
  const path = findPage(wanted);
  const entry = history.state?.entry ?? String(performance.timeOrigin + performance.now());
  const address = path && wanted ? `#/${path}${anchor && `#${anchor}`}` : location.hash || location.pathname + location.search;
  history.replaceState({ ...history.state, entry }, '', address);
  if (path === null || path !== shown.path) draw(path, anchor);
  Object.assign(shown, { path, entry });
  place(anchor, stay ?? positions.get(entry) ?? history.state.y, stay === undefined);
}

/** What the locked page is called. Browsers keep titles in their history, unsealed: so an open page
 * is called by its part of the portal and by this, never by a customer's or a record's name. */
const LOCKED_TITLE = document.title;

/** Put a page into its place; `path` null draws the page that says it is not here. */
function draw(path, anchor) {
  document.querySelector('.form-dialog[open]')?.close();
  const root = document.getElementById('page');
  const page = session.bundle.pages[path];
  if (page) insertPage(root, page);
  else root.replaceChildren(...notHere());
  const [part] = (path ?? '').split('/');
  document.title = `${session.bundle.pages[part]?.title ?? say('not_here')} · ${LOCKED_TITLE}`;
  markCurrent(path);
  enliven(path, anchor);
}

/** Let the page in its place come alive; once more when we learn the day it is as of. */
function enliven(path = shown.path, anchor = parseRoute(location.hash).anchor) {
  const { lastVisit, news, asOf, bundle, today = localDay() } = session;
  const person = readerOf(document.getElementById('page'));
  const context = { path, anchor, person, lastVisit, news, asOf, today, language: bundle.language, say, sayDate };
  enhancePage(document.getElementById('page'), context);
  offerAnswers(document.getElementById('page'), context);
}

/** Who reads the page in its place: whoever was chosen to see it as, else the one who unlocked it. */
function readerOf(root) {
  const chooser = root.querySelector('[data-view-as]');
  const key = chooser?.dataset.viewAs ?? '';
  const chosen = session.viewAs?.[key];
  if (chooser) offerReaders(chooser, (person) => viewAs(key, person), chosen);
  return chooser ? chosen || null : chosen || session.person;
}

/** Show the page, or all pages of a preview, as a person would see them; nobody: as everybody does.
 * @param {string} key the chooser it was chosen by
 * @param {string} person */
function viewAs(key, person) {
  session.viewAs = { ...session.viewAs, [key]: person };
  shown.path = null;
  showRoute(window.scrollY);
  document.querySelector(`#page [data-view-as="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function notHere() {
  const back = make('p', '');
  back.append(make('a', say('go_home'), { href: `#/${session.bundle.home}` }));
  return [make('h1', say('not_here')), make('p', say('not_here_why')), back];
}

/** Mark where we are in the navigation: the page itself, or the section above it. */
function markCurrent(path) {
  const root = document.getElementById('page');
  for (const link of document.querySelectorAll('#portal nav a[href^="#/"]')) {
    if (root.contains(link)) continue;
    const target = findPage(parseRoute(link.getAttribute('href')).path);
    link.removeAttribute('aria-current');
    if (target === path) link.setAttribute('aria-current', 'page');
    else if (path?.startsWith(`${target}/`)) link.setAttribute('aria-current', 'true');
  }
}

/** Bring the reader to the anchor, to where they were, or to the top, and the focus along. */
function place(anchor, y, focus) {
  const root = document.getElementById('page');
  const target = y === undefined ? findAnchor(anchor) : null;
  if (target) return reveal(target);
  if (focus) focusOn(root.querySelector('h1') ?? root);
  window.scrollTo({ top: y ?? 0, behavior: 'instant' });
}

/** The element of an anchor, within the portal. */
function findAnchor(anchor) {
  return anchor ? document.getElementById('portal').querySelector(`#${CSS.escape(anchor)}`) : null;
}

function focusOn(element) {
  if (!element.matches('a, button, input, select, textarea, summary, [tabindex]')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

function reveal(element) {
  for (let parent = element; parent; parent = parent.parentElement) if (parent.matches('details')) parent.open = true;
  for (const fold of element.querySelectorAll(':scope details[data-with-target]')) fold.open = true;
  element.scrollIntoView({ block: 'start', behavior: 'instant' });
  focusOn(element);
}

/** The commit of every line that tells what changed; null where no page does. */
function commitsTold({ pages }) {
  if (!pages.news) return null;
  return [...pages.news.html.matchAll(/data-commit="([0-9a-f]+)"/g)].map(([, commit]) => commit);
}

/** Show the chrome of the bundle and the page of the address. */
function openChrome() {
  const { bundle } = session;
  speak(bundle.language, bundle.direction);
  learn(bundle.messages);
  insert(document.getElementById('portal'), bundle.chrome);
  document.getElementById('portal').hidden = false;
  ui('locked').hidden = true;
  sayAll();
  if (offlineCopy) for (const copy of document.querySelectorAll('[data-action="offline-copy"]')) copy.hidden = true;
  shown.path = null;
}

const actions = {
  lock: () => lockAll(),
  print: () => window.print(),
  'offline-copy': () => saveOfflineCopy(),
  'close-viewer': () => ui('viewer').close(),
  search: () => openSearch(),
  'close-search': () => searching.dialog.close(),
};

/** Fold up the menus that are open, but not the one whose button this is. */
function closeMenus(target) {
  for (const menu of document.querySelectorAll('.menu[open]')) {
    if (!menu.querySelector('summary').contains(target)) menu.open = false;
  }
}

/** Escape folds up a menu, and the focus goes back to its button. */
function onKey(event) {
  const menu = document.querySelector('.menu[open]');
  if (event.key !== 'Escape' || !menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
}

/** One listener for everything that our elements do. */
async function onClick(event) {
  closeMenus(event.target);
  const element = event.target.closest?.('[data-action], [data-attachment], [data-anchor], a[href^="#"]');
  if (!session || !element) return;
  const { action, attachment, anchor } = element.dataset;
  const href = element.getAttribute('href') ?? '';
  const isRoute = href.startsWith('#/');
  if (isRoute && !attachment && !action && (!anchor || event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  if (action || attachment) {
    if (element.getAttribute('aria-busy') === 'true') return;
    element.setAttribute('aria-busy', 'true');
    await (attachment ? openAttachment(attachment) : actions[action]?.());
    element.removeAttribute('aria-busy');
  } else if (isRoute) {
    location.hash = `${href}#${anchor}`;
  } else {
    const target = findAnchor(anchor ?? parseRoute(href).anchor);
    if (target) reveal(target);
  }
}

/** The reader went elsewhere: a link, back, forward, or a typed address. */
function onAddress() {
  const link = takeLink();
  if (session) showRoute();
  else if (link) showLocked(link);
}

/** Listen to clicks and addresses, once. */
function listen() {
  history.scrollRestoration = 'manual';
  document.addEventListener('click', onClick);
  document.addEventListener('keydown', onKey);
  document.addEventListener('keydown', onSearchShortcut);
  window.addEventListener('popstate', onAddress);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') checkAgain();
  });
  window.addEventListener('pagehide', () => {
    if (session) history.replaceState({ ...history.state, y: window.scrollY }, '');
  });
}
