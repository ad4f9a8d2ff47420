// What the page says beside its content: notices and the quiet line about its date.

/** An element with text and attributes.
 * @param {string} name
 * @param {string} text
 * @param {Record<string, string>} [attributes] */
function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

/** Show a notice until it is dismissed; the same one stands there once.
 * @param {'info' | 'warning' | 'error'} kind
 * @param {string} text
 * @param {{label: string, act: () => void}} [action] */
function notify(kind, text, action) {
  const notices = ui('notices');
  for (const old of notices.children) if (old.firstChild.textContent === text) old.remove();
  const notice = make('div', '', { class: 'og-notice', 'data-kind': kind, ...kind === 'error' && { role: 'alert' } });
  const dismiss = make('button', say('dismiss'), { type: 'button' });
  dismiss.addEventListener('click', () => notice.remove());
  notice.append(make('p', text));
  if (action) {
    const button = make('button', action.label, { type: 'button' });
    button.addEventListener('click', action.act);
    notice.append(button);
  }
  notice.append(dismiss);
  notices.append(notice);
}

/** The quiet line about the page's date, where the chrome has a place for it. */
function sayFreshness(text) {
  for (const place of document.querySelectorAll('[data-freshness]')) place.textContent = text;
}
