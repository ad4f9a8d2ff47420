// Who reads: what is theirs comes first, what is their colleagues' is folded up one click away.

/** Where the page knows who reads it, arrange it for them; else it stays as it is for the whole
 * party. Sentences that differ from reader to reader stand there for each of them; one is shown.
 * @param {Element} root the page's element
 * @param {{person: string | null, say: Function}} context */
function addressReader(root, { person, say }) {
  const greetings = [...root.querySelectorAll('[data-for]')];
  const mine = greetings.find((text) => text.dataset.for === person);
  if (!mine || 'shown' in mine.dataset) return;
  mine.dataset.shown = '';
  if (mine.textContent) {
    for (const text of greetings) if (text !== mine) text.remove();
    mine.hidden = false;
  }
  for (const box of root.querySelectorAll('[data-mine]')) bringForward(box, person, say);
  if (mine.dataset.depth === 'summary') sumUp(root, say);
}

/** Of the lines of a box show first those of a person, as many as it wants shown at once.
 * @param {HTMLElement} box
 * @param {string} person
 * @param {Function} say */
function bringForward(box, person, say) {
  const all = [...box.querySelectorAll('[data-people]')];
  const own = all.filter((line) => line.dataset.people.split(' ').includes(person));
  const others = all.filter((line) => !own.includes(line));
  const most = Number(box.dataset.mine);
  const [first, rest] = box.querySelectorAll('[data-list]');
  const none = box.querySelector('[data-none]');
  if ('onlyMine' in box.dataset) box.hidden = own.length === 0;
  if (none) none.hidden = own.length > 0;
  first?.replaceChildren(...own.slice(0, most));
  if (first) first.hidden = own.length === 0;
  for (const line of own) sayCompany(line, person);
  if (rest) foldUp(rest, own.slice(most), others, say);
}

/** A line that is the reader's alone need not name them. */
function sayCompany(line, person) {
  const people = line.querySelector('.ask-people');
  if (people) people.hidden = line.dataset.people === person;
}

/** Put lines into the folded list, and say in its heading whose they are.
 * @param {HTMLElement} list
 * @param {Element[]} own
 * @param {Element[]} others
 * @param {Function} say */
function foldUp(list, own, others, say) {
  const fold = list.closest('details');
  list.replaceChildren(...own, ...others);
  fold.hidden = list.children.length === 0;
  const summary = fold.querySelector('summary');
  const words = [];
  if (own.length) words.push(say('rest_own', { count: String(own.length) }));
  if (others.length) words.push(say('rest_others', { count: String(others.length) }));
  summary.textContent = words.join(' · ');
  const late = others.filter((line) => line.matches('.is-late')).length;
  if (late) summary.append(' · ', lateWord(say('rest_late', { count: String(late) })));
  const before = list.closest('[data-mine]').querySelector('[data-list]').children.length;
  if (list.matches('ol')) list.start = before + 1;
}

function lateWord(text) {
  const word = document.createElement('span');
  word.className = 'late-word';
  word.textContent = text;
  return word;
}

/** For those who want the answer first: where we stand, what they are asked for, and one click away
 * everything else. */
function sumUp(root, say) {
  const columns = root.querySelector('[data-depths]');
  if (!columns) return;
  columns.classList.add('is-summary');
  const asks = columns.querySelector('.asks');
  if (asks) columns.prepend(asks);
  const rest = [columns.querySelector('.besides'), ...[...columns.parentElement.children].filter((one) => columns.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)];
  const fold = document.createElement('details');
  fold.className = 'rest is-page';
  const summary = document.createElement('summary');
  summary.textContent = say('rest_page');
  fold.append(summary, ...rest.filter(Boolean));
  columns.after(fold);
}

/** Let a list of people choose through whose eyes a page is seen.
 * @param {HTMLSelectElement} chooser
 * @param {(person: string) => void} choose
 * @param {string} [chosen] */
function offerReaders(chooser, choose, chosen = '') {
  chooser.value = chosen;
  if (chooser.dataset.offered) return;
  chooser.dataset.offered = '';
  chooser.addEventListener('change', () => choose(chooser.value));
}
