// The kinds of answers: what each asks for, and how it reads as a response.

const REASONS = [
  'it_approval', 'third_party', 'stakeholder_alignment', 'customer_availability', 'provider_capacity', 'data_quality',
  'data_migration', 'integration', 'configuration', 'validation', 'training', 'handoff', 'legal', 'scope_change',
  'technical', 'other',
];
const SCOPE_LISTS = ['included', 'deferred', 'excluded'];

/** What the portal says can be answered. */
function forms() {
  return session.bundle.respond.forms ?? {};
}

function nameOf(person) {
  return forms().people?.[person] ?? person ?? '';
}

/** Whether the reader may be the one: an unknown reader may be anybody. */
function mayBe(person) {
  return !session.person || session.person === person;
}

/** The kinds of answers that a record takes from this reader, first what is most likely.
 * @param {string} ref
 * @returns {string[]} */
function kindsFor(ref) {
  const [kind, id] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
  return { task: taskKinds, setting: settingKinds, scope: scopeKinds, section: sectionKinds, signoff: signOffKinds }[kind]?.(id, ref) ?? [];
}

function taskKinds(id, ref) {
  const record = respond.shown(ref);
  if (!record) return [];
  const { kinds = [], only } = forms().tasks?.[id] ?? {};
  const allowed = only && !mayBe(only) ? [] : kinds.filter((kind) => kind !== 'date_confirm' || mayBe(record.owner));
  const isOwn = !session.person || session.person === record.owner || session.person === only;
  return isOwn || kinds.includes('rating') ? [...allowed, 'task_question'] : ['task_question', ...allowed];
}

function settingKinds(id, ref) {
  const form = forms().questions?.[id];
  return form?.locked && !form.moving && respond.shown(ref) ? ['change_request'] : [];
}

function scopeKinds(id, ref) {
  return forms().scope?.includes(id) && respond.shown(ref) ? ['change_request'] : [];
}

function sectionKinds(id) {
  return questionsOf(id).length ? ['answers'] : [];
}

function signOffKinds(id, ref) {
  const form = forms().sign_offs?.[id];
  if (!form?.ready || respond.shown(ref) === null) return [];
  return !form.people || form.people.some(mayBe) ? ['sign_off'] : [];
}

/** The questions of a section that can simply be answered, those without an answer first. */
function questionsOf(section) {
  const found = Object.entries(forms().questions ?? {})
    .filter(([setting, form]) => setting.startsWith(`${section}.`) && !form.locked)
    .map(([setting, form]) => ({ setting, form, ...respond.shown(`setting:${setting}`) }))
    .filter(({ question }) => question);
  return [...found.filter(({ answer }) => answer === null), ...found.filter(({ answer }) => answer !== null)];
}

/** The field of a question of the worksheet. */
function questionField({ setting, form, question, type, answer }, more = {}) {
  return {
    name: setting, label: question, type, value: answer,
    choices: form.choices?.map((value) => ({ value, label: value })), columns: form.columns, ...more,
    ...type === 'list' && { hint: say('form_one_per_line') },
  };
}

const REASON = () => ({
  name: 'reason', label: say('ask_reason'), type: 'select', required: true,
  choices: REASONS.map((value) => ({ value, label: say(`reason_${value}`) })),
});
const NOTE = () => ({ name: 'note', label: say('ask_note'), type: 'text', optional: true });
const idOf = (ref) => ref.slice(ref.indexOf(':') + 1);

/** By kind: what it is about in a sentence, what it asks for, and the fields of its response.
 * @type {Record<string, { lead?: (ref: string) => string | null, ask: (ref: string) => Asked[],
 *   tell: (ref: string, values: Record<string, any>) => Record<string, any>, check?: Function }>} */
