// The form of an answer: opened above the page, kept as a sealed draft, held against its rules, sealed.

/** The dialog of all forms, made once.
 * @returns {HTMLDialogElement} */
function formDialog() {
  const there = document.querySelector('.form-dialog');
  if (there) return there;
  const dialog = make('dialog', '', { class: 'form-dialog', 'aria-labelledby': 'form-title' });
  const close = make('button', say('close'), { type: 'button', class: 'quiet' });
  close.addEventListener('click', () => dialog.close());
  const bar = make('div', '', { class: 'form-bar' });
  bar.append(make('h2', '', { id: 'form-title', tabindex: '-1' }), close);
  dialog.append(bar, make('div', '', { class: 'form-body' }));
  document.body.append(dialog);
  return dialog;
}

/** Show content in the dialog under a title, and put the focus there. */
function showInDialog(title, content, focus) {
  const dialog = formDialog();
  dialog.querySelector('#form-title').textContent = title;
  dialog.querySelector('.form-body').replaceChildren(...content);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('.form-body').scrollTop = 0;
  (focus ?? dialog.querySelector('#form-title')).focus();
  return dialog;
}

/** Open the form of a kind for a record, with what was begun before.
 * @param {string} kind
 * @param {string} ref */
async function openForm(kind, ref) {
  const name = `${kind} ${ref}`;
  const draft = session.kept.drafts[name];
  const form = makeForm(kind, ref);
  if (draft) for (const field of form.fields) if (field.asked.name in draft.values) refill(field, draft.values[field.asked.name]);
  if (draft) form.begun.replaceChildren(...sayDraft(draft, name, kind, ref));
  form.begun.hidden = !draft;
  form.name = name;
  const keeping = keepDraft(form);
  form.element.addEventListener('input', keeping.changed);
  form.element.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form);
  });
  const dialog = showInDialog(say(`${kind}_title`), [form.element]);
  dialog.onclose = async () => {
    await keeping.done();
    enliven();
    focusOn(document.querySelector(`#page [data-form="${name}"]`) ?? document.querySelector('#page h1'));
  };
}

/** Put back what was begun, where it can be seen. */
function refill(field, value) {
  field.fill(value);
  const fold = field.box.closest('details');
  if (fold && canonical(field.read()) !== field.first_value) fold.open = true;
}

/** Say when a draft was begun, and offer to begin anew. */
function sayDraft({ at }, name, kind, ref) {
  const fresh = make('button', say('draft_fresh'), { type: 'button', class: 'quiet' });
  fresh.addEventListener('click', async () => {
    await forgetDraft(name);
    formDialog().onclose = null;
    openForm(kind, ref);
  });
  return [make('p', say('draft_restored', { date: sayDate(at.slice(0, 10)) })), fresh];
}

/** Keep what is typed, one step after the other; secrets never.
 * @returns {{ changed: () => void, done: () => Promise<void> }} */
function keepDraft(form) {
  let wanted = false;
  let turn = Promise.resolve();
  const keep = async () => {
    if (!wanted || form.sent) return;
    wanted = false;
    const values = Object.fromEntries(form.fields.map((field) => [field.asked.name, field.read()]));
    const isNew = form.fields.some((field) => canonical(field.read()) !== field.first_value);
    await (isNew ? writeDraft(form.name, { at: new Date().toISOString(), values }) : forgetDraft(form.name));
  };
  const changed = () => {
    wanted = true;
    turn = turn.then(keep);
  };
  return { changed, done: () => turn };
}

/** The elements of a form.
 * @param {string} kind
 * @param {string} ref */
function makeForm(kind, ref) {
  const element = make('form', '', { novalidate: '' });
  const errors = make('div', '', { class: 'form-errors', tabindex: '-1', role: 'alert' });
  errors.hidden = true;
  const begun = make('div', '', { class: 'form-begun' });
  const fields = KINDS[kind].ask(ref).map((asked, at) => makeField(asked, `form-${at}`));
  for (const field of fields) field.first_value = canonical(field.read());
  const wants = respond.asks(kind);
  const secret = wants === 'nothing' ? null : makeField({
    name: 'secret', label: say(wants), type: 'secret', required: true,
    hint: say(kind === 'sign_off' ? 'sign_secret_hint' : 'secret_hint'),
  }, 'form-secret');
  const submit = make('button', say(kind === 'sign_off' ? 'sign_button' : 'form_go_on'), { type: 'submit', class: 'primary' });
  const cancel = make('button', say('form_cancel'), { type: 'button' });
  cancel.addEventListener('click', () => formDialog().close());
  const foot = make('div', '', { class: 'form-foot' });
  foot.append(submit, cancel);
  element.append(...aboutForm(kind, ref), begun, errors, ...arranged(fields), ...(secret ? [userName(), secret.box] : []), foot);
  if (fields.length) foot.after(make('p', say('form_kept'), { class: 'meta form-kept' }));
  return { element, errors, begun, fields, secret, submit, kind, ref, name: '', sent: false };
}

