// Words: the locked page speaks the browser's language, the open portal its own.

/** What the first script hands over: it alone could make a policy. The words of the locked page, by
 * language, stand above all scripts as `CATALOGUES`. */
const policy = document.currentScript.handed;
let words = {};

/** Content of one of the page's JSON blocks, null where the page has none.
 * @param {string} id */
function readJson(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : null;
}

/** The first catalogue that one of the wanted languages names, English at last.
 * @param {readonly string[]} wanted language tags, best first */
function chooseLanguage(wanted) {
  for (const tag of wanted) {
    const found = [tag, tag.split('-')[0]].find((name) => Object.hasOwn(CATALOGUES, name));
    if (found) return found;
  }
  return 'en';
}

/** Set the language of the whole page.
 * @param {string} language
 * @param {string} [direction] */
function speak(language, direction) {
  const isLeftward = ['ar', 'fa', 'he', 'ur'].includes(language.split('-')[0]);
  Object.assign(document.documentElement, { lang: language, dir: direction ?? (isLeftward ? 'rtl' : 'ltr') });
}

/** Add words; later ones win.
 * @param {Record<string, string>} more */
function learn(more) {
  words = { ...words, ...more };
}

/** The sentence for a key, its {placeholders} filled in.
 * @param {string} key
 * @param {Record<string, string>} [values] */
function say(key, values = {}) {
  const all = { organization: document.documentElement.dataset.organization, ...values };
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (hole, name) => all[name] ?? hole);
}

/** Put the words into all elements of the shell that name a sentence. */
function sayAll() {
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
}

/** An element of the shell; its ids stand apart from those of content. */
function ui(id) {
  return document.getElementById(`og-${id}`);
}

/** A calendar date in words of the page's language.
 * @param {string} day ISO date, such as 2026-12-01 */
function sayDate(day) {
  const { lang } = document.documentElement;
  const format = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, format).format(new Date(`${day}T00:00:00Z`));
}

/** The browser's own calendar day as ISO date, `later` days from now. */
function localDay(later = 0) {
  const now = new Date();
  const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + later));
  return day.toISOString().slice(0, 10);
}
