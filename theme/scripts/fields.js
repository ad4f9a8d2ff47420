// Fields of forms: each type of answer has its own input, reads as plain JSON, and says what is wrong with it.

const LONGEST_TEXT = 4000;
const LARGEST_NUMBER = 1e15;
const FEW_CHOICES = 7;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g;

/** What a form asks for.
 * @typedef {{ name: string, label: string, type: string, hint?: string, value?: any, required?: boolean,
 *   optional?: boolean, choices?: {value: any, label: string}[], columns?: string[], most?: string, least?: string,
 *   rows?: number, mustDiffer?: any, differs?: string }} Asked */

/** A field of a form, on the page.
 * @typedef {{ asked: Asked, box: HTMLElement, read: () => any, fill: (value: any) => void, problem: () => string | null,
 *   first: () => HTMLElement, complain: (text: string | null) => void }} Field */

/** Text as it can stand in a file. */
function plainText(text) {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '').trim();
}

/** Make the field of a question.
 * @param {Asked} asked
 * @param {string} id unique in the page
 * @returns {Field} */
function makeField(asked, id) {
  const control = (CONTROLS[asked.type] ?? CONTROLS.text)(asked, id);
  const box = frame(asked, id, control);
  const error = box.querySelector('.field-error');
  const field = {
    asked, box,
    read: control.read,
    fill: control.fill,
    first: control.first ?? (() => control.element),
    problem: () => control.problem?.() ?? commonProblem(asked, control.read()),
    complain: (text) => {
      error.textContent = text ?? '';
      error.hidden = !text;
      box.classList.toggle('is-wrong', Boolean(text));
      for (const one of control.marked?.() ?? [control.element]) {
        if (text) one.setAttribute('aria-invalid', 'true');
        else one.removeAttribute('aria-invalid');
      }
    },
  };
  if (asked.value !== undefined && asked.value !== null) control.fill(asked.value);
  return field;
}

/** Label, hint and error around a control. A group has them as legend and description. */
function frame(asked, id, control) {
  const { isGroup } = control;
  const box = make(isGroup ? 'fieldset' : 'div', '', { class: `field is-${asked.type}` });
  const label = make(isGroup ? 'legend' : 'label', asked.label, isGroup ? {} : { for: id });
  if (asked.optional) label.append(make('span', ` ${say('form_optional')}`, { class: 'meta' }));
  box.append(label);
  const described = [];
  if (asked.hint) {
    box.append(make('p', asked.hint, { id: `${id}-hint`, class: 'meta' }));
    described.push(`${id}-hint`);
  }
  const error = make('p', '', { id: `${id}-error`, class: 'field-error' });
  error.hidden = true;
  described.push(`${id}-error`);
  (isGroup ? box : control.element).setAttribute('aria-describedby', described.join(' '));
  if (!isGroup && asked.required) control.element.setAttribute('aria-required', 'true');
  if (isGroup && control.role) box.setAttribute('role', control.role);
  if (!isGroup) control.element.id = id;
  box.append(error, control.element);
  return box;
}