/** For password managers, which tell portals of one origin apart by it. */
function userName() {
  const name = make('input', '', { type: 'text', autocomplete: 'username', readonly: '', hidden: '' });
  name.value = ui('user').value;
  return name;
}

/** What the form is about; of a sign-off and a change what stands. */
function aboutForm(kind, ref) {
  const lead = KINDS[kind].lead?.(ref);
  return [
    make('p', titleOf(ref), { class: 'form-about' }),
    ...(lead ? [make('p', lead)] : []),
    ...(kind === 'sign_off' ? [sayContent(idOf(ref))] : []),
    ...(kind === 'change_request' ? [sayCurrent(ref)] : []),
  ];
}

/** What holds now, to be read and not to be edited. */
function sayCurrent(ref) {
  const { list, type, answer } = respond.shown(ref);
  const box = make('dl', '', { class: 'form-current' });
  const value = make('dd', '');
  value.append(list ? make('span', say(`scope_${list}`)) : sayValue(type, answer));
  box.append(make('dt', say('ask_current')), value);
  return box;
}

/** What is asked now first; folded up below what is answered, and what comes later with what opens it. */
function arranged(fields) {
  const answered = fields.filter(({ asked }) => asked.isAnswered);
  const later = Object.values(forms().later ?? {}).flat()
    .map(({ questions, said, why }) => ({ said, why, of: fields.filter(({ asked }) => questions.includes(asked.name)) }))
    .filter(({ of }) => of.length);
  const rest = new Set([...answered, ...later.flatMap(({ of }) => of)]);
  const now = fields.filter((field) => !rest.has(field));
  return [
    ...now.map(({ box }) => box),
    ...(answered.length ? [folded(say('answers_given', { count: String(answered.length) }), '', answered, !now.length)] : []),
    ...later.map(({ said, why, of }) => folded(said, why, of, false)),
  ];
}

/** Fields folded up under words that say what they are, and why they are.
 * @param {Field[]} fields */
function folded(said, why, fields, isOpen) {
  const fold = make('details', '', { class: 'rest' });
  const words = make('span', said);
  if (why) words.append(' ', make('span', why, { class: 'fold-why' }));
  const summary = make('summary', '');
  summary.append(words);
  fold.open = isOpen;
  fold.append(summary, ...fields.map(({ box }) => box));
  return fold;
}

/** What is wrong with a form: by field, or of the whole.
 * @returns {{field: Field | null, text: string}[]} */
function problemsOf(form) {
  const { kind, ref, fields, secret } = form;
  const problems = [...fields, ...(secret ? [secret] : [])].flatMap((field) => {
    const text = field.problem();
    return text ? [{ field, text }] : [];
  });
  const values = Object.fromEntries(fields.map((field) => [field.asked.name, field.read()]));
  for (const [name, text] of Object.entries(KINDS[kind].check?.(values) ?? {})) {
    const field = fields.find(({ asked }) => asked.name === name);
    if (!problems.some((one) => one.field === field)) problems.push({ field, text });
  }
  if (!problems.length && kind === 'answers' && !Object.keys(KINDS.answers.tell(ref, values).answers).length) {
    problems.push({ field: null, text: say('form_nothing') });
  }
  return problems;
}

/** Say what is wrong, beside each field and in sum, and put the focus on the sum.
 * @param {{field: Field | null, text: string}[]} problems
 * @param {{label: string, act: () => void}} [action] */
function showProblems(form, problems, action) {
  for (const field of [...form.fields, ...(form.secret ? [form.secret] : [])]) {
    field.complain(problems.find((one) => one.field === field)?.text ?? null);
  }
  form.errors.hidden = problems.length === 0;
  if (!problems.length) return form.errors.replaceChildren();
  const list = make('ul', '');
  for (const { field, text } of problems) {
    const line = make('li', field ? '' : text);
    if (field) line.append(linkTo(field, text));
    list.append(line);
  }
  const title = say(problems.length === 1 ? 'form_problem' : 'form_problems', { count: String(problems.length) });
  form.errors.replaceChildren(make('p', title), list);
  if (action) {
    const button = make('button', action.label, { type: 'button' });
    button.addEventListener('click', action.act);
    form.errors.append(button);
  }
  form.errors.scrollIntoView({ block: 'nearest' });
  form.errors.focus();
}