const KINDS = {
  task_done: {
    lead: (ref) => (forms().tasks?.[idOf(ref)]?.evidence ? say('done_evidence', { what: forms().tasks[idOf(ref)].evidence }) : null),
    ask: () => [
      { name: 'done', label: say('ask_done'), type: 'date', required: true, value: session.today ?? localDay(), most: localDay() },
      { name: 'evidence', label: say('ask_evidence'), type: 'link', optional: true, hint: say('ask_evidence_hint') },
      NOTE(),
    ],
    tell: (ref, values) => ({ task: idOf(ref), ...values }),
  },
  task_blocked: {
    ask: () => [
      REASON(),
      { name: 'since', label: say('ask_since'), type: 'date', required: true, value: localDay(), most: localDay() },
      { name: 'until', label: say('ask_until'), type: 'date', optional: true, hint: say('ask_until_hint') },
      { ...NOTE(), label: say('ask_blocked_note') },
    ],
    tell: (ref, values) => ({ task: idOf(ref), ...values }),
    check: ({ since, until }) => (since && until && until < since ? { until: say('form_until') } : {}),
  },
  task_question: {
    lead: () => say('question_lead'),
    ask: () => [{ name: 'question', label: say('ask_question'), type: 'text', rows: 5, required: true }],
    tell: (ref, values) => ({ task: idOf(ref), ...values }),
  },
  date_confirm: {
    lead: (ref) => say('confirm_lead', { date: sayDate(respond.shown(ref).due) }),
    ask: () => [],
    tell: (ref) => ({ task: idOf(ref), due: respond.shown(ref).due }),
  },
  date_propose: {
    lead: (ref) => {
      const { due } = respond.shown(ref);
      return due ? say('propose_lead', { date: sayDate(due) }) : say('propose_none');
    },
    ask: (ref) => [
      { name: 'to', label: say('ask_to'), type: 'date', required: true, least: localDay(), mustDiffer: respond.shown(ref).due ?? undefined, differs: 'form_same_date' },
      REASON(),
      NOTE(),
    ],
    tell: (ref, values) => ({ task: idOf(ref), ...values }),
  },
  answers: {
    lead: () => say('answers_lead'),
    ask: (ref) => questionsOf(idOf(ref)).map((one) => questionField(one, {
      isAnswered: one.answer !== null,
      hint: one.form.required && one.answer === null ? say('answer_required') : one.type === 'list' ? say('form_one_per_line') : undefined,
    })),
    tell: (ref, values) => ({
      answers: Object.fromEntries(Object.entries(values).filter(([setting, value]) => !isEmpty(value) && isNews(setting, value))),
    }),
    check: (values) => Object.fromEntries(Object.entries(values)
      .filter(([setting, value]) => isEmpty(value) && respond.shown(`setting:${setting}`).answer !== null)
      .map(([setting]) => [setting, say('form_not_empty')])),
  },
  sign_off: {
    lead: (ref) => say(`sign_lead_${idOf(ref)}`),
    ask: () => [],
    tell: (ref) => ({ signoff: idOf(ref) }),
  },
  change_request: {
    ask: (ref) => [
      { name: 'requested', label: say('ask_requested'), required: true, ...requestedField(ref) },
      { name: 'reason', label: say('ask_why'), type: 'text', required: true },
      { name: 'downstream', label: say('ask_downstream'), type: 'list', hint: say('form_one_per_line'), optional: true, rows: 2 },
      { name: 'effective', label: say('ask_effective'), type: 'date', required: true, value: localDay() },
    ],
    tell: (ref, { requested, ...values }) => ({ target: ref, requested, ...values }),
  },
  rating: {
    ask: () => [
      {
        name: 'value', label: say('ask_rating'), type: 'radio', required: true,
        choices: [5, 4, 3, 2, 1].map((value) => ({ value, label: say(`rating_${value}`) })),
      },
      { ...NOTE(), label: say('ask_comment') },
    ],
    tell: (ref, values) => ({ milestone: idOf(ref), ...values }),
  },
};

/** Whether a value says something else than the answer that stands. */
function isNews(setting, value) {
  const { type, answer } = respond.shown(`setting:${setting}`);
  const inOrder = (one) => (type === 'choices' && Array.isArray(one) ? [...one].sort() : one);
  return canonical(inOrder(value)) !== canonical(inOrder(answer));
}

/** What is asked for instead: of an answer one of its type, of the scope the list it should stand in. */
function requestedField(ref) {
  if (ref.startsWith('scope:')) {
    const { list } = respond.shown(ref);
    return {
      type: 'radio',
      choices: SCOPE_LISTS.filter((one) => one !== list).map((value) => ({ value, label: say(`scope_to_${value}`) })),
    };
  }
  const { type, answer } = respond.shown(ref);
  const form = forms().questions[idOf(ref)];
  return {
    type, mustDiffer: answer ?? undefined, differs: 'form_same', columns: form.columns,
    choices: form.choices?.filter((value) => value !== answer).map((value) => ({ value, label: value })),
    // What is long is easier to mend than to write anew.
    ...(type === 'table' || type === 'list' || type === 'choices') && { value: answer },
    ...type === 'list' && { hint: say('form_one_per_line') },
  };
}

/** What a record is called.
 * @param {string} ref */
function titleOf(ref) {
  const id = idOf(ref);
  if (ref.startsWith('signoff:')) return say(`sign_${id}`);
  if (ref.startsWith('section:')) return forms().sections?.[id] ?? id;
  const record = respond.shown(ref) ?? {};
  return record.title ?? record.question ?? record.text ?? id;
}

/** Who of the organization takes it in: name and address.
 * @param {string} ref */
function contactOf(ref) {
  const { contact, emails = {}, tasks = {} } = forms();
  const person = (ref.startsWith('task:') && tasks[idOf(ref)]?.contact) || contact;
  return { name: person ? nameOf(person) : say('{organization}'), email: emails[person] ?? '' };
}