function isEmpty(value) {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What is wrong with a value whatever its type. */
function commonProblem({ required, mustDiffer, differs }, value) {
  if (isEmpty(value)) return required ? say('form_missing') : null;
  if (mustDiffer !== undefined && canonical(value) === canonical(mustDiffer)) return say(differs);
  const texts = Array.isArray(value) ? value.flatMap((one) => (typeof one === 'object' ? Object.values(one) : one)) : [value];
  const over = texts.find((one) => String(one).length > LONGEST_TEXT);
  return over === undefined ? null : say('form_too_long', { most: String(LONGEST_TEXT), count: String(over.length) });
}

/** A control that holds one text. */
function textual(element) {
  return {
    element,
    read: () => plainText(element.value) || null,
    fill: (value) => { element.value = value === null ? '' : String(value); },
  };
}

function selectOf(choices, required) {
  const select = make('select', '');
  select.append(make('option', say(required ? 'form_choose' : 'form_none'), { value: '' }));
  choices.forEach(({ label }, at) => select.append(make('option', label, { value: String(at) })));
  return {
    element: select,
    read: () => (select.value === '' ? null : choices[Number(select.value)].value),
    fill: (value) => {
      const at = choices.findIndex((one) => one.value === value);
      select.value = at < 0 ? '' : String(at);
    },
  };
}

/** Radio buttons or check boxes, one below the other. */
function boxes(type, { choices }, id) {
  const list = make('div', '', { class: 'options' });
  const inputs = choices.map(({ value, label }, at) => {
    const input = make('input', '', { type, name: id, id: `${id}-${at}`, value: String(at) });
    const line = make('label', '', { for: input.id });
    line.append(input, make('span', label));
    list.append(line);
    return { input, value };
  });
  const chosen = () => inputs.filter(({ input }) => input.checked).map(({ value }) => value);
  return {
    element: list, isGroup: true, inputs, chosen,
    first: () => (inputs.find(({ input }) => input.checked) ?? inputs[0]).input,
  };
}

function radios(asked, id) {
  const group = boxes('radio', asked, id);
  return {
    ...group, role: 'radiogroup',
    marked: () => [group.element.parentElement],
    read: () => group.chosen()[0] ?? null,
    fill: (value) => { for (const one of group.inputs) one.input.checked = one.value === value; },
  };
}

/** An input of the browser's own kind, which knows when what was typed is none. */
function typedInput(type, attributes, problemKey, read) {
  const element = make('input', '', { type, ...attributes });
  return {
    element,
    read: () => (element.value === '' ? null : read(element)),
    fill: (value) => { element.value = value === null ? '' : String(value); },
    problem: () => (element.validity.badInput || (element.value !== '' && !element.validity.valid) ? say(problemKey) : null),
  };
}

/** Codes as the language calls them: of currencies or countries. */
function codes(type) {
  const all = (session.bundle.respond.forms.codes?.[type] ?? '').match(type === 'country' ? /../g : /.../g) ?? [];
  const names = new Intl.DisplayNames(session.bundle.language, { type: type === 'country' ? 'region' : 'currency' });
  return all
    .map((value) => ({ value, label: type === 'country' ? `${names.of(value)} (${value})` : `${value} · ${names.of(value)}` }))
    .sort((one, other) => one.label.localeCompare(other.label, session.bundle.language));
}

const CONTROLS = {
  text: ({ rows = 3 }) => {
    const element = make('textarea', '', { rows: String(rows) });
    return textual(element);
  },
  link: () => {
    const control = textual(make('input', '', { type: 'url', inputmode: 'url', autocomplete: 'off' }));
    return { ...control, problem: () => (/^(https?:\/\/[^\s/]+\S*)?$/.test(control.read() ?? '') ? null : say('form_link')) };
  },
  number: (asked) => typedInput('number', { step: 'any', inputmode: 'decimal', max: LARGEST_NUMBER, min: -LARGEST_NUMBER },
    'form_number', (element) => element.valueAsNumber),
  date: ({ least = '1900-01-01', most = '2199-12-31' }) => {
    const control = typedInput('date', { min: least, max: most }, 'form_date', (element) => element.value);
    return {
      ...control,
      problem: () => {
        const { validity } = control.element;
        if (validity.rangeOverflow) return say('form_date_late', { date: sayDate(most) });
        if (validity.rangeUnderflow) return say('form_date_early', { date: sayDate(least) });
        return control.problem();
      },
    };
  },
  choice: (asked, id) => (asked.choices.length <= FEW_CHOICES ? radios(asked, id) : selectOf(asked.choices, asked.required)),
  select: ({ choices, required }) => selectOf(choices, required),
  radio: radios,
  yes_no: (asked, id) => radios({ ...asked, choices: [{ value: true, label: say('yes') }, { value: false, label: say('no') }] }, id),
  choices: (asked, id) => {
    const group = boxes('checkbox', asked, id);
    return {
      ...group,
      marked: () => group.inputs.map(({ input }) => input),
      read: () => group.chosen(),
      fill: (value) => { for (const one of group.inputs) one.input.checked = (value ?? []).includes(one.value); },
    };
  },
  currency: ({ required }) => selectOf(codes('currency'), required),
  country: ({ required }) => selectOf(codes('country'), required),
  list: ({ rows = 4 }) => {
    const element = make('textarea', '', { rows: String(rows) });
    return {
      element,
      read: () => element.value.split('\n').map(plainText).filter(Boolean),
      fill: (value) => { element.value = (value ?? []).join('\n'); },
    };
  },
  table: tableControl,
  secret: () => {
    const element = make('input', '', { type: 'password', autocomplete: 'current-password', autocapitalize: 'none', spellcheck: 'false' });
    return { ...textual(element), read: () => element.value || null };
  },
};

/** Rows of cells. A cell that was a number stays one as long as nobody types in it. */
function tableControl({ columns, label }, id) {
  const table = make('table', '', { class: 'cells' });
  const head = make('tr', '');
  for (const name of columns) head.append(make('th', name, { scope: 'col' }));
  head.append(make('td', ''));
  const body = make('tbody', '');
  const top = make('thead', '');
  top.append(head);
  table.append(make('caption', label, { class: 'unseen' }), top, body);
  const more = make('button', say('form_row_more'), { type: 'button', class: 'quiet' });
  const element = make('div', '');
  element.append(table, more);
  const touched = () => element.dispatchEvent(new Event('input', { bubbles: true }));
  const add = (row = {}) => {
    const line = make('tr', '');
    for (const name of columns) {
      const input = make('input', '', { type: 'text', 'aria-label': say('form_cell', { column: name, row: String(body.children.length + 1) }) });
      input.value = row[name] ?? '';
      input.was = row[name];
      const cell = make('td', '', { 'data-column': name });
      cell.append(input);
      line.append(cell);
    }
    const drop = make('button', say('form_row_less'), { type: 'button', class: 'quiet', 'aria-label': say('form_row_drop', { row: String(body.children.length + 1) }) });
    drop.addEventListener('click', () => {
      line.remove();
      if (!body.children.length) add();
      body.querySelector('input').focus();
      touched();
    });
    const last = make('td', '');
    last.append(drop);
    line.append(last);
    body.append(line);
    return line;
  };
  more.addEventListener('click', () => {
    add().querySelector('input').focus();
    touched();
  });
  const valueOf = (input) => (String(input.was ?? '') === input.value ? input.was ?? null : plainText(input.value) || null);
  const read = () => [...body.children]
    .map((line) => [...line.querySelectorAll('input')].map(valueOf))
    .filter((cells) => cells.some((cell) => cell !== null))
    .map((cells) => Object.fromEntries(cells.map((cell, at) => [columns[at], cell]).filter(([, cell]) => cell !== null)));
  add();
  return {
    element, isGroup: true, read,
    first: () => body.querySelector('input'),
    marked: () => [...body.querySelectorAll('input')],
    fill: (rows) => {
      body.replaceChildren();
      for (const row of rows ?? []) add(row);
      if (!body.children.length) add();
    },
  };
}

/** A value in words, or as a table.
 * @param {string} type of the question
 * @param {any} value */
function sayValue(type, value) {
  if (isEmpty(value)) return make('span', '–');
  if (type === 'table') return sayTable(value);
  return make('span', inWords(type, value));
}

function inWords(type, value) {
  const { language } = session.bundle;
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no');
  if (typeof value === 'number') return new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: 20 }).format(value);
  if (Array.isArray(value)) return value.join(', ');
  if (type === 'date') return sayDate(value);
  if (type === 'currency') return `${value} · ${new Intl.DisplayNames(language, { type }).of(value)}`;
  if (type === 'country') return `${new Intl.DisplayNames(language, { type: 'region' }).of(value)} (${value})`;
  return String(value);
}

function sayTable(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = make('table', '');
  const head = make('tr', '');
  for (const name of columns) head.append(make('th', name, { scope: 'col' }));
  const top = make('thead', '');
  top.append(head);
  const body = make('tbody', '');
  for (const row of rows) {
    const line = make('tr', '');
    for (const name of columns) line.append(make('td', inWords('text', row[name] ?? '–')));
    body.append(line);
  }
  table.append(top, body);
  const scroll = make('div', '', { class: 'scroll', tabindex: '0' });
  scroll.append(table);
  return scroll;
}