function linkTo(field, text) {
  const { label } = field.asked;
  const link = make('a', `${label}${/[?？؟:]$/.test(label) ? '' : ':'} ${text}`, { href: `#${field.first().id}` });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopPropagation();
    const fold = field.box.closest('details');
    if (fold) fold.open = true;
    field.first().focus();
  });
  return link;
}

/** Check, seal, and go on to the ways of sending; or say what is wrong. */
async function send(form) {
  if (form.element.getAttribute('aria-busy') === 'true') return;
  const problems = problemsOf(form);
  showProblems(form, problems);
  if (problems.length) return;
  form.element.setAttribute('aria-busy', 'true');
  form.submit.textContent = say('form_busy');
  const label = say(form.kind === 'sign_off' ? 'sign_button' : 'form_go_on');
  try {
    if (await isReplaced()) {
      const key = session.kept.stored ? 'form_stale' : 'form_stale_unkept';
      return showProblems(form, [{ field: null, text: say(key) }], { label: say('reload'), act: () => location.reload() });
    }
    const values = Object.fromEntries(form.fields.map((field) => [field.asked.name, field.read()])
      .filter(([, value]) => value !== null));
    const made = await respond.seal(form.kind, KINDS[form.kind].tell(form.ref, values), form.secret?.read() ?? undefined);
    offerWays({ ...made, ref: form.ref, draft: form });
  } catch (error) {
    const text = say(error instanceof NotSealed ? error.key : 'form_failed');
    const isSecret = form.secret && ['wrong_passphrase', 'wrong_password', 'empty', 'respond_other_person'].includes(error.key);
    showProblems(form, [{ field: isSecret ? form.secret : null, text }]);
  } finally {
    form.element.removeAttribute('aria-busy');
    form.submit.textContent = label;
  }
}

/** What is signed, in full: what a reader sees here is all that the signature stands under.
 * @param {'plan' | 'worksheet'} name */
function sayContent(name) {
  const text = respond.shown(`signoff:${name}`);
  const content = JSON.parse(text);
  const box = make('div', '', { class: 'signed-content' });
  box.append(...(name === 'plan' ? sayTasks(content.tasks) : sayWorksheet(content)));
  const exact = make('details', '', { class: 'rest' });
  const letters = make('pre', text, { tabindex: '0' });
  const digest = make('p', '', { class: 'meta' });
  respond.digest(name).then((made) => { digest.textContent = say('sign_digest', { digest: made }); });
  exact.append(make('summary', say('sign_exact')), digest, letters);
  box.append(exact);
  return box;
}

function sayTasks(tasks) {
  const table = make('table', '');
  const head = make('tr', '');
  for (const key of ['sign_task', 'sign_owner', 'sign_due']) head.append(make('th', say(key), { scope: 'col' }));
  const top = make('thead', '');
  top.append(head);
  const body = make('tbody', '');
  const inOrder = tasks.toSorted((one, other) => (one.due ?? '9').localeCompare(other.due ?? '9') || one.title.localeCompare(other.title));
  for (const { title, owner, due } of inOrder) {
    const line = make('tr', '');
    line.append(make('th', title, { scope: 'row' }), make('td', nameOf(owner)), make('td', due ? sayDate(due) : '–', { class: 'day' }));
    body.append(line);
  }
  table.append(top, body);
  return [make('p', say('sign_tasks', { count: String(tasks.length) }), { class: 'meta' }), table];
}

function sayWorksheet({ answers, scope }) {
  const parts = [];
  for (const section of new Set(answers.map((one) => one.section))) {
    parts.push(make('h3', forms().sections?.[section] ?? section));
    const list = make('dl', '');
    for (const { question, type, answer, architectural } of answers.filter((one) => one.section === section)) {
      const value = make('dd', '');
      value.append(sayValue(type, answer));
      if (architectural) value.append(' ', make('span', say('sign_locks'), { class: 'tag' }));
      list.append(make('dt', question), value);
    }
    parts.push(list);
  }
  for (const name of SCOPE_LISTS) {
    const items = scope.filter(({ list }) => list === name);
    if (!items.length) continue;
    const list = make('ul', '', { class: 'plain' });
    for (const { text } of items) list.append(make('li', text));
    parts.push(make('h3', say(`scope_${name}`)), list);
  }
  return parts;
}
