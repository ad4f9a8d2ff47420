// Where answers begin: buttons beside what they are about, drafts that wait, and what is on its way.

/** How many of a task's buttons a line of a list shows. */
const FEW_ANSWERS = 2;

/** Of these the first one stands out. */
const MAIN_ANSWERS = ['task_done', 'date_confirm', 'answers', 'sign_off', 'rating'];

/** Put the buttons of all that can be answered on a page; again, once something was sent.
 * @param {Element} root the page's element
 * @param {{path: string | null}} context */
function offerAnswers(root, { path }) {
  for (const old of root.querySelectorAll('.answers, section.sent')) old.remove();
  if (!respond.isOpen || !session.kept) return;
  for (const place of root.querySelectorAll('[data-answers]')) place.append(...answersTo(place.dataset.answers));
  for (const title of root.querySelectorAll('.ask .ask-title[href]')) offerInAsk(title);
  for (const section of root.querySelectorAll('.questions[id^="section-"]')) offerInSection(section);
  for (const question of root.querySelectorAll('[id^="setting-"]')) offerChange(question, 'setting');
  for (const item of root.querySelectorAll('[id^="scope-"]')) offerChange(item, 'scope');
  root.querySelector('#sign-off')?.append(...answersToSignOff(path === 'plan' ? 'plan' : 'worksheet'));
  const list = path === session.bundle.home ? sentList() : null;
  if (list) (root.querySelector('.asks') ?? root).append(list);
}

/** A button that opens a form. */
function formButton(kind, ref, label = say(`${kind}_button`), attributes = {}) {
  const button = make('button', label, { type: 'button', 'data-form': `${kind} ${ref}`, 'aria-haspopup': 'dialog', ...attributes });
  button.addEventListener('click', () => openForm(kind, ref));
  return button;
}

/** The buttons of a record, and below them what waits: what was sent, and what was begun.
 * @param {string} ref
 * @param {number} [most] how many buttons, where there is little room
 * @returns {HTMLElement[]} none where nothing can be said */
function answersTo(ref, most) {
  const waiting = waitingFor(ref);
  const isOver = isSaid('task_done', ref);
  const kinds = kindsFor(ref).filter((kind) => kind === 'task_question' || !(isOver || isSaid(kind, ref)));
  const row = make('p', '', { class: 'answers' });
  const isFirst = (kind) => MAIN_ANSWERS.includes(kind) && kind === kinds[0];
  row.append(...kinds.slice(0, most).map((kind) => formButton(kind, ref, undefined, isFirst(kind) ? { class: 'primary' } : {})));
  return [...(row.children.length ? [row] : []), ...saysWaiting(ref, waiting)];
}

function saysWaiting(ref, waiting) {
  const began = Object.entries(session.kept.drafts).filter(([name]) => name.endsWith(` ${ref}`));
  if (!waiting.length && !began.length) return [];
  const list = make('ul', '', { class: 'answers is-waiting' });
  for (const one of waiting) {
    list.append(make('li', say('waiting_line', { what: say(`${one.kind}_button`), date: sayDate(one.at.slice(0, 10)) })));
  }
  for (const [name, { at }] of began) {
    const [kind] = name.split(' ');
    list.append(make('li', say(session.kept.stored ? 'draft_line' : 'draft_line_unkept', { what: say(`${kind}_button`), date: sayDate(at.slice(0, 10)) })));
  }
  return [list];
}

/** The record that an address leads to, where it can be answered; else null. */
function refOf(href) {
  const { path, anchor } = parseRoute(href);
  if (/^plan\/[^/]+$/.test(path)) return `task:${path.slice('plan/'.length)}`;
  if (anchor.startsWith('section-')) return `section:${anchor.slice('section-'.length)}`;
  return anchor === 'sign-off' ? `signoff:${path}` : null;
}

/** What waits for the reader on the overview can be answered there. */
function offerInAsk(title) {
  const ref = refOf(title.getAttribute('href'));
  const people = title.closest('[data-people]')?.dataset.people.split(' ') ?? [];
  if (!ref || !people.some(mayBe) || kindsFor(ref)[0] === 'task_question') return;
  title.closest('.ask').append(...answersTo(ref, FEW_ANSWERS));
}

function offerInSection(section) {
  const id = section.id.slice('section-'.length);
  const ref = `section:${id}`;
  if (!kindsFor(ref).length) return;
  const open = questionsOf(id).filter(({ answer }) => answer === null);
  const later = (forms().later?.[id] ?? []).flatMap(({ questions }) => questions);
  const isNow = open.some(({ setting }) => !later.includes(setting));
  const row = make('p', '', { class: 'answers' });
  row.append(formButton('answers', ref, say(open.length ? 'answers_button' : 'answers_change'), { class: isNow ? 'primary' : 'quiet' }));
  const fold = section.querySelector(':scope > .fold');
  if (open.length) fold?.before(row);
  if (!row.parentElement) (fold ?? section).append(row);
  section.append(...saysWaiting(ref, waitingFor(ref)));
}

/** What is locked can be asked to change. */
function offerChange(element, kind) {
  const ref = `${kind}:${element.id.slice(kind.length + 1)}`;
  const waiting = waitingFor(ref);
  if (kindsFor(ref).length && !isSaid('change_request', ref)) {
    const row = make(kind === 'scope' ? 'div' : 'dd', '', { class: 'answers' });
    const label = `${say('change_request_button')}: ${titleOf(ref)}`;
    row.append(formButton('change_request', ref, undefined, { class: 'quiet', 'aria-label': label }));
    element.append(row);
  }
  const notes = saysWaiting(ref, waiting);
  if (!notes.length) return;
  const box = make(kind === 'scope' ? 'div' : 'dd', '', { class: 'answers' });
  box.append(...notes);
  element.append(box);
}

/** The button to sign; or what is missing before one can. */
function answersToSignOff(name) {
  const ref = `signoff:${name}`;
  const form = forms().sign_offs?.[name];
  if (form && !form.ready && respond.shown(ref) !== null) {
    return [make('p', say('sign_not_yet'), { class: 'answers meta' })];
  }
  return answersTo(ref);
}
