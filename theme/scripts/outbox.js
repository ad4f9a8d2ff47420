// On its way: how a sealed answer gets to the team, and what this browser remembers of it, sealed as well.

/** The longest address of a mail that programs take. */
const LONGEST_MAIL = 2000;
const MOST_SENT = 60;

/** What this browser keeps: drafts by name, and what was sent, the newest first. */
async function loadKept() {
  const { sent = [], drafts = {} } = await session.notes?.read() ?? {};
  session.kept = { sent, drafts, stored: true };
}

async function writeDraft(name, draft) {
  session.kept.drafts[name] = draft;
  session.kept.stored = await respond.drafts.write(name, draft);
}

async function forgetDraft(name) {
  delete session.kept.drafts[name];
  await respond.drafts.write(name, null);
}

/** Remember what was sent: in what way, when, with which receipt. A second way replaces the first. */
async function remember({ id, kind, ref, at, receipt, text, name }, way) {
  const { kept } = session;
  const one = { id, kind, ref, title: titleOf(ref), at, receipt, text, name, way, bundle: session.siv };
  kept.sent = [one, ...kept.sent.filter((other) => other.id !== id)].slice(0, MOST_SENT);
  kept.stored = await session.notes?.write({ sent: kept.sent }) ?? false;
}

/** Whether the portal has taken it in. */
function isTaken({ id }) {
  return session.bundle.respond.taken?.includes(id.slice(0, 8)) ?? false;
}

/** What was sent about a record and is not taken in yet. */
function waitingFor(ref) {
  return session.kept.sent.filter((one) => one.ref === ref && !isTaken(one));
}

/** Whether something of a kind is said about a record on this very page. On a newer page it can be
 * said again: what was sent may have been lost, or refused because the content moved on. */
function isSaid(kind, ref) {
  return waitingFor(ref).some((one) => one.kind === kind && one.bundle === session.siv);
}

/** Letters of a receipt that people can compare. */
function shortReceipt({ receipt }) {
  return receipt.slice(0, 16).match(/.{4}/g).join(' ');
}

/** The step after sealing: four ways to send it, and what happens next.
 * @param {any} made what `respond.seal` made, with `ref`, and the form where there is a draft */
function offerWays(made) {
  const { kind, ref, draft } = made;
  const contact = contactOf(ref);
  const status = make('div', '', { class: 'sent-status', role: 'status' });
  const words = (key, more = {}) => say(key, { name: contact.name, file: made.name, ...more });
  const sent = async (way, text) => {
    status.className = 'sent-status is-sent';
    status.replaceChildren(make('p', text), make('p', words('sent_next')), make('p', say('sent_receipt', { receipt: shortReceipt(made) }), { class: 'meta' }));
    await remember(made, way);
    if (draft) {
      draft.sent = true;
      await forgetDraft(draft.name);
    }
    if (!session.kept.stored) status.append(make('p', say('sent_unkept')));
    for (const one of ways.querySelectorAll('.primary')) one.classList.remove('primary');
    close.className = 'primary';
  };
  const failed = (key, ...more) => {
    status.className = 'sent-status is-failed';
    status.replaceChildren(make('p', words(key)), ...more);
  };
  const ways = make('ul', '', { class: 'ways' });
  const close = make('button', say('form_done'), { type: 'button' });
  close.addEventListener('click', () => formDialog().close());
  ways.append(...[
    respond.endpoint && postWay(made, words, sent, failed),
    mailWay(made, contact, words, sent, failed),
    copyWay(made, words, sent, failed),
    fileWay(made, words, sent),
  ].filter(Boolean));
  const foot = make('div', '', { class: 'form-foot' });
  foot.append(close);
  ways.querySelector('.button:not(.is-long), button:not(.is-long)').classList.add('primary');
  const about = make('p', kind === 'sign_off' ? titleOf(ref) : `${say(`${kind}_button`)}: ${titleOf(ref)}`, { class: 'form-about' });
  const dialog = showInDialog(say('send_title'), [about, make('p', words('send_lead')), ways, status, foot]);
  dialog.onclose ??= () => enliven();
}

