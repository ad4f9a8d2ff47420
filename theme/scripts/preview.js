// The plain preview of `onboardgen serve`: same pages, no seal, redrawn when a file changes.

const preview = { events: null, version: null, shell: null, wrong: false, drawn: false, turn: Promise.resolve() };

function startPreview() {
  document.addEventListener('visibilitychange', followFiles);
  followFiles();
}

/** Listen while somebody looks: a browser has only a few lines to one server. */
function followFiles() {
  if (document.hidden && preview.shell) {
    preview.events?.close();
    preview.events = null;
    return;
  }
  if (preview.events) return;
  const events = new EventSource('_events');
  preview.events = events;
  events.onmessage = ({ data }) => {
    preview.turn = preview.turn.then(() => showState(JSON.parse(data))).catch(lost).then(() => document.hidden && followFiles());
  };
  events.onerror = () => {
    if (events !== preview.events) return;
    if (preview.shell) lost();
    if (events.readyState !== EventSource.CLOSED) return;
    preview.events = null;
    setTimeout(followFiles, 2000);
  };
}

/** Say once that the page is on its own; it is taken back when the files are followed again. */
function lost() {
  notify('warning', say('preview_lost'));
}

function found() {
  for (const notice of ui('notices').children) if (notice.firstChild.textContent === say('preview_lost')) notice.remove();
}

/** Bring the page to the state the server tells: its look, its content, what is wrong.
 * @param {{version: string | null, shell: string, today: string, findings: any[], more: number, messages: Record<string, string>, is_list: boolean, readers: {id: string, label: string}[]}} state */
async function showState(state) {
  if (preview.shell && preview.shell !== state.shell) return location.reload();
  preview.shell = state.shell;
  learn(state.messages);
  found();
  if (state.version && state.version !== preview.version) {
    await loadPreview(state.today);
    preview.version = state.version;
    const y = preview.drawn ? window.scrollY : undefined;
    openChrome();
    learn(state.messages);
    showRoute(y);
    preview.drawn = true;
  }
  ui('locked').hidden = true;
  ui('preview').hidden = false;
  ui('preview-list').hidden = state.is_list;
  ui('preview-list').textContent = say('preview_list');
  ui('preview-note').textContent = say('preview_note');
  listReaders(state.readers);
  sayAll();
  showFindings(state);
}

/** @param {string} today the day the preview is as of, which may be another one than the browser's */
async function loadPreview(today) {
  const response = await fetch('bundle.json', { cache: 'no-store' });
  const { viewAs } = session ?? {};
  session = {
    viewAs,
    bundle: await response.json(),
    attachment: (path) => fetchBeside(`attachments/${path.split('/').map(encodeURIComponent).join('/')}`),
    person: null, lastVisit: null, news: null, asOf: today, today,
  };
}

/** Offer to see the portal as each of its readers, and say again who was chosen.
 * @param {{id: string, label: string}[]} readers */
function listReaders(readers) {
  const chooser = ui('preview-reader');
  const chosen = session?.viewAs?.[''] ?? '';
  const everybody = make('option', say('preview_everybody'), { value: '' });
  chooser.replaceChildren(everybody, ...readers.map(({ id, label }) => make('option', label, { value: id })));
  const isThere = readers.some(({ id }) => id === chosen);
  offerReaders(chooser, (person) => viewAs('', person), isThere ? chosen : '');
  ui('preview-as').querySelector('span').textContent = say('preview_as');
  ui('preview-as').hidden = readers.length === 0;
}

/** List what is wrong with the workspace: errors open, warnings folded up; nothing where all is fine.
 * @param {{findings: {code: string, severity: string, message: string, hint: string, path: string, line: number, column: number}[], more: number, version: string | null}} state */
function showFindings({ findings, more, version }) {
  const panel = ui('findings');
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const list = make('ol', '');
  for (const finding of findings) list.append(findingItem(finding));
  const box = make('details', '');
  box.open = panel.hidden || Boolean(errors) !== preview.wrong ? errors > 0 : panel.querySelector('details')?.open ?? errors > 0;
  const heading = make('summary', '');
  heading.append(make('strong', say('findings')), make('span', countFindings(errors, findings.length - errors)));
  box.append(heading, list);
  if (more) box.append(make('p', say('preview_more', { count: more }), { class: 'og-aside' }));
  if (errors) box.append(make('p', say(version ? 'preview_earlier' : 'preview_nothing'), { class: 'og-aside' }));
  panel.replaceChildren(box);
  panel.hidden = findings.length === 0;
  preview.wrong = errors > 0;
}

function countFindings(errors, warnings) {
  const key = errors && warnings ? 'preview_both' : errors ? 'preview_errors' : 'preview_warnings';
  return say(key, { errors, warnings, count: errors || warnings });
}

function findingItem({ code, severity, message, hint, path, line, column }) {
  const item = make('li', '', { 'data-severity': severity });
  const place = make('p', '', { class: 'og-place' });
  place.append(make('strong', say(severity)), make('code', `${path}:${line}:${column}`), make('span', code));
  item.append(place, withCode('p', message));
  if (hint) item.append(withCode('p', hint, { class: 'og-hint' }));
  return item;
}

/** An element whose text has `code` in it. */
function withCode(name, text, attributes = {}) {
  const element = make(name, '', attributes);
  const parts = text.split('`');
  element.append(...parts.map((part, at) => (at % 2 && at < parts.length - 1 ? make('code', part) : at % 2 ? `\`${part}` : part)));
  return element;
}
