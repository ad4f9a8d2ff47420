// What pages do once they are shown: relative dates, lists that can be narrowed down,
// the current page in sight in the navigation.

const DAY_MILLISECONDS = 86_400_000;
const RELATIVE_STEPS = [['year', 365], ['month', 61], ['week', 21], ['day', 1]];
const RELATIVE_SIZES = { year: 365, month: 30.44, week: 7, day: 1 };

/** The filter last chosen on each page, kept while the portal is open. */
const chosenFilters = new Map();

/** Make a page that was just shown come alive; again, once more is known about it.
 * @param {Element} root the page's element
 * @param {{path: string | null, person: string | null, today: string, asOf: string | null, language: string, say: Function, sayDate: Function, lastVisit: string | null, news: string[] | null}} context
 *   `news` has the commit of each line that the last visit was not told of; null where none is known */
function enhancePage(root, context) {
  for (const time of root.querySelectorAll('time[data-relative]')) sayRelativeDate(time, context);
  addressReader(root, context);
  offerOwn(root, context.person);
  tellNews(root, context);
  const bar = root.querySelector('[data-filters]');
  if (bar?.hidden && bar.querySelector('[data-filter]:not([data-filter=""], [hidden])')) enableFilters(root, bar, context);
  for (const timeline of root.querySelectorAll('[data-timeline]')) enableTimeline(timeline);
  for (const button of root.querySelectorAll('[data-fold-all]')) offerFolds(root, button);
  showCurrentTab();
}

/** One button opens every fold of a page, and folds them again. */
function offerFolds(root, button) {
  if (!button.hidden) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const folds = [...root.querySelectorAll('.fold')];
    const isOpening = button.getAttribute('aria-expanded') !== 'true';
    for (const fold of folds) fold.open = isOpening;
    button.setAttribute('aria-expanded', String(isOpening));
  });
}

/** On narrow screens the navigation scrolls: bring the current page's entry into it. */
function showCurrentTab() {
  const tabs = document.querySelector('.tabs');
  const current = tabs?.querySelector('[aria-current]');
  if (!current) return;
  const inner = current.getBoundingClientRect();
  const outer = tabs.getBoundingClientRect();
  if (inner.left < outer.left) tabs.scrollLeft -= outer.left - inner.left + 24;
  if (inner.right > outer.right) tabs.scrollLeft += inner.right - outer.right + 24;
}

/** Whole days from one ISO date to another. */
function daysBetween(first, last) {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MILLISECONDS);
}

/** A number of days from now in words: "in 3 days", "tomorrow", "2 weeks ago". */
function relativeDate(days, language) {
  const [unit] = RELATIVE_STEPS.find(([, least]) => Math.abs(days) >= least) ?? ['day'];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return format.format(Math.round(days / RELATIVE_SIZES[unit]), unit);
}

/** Say beside a date how far away it is, from the later of our day and the day the page is as of.
 * As long as the latter is not known, nothing that contradicts what the page says: late, or not. */
function sayRelativeDate(time, { today, asOf, language }) {
  if (time.nextElementSibling?.classList.contains('relative')) time.nextElementSibling.remove();
  const days = daysBetween(asOf > today ? asOf : today, time.dateTime);
  const isLate = time.closest('.due')?.classList.contains('is-late') ?? false;
  if (!asOf && (location.protocol === 'file:' || (isLate ? days >= 0 : days < 0))) return;
  const words = document.createElement('span');
  words.className = 'relative';
  const whole = document.createElement('span');
  whole.textContent = `· ${relativeDate(days, language)}`;
  words.append(' ', whole);
  time.after(words);
}

/** Of what there is for each person, offer what is for the one who reads. */
function offerOwn(root, person) {
  for (const one of root.querySelectorAll('[data-own]')) one.hidden = one.dataset.own !== person;
}

/** Say what is new since the last visit, and mark it; nothing where there was none.
 * The overview has a sentence with a link, the page that tells it a mark on each line. */
function tellNews(root, { news, lastVisit, say, sayDate }) {
  const words = root.querySelector('[data-visit]');
  if (!news || !lastVisit || !words || words.dataset.visit) return;
  words.dataset.visit = lastVisit;
  const there = new Date(lastVisit);
  const day = new Date(there.getTime() - there.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const text = say(news.length ? 'news_some' : 'news_none', { date: sayDate(day), count: String(news.length) });
  (words.querySelector('a') ?? words).textContent = text;
  words.hidden = false;
  for (const line of root.querySelectorAll('[data-commit]')) if (news.includes(line.dataset.commit)) markNew(line, say);
  const button = root.querySelector('[data-filter="new"]');
  if (!button) return;
  button.textContent = say('news_filter');
  button.hidden = news.length === 0;
}

/** Mark one line as new, for eyes and for ears. */
function markNew(line, say) {
  const mark = document.createElement('span');
  mark.className = 'tag is-new';
  mark.textContent = say('news_new');
  line.querySelector('.brief-title').append(' ', mark);
  line.classList.add('is-new');
  line.dataset.tags += ' new';
}

/** Let the buttons of a list show only the rows that carry their tag. */
function enableFilters(root, bar, context) {
  const buttons = [...bar.querySelectorAll('[data-filter]')];
  const choose = (tag) => {
    chosenFilters.set(context.path, tag);
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.filter === tag));
    const count = showRows(root, tag);
    const text = tag ? context.say(bar.dataset.filters || 'list_count', { shown: String(count.shown), all: String(count.all) }) : '';
    bar.querySelector('[data-filter-count]').textContent = text;
  };
  for (const button of buttons) button.addEventListener('click', () => choose(button.dataset.filter));
  bar.hidden = false;
  const named = buttons.find((button) => button.id && button.id === context.anchor);
  const kept = named ? named.dataset.filter : chosenFilters.get(context.path);
  if (kept && (named || !context.anchor) && buttons.some((button) => button.dataset.filter === kept)) choose(kept);
}

/** Show the rows with a tag, and of their groups those that have any; no tag shows everything. */
function showRows(root, tag) {
  const rows = [...root.querySelectorAll('[data-tags]')];
  for (const row of rows) row.hidden = tag !== '' && !row.dataset.tags.split(' ').includes(tag);
  for (const group of root.querySelectorAll('[data-filtered], [data-filtered] details')) {
    const some = group.querySelector('[data-tags]:not([hidden])') !== null;
    group.hidden = tag !== '' && !some;
    if (group.matches('details')) group.open = tag !== '' && some;
  }
  return { shown: rows.filter((row) => !row.hidden).length, all: rows.length };
}