/** One way: a button with a line that says what it does. */
function way(control, hint) {
  const line = make('li', '');
  line.append(control, make('p', hint, { class: 'meta' }));
  return line;
}

function postWay(made, words, sent, failed) {
  const button = make('button', say('send_post'), { type: 'button' });
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    if (await respond.post(made.text)) await sent('post', words('sent_post'));
    else failed('send_failed');
    button.removeAttribute('aria-busy');
  });
  return way(button, words('send_post_hint'));
}

/** A mail that is written already; what is too long for that goes as a file. */
function mailWay(made, contact, words, sent, failed) {
  // Mails are read on their way: what it is about stands inside the seal alone.
  const subject = say('mail_subject');
  const body = `${words('mail_body')}\n\n${made.text}`;
  const address = `mailto:${encodeURIComponent(contact.email).replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replace(/\n/g, '\r\n'))}`;
  if (address.length > LONGEST_MAIL) {
    const button = make('button', words('send_mail'), { type: 'button', class: 'is-long' });
    button.addEventListener('click', () => failed('send_too_long'));
    return way(button, words('send_mail_long'));
  }
  const link = make('a', words('send_mail'), { href: address, class: 'button' });
  link.addEventListener('click', () => sent('mail', words('sent_mail')));
  return way(link, words('send_mail_hint'));
}

function copyWay(made, words, sent, failed) {
  const button = make('button', say('send_copy'), { type: 'button' });
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(made.text);
      await sent('copy', words('sent_copy'));
    } catch {
      const box = make('textarea', '', { readonly: '', rows: '6', 'aria-label': say('send_letters') });
      box.value = made.text;
      // Whoever copies by hand has it from then on.
      box.addEventListener('copy', () => sent('copy', words('sent_copy')));
      failed('copy_refused', box);
      box.focus();
      box.select();
    }
  });
  return way(button, words('send_copy_hint'));
}

function fileWay(made, words, sent) {
  const button = make('button', say('send_file'), { type: 'button' });
  button.addEventListener('click', () => {
    save(new Blob([made.text], { type: 'text/plain' }), made.name);
    return sent('file', words('sent_file'));
  });
  return way(button, words('send_file_hint'));
}

/** The list of what was sent: what is on its way, and what was taken in.
 * @returns {HTMLElement | null} null where nothing was */
function sentList() {
  const { sent } = session.kept;
  if (!sent.length) return null;
  const section = make('section', '', { class: 'sent', 'aria-labelledby': 'sent-title' });
  section.append(make('h2', say('sent_title'), { id: 'sent-title' }));
  const list = make('ul', '', { class: 'briefs' });
  for (const one of sent) list.append(sentLine(one));
  section.append(make('p', say('sent_about'), { class: 'meta' }), list);
  return section;
}

function sentLine(one) {
  const line = make('li', '', { class: 'brief' });
  const title = make('span', `${say(`${one.kind}_button`)}: ${one.title} `, { class: 'brief-title' });
  const taken = isTaken(one);
  title.append(make('span', say(taken ? 'sent_taken' : 'sent_waiting'), { class: `status is-${taken ? 'done' : 'waiting'}` }));
  const facts = `${sayDate(one.at.slice(0, 10))} · ${say(`way_${one.way}`)} · ${say('sent_receipt', { receipt: shortReceipt(one) })}`;
  line.append(title, make('span', facts, { class: 'meta' }));
  const foot = make('span', '', { class: 'answers' });
  if (!taken) foot.append(action('send_again', () => offerAgain(one)));
  foot.append(action('sent_forget', () => forgetSent(one)));
  line.append(foot);
  return line;
}

function action(key, act) {
  const button = make('button', say(key), { type: 'button', class: 'quiet' });
  button.addEventListener('click', act);
  return button;
}

function offerAgain(one) {
  formDialog().onclose = () => enliven();
  offerWays(one);
}

async function forgetSent(one) {
  session.kept.sent = session.kept.sent.filter(({ id }) => id !== one.id);
  await session.notes?.write({ sent: session.kept.sent });
  enliven();
  focusOn(document.getElementById('sent-title') ?? document.querySelector('#page h1'));
}
