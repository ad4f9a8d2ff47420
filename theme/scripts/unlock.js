// The locked page: one field, one button, and the ways a portal is opened and locked.

let link = null;

/** The key or part in the address, taken out of it; null where there is none.
 * @returns {{kind: 'key' | 'part' | 'broken', bytes?: Uint8Array} | null} */
function takeLink() {
  const found = /^#(key|part)=?([^&]*)(?:&to=(\/.*))?/.exec(location.hash);
  if (!found) return null;
  const [, kind, text, to] = found;
  history.replaceState(history.state, '', location.pathname + location.search + (to ? `#${to}` : ''));
  try {
    const bytes = fromBase64(text);
    return bytes.length === 32 ? { kind, bytes } : { kind: 'broken' };
  } catch {
    return { kind: 'broken' };
  }
}

/** Show the locked page for a link, or for a passphrase.
 * @param {ReturnType<typeof takeLink>} given */
function showLocked(given) {
  link = given?.kind === 'broken' ? null : given;
  const needsText = link?.kind !== 'key';
  const word = link?.kind === 'part' ? 'password' : 'passphrase';
  ui('label').textContent = say(word);
  ui('hint').textContent = say(needsText ? `${word}_hint` : 'link_hint');
  ui('field').hidden = !needsText;
  ui('unlock').hidden = false;
  ui('remember-row').hidden = !mayRemember();
  const days = Number(document.documentElement.dataset.rememberDays ?? 0);
  ui('remember-text').textContent = say('remember', { date: sayDate(localDay(days)) });
  complain(given?.kind === 'broken' ? 'link_broken' : null);
  if (needsText) ui('secret').focus();
}

/** Say what went wrong, and put the reader where it can be mended; null clears it. */
function complain(key) {
  ui('error').textContent = key ? say(key) : '';
  ui('secret').toggleAttribute('aria-invalid', false);
  if (key && !ui('field').hidden) {
    ui('secret').setAttribute('aria-invalid', 'true');
    ui('secret').focus();
    ui('secret').select();
  }
}

/** The page cannot be opened here at all: only say why. */
function refuse(key) {
  ui('unlock').hidden = true;
  ui('refusal').textContent = say(key);
}

function setBusy(busy) {
  ui('unlock').setAttribute('aria-busy', String(busy));
  ui('open').setAttribute('aria-disabled', String(busy));
  ui('secret').readOnly = busy;
}

/** S of what was given: link, password with link, or passphrase. */
function givenSecret(kdf) {
  const typed = ui('secret').value;
  if (link?.kind === 'key') return importSecret(link.bytes);
  if (link?.kind === 'part') return secretOfPassword(typed, link.bytes, kdf);
  return secretOfPassphrase(typed, kdf);
}

/** The form was sent: stretch, find the slot, open. */
async function unlock(event, envelope) {
  event.preventDefault();
  if (ui('unlock').getAttribute('aria-busy') === 'true') return;
  if (link?.kind !== 'key' && !ui('secret').value.trim()) return complain('empty');
  complain(null);
  setBusy(true);
  const opened = await tryToOpen(envelope);
  setBusy(false);
  if (opened.problem === 'wrong_link') showLocked(null);
  if (opened.problem) return complain(opened.problem);
  if (ui('remember').checked && mayRemember()) await rememberKey(envelope, opened.key);
  await enter(envelope, opened);
}

/** What was given, tried on the slots and the bundle: what it opens, or the problem it met. */
async function tryToOpen(envelope) {
  try {
    const secret = await givenSecret(envelope.kdf);
    performance.mark('secret');
    const slot = await openSlot(secret, envelope);
    if (slot) {
      const receipts = await receiptKey(secret, 'receipt key', envelope);
      const part = link?.kind === 'part' ? link.bytes : null;
      return { ...slot, receipts, part, ...await openBundle(envelope, slot.key) };
    }
    return { problem: { key: 'wrong_link', part: 'wrong_password' }[link?.kind] ?? 'wrong_passphrase' };
  } catch {
    return { problem: 'damaged' };
  }
}

/** @param {CryptoKey} key the content key */
async function openBundle(envelope, key) {
  const box = fromBase64(envelope.bundle);
  return { bundle: await openJson(key, envelope, 'bundle', box), siv: toHex(box.subarray(0, 32)) };
}

/** Show what was opened.
 * @param {{key: CryptoKey, bundle: any, siv: string, person?: string, grant?: string, receipts?: CryptoKey, part?: Uint8Array | null}} opened
 *   without person where a remembered key opened it: then the one who unlocked it last */
async function enter(envelope, { key, bundle, siv, person, grant = null, receipts = null, part = null }) {
  const notes = sealedNotes(envelope, key);
  if (person) await notes.write({ person });
  const commits = commitsTold(bundle);
  const { last, known } = await noteVisit(notes, commits && [...new Set(commits)]);
  session = {
    bundle, siv, key, envelope, notes, grant, receipts, part,
    envelopeText: document.getElementById('envelope').textContent,
    attachment: async (path, entry) => openBox(key, envelope, path, await sealedAttachment(entry)),
    person: person ?? (await notes.read()).person ?? null,
    lastVisit: last,
    news: commits && known && commits.filter((commit) => !known.includes(commit)),
    asOf: null,
    others: new BroadcastChannel(`onboardgen.${envelope.portal}`),
  };
  session.others.onmessage = leave;
  ui('secret').value = '';
  link = null;
  await loadKept();
  openChrome();
  showRoute();
  performance.mark('view');
  await checkFreshness();
}

/** Forget the key, here and in all other tabs. */
async function lockAll() {
  if (session.envelope) {
    if (location.protocol !== 'file:') await forgetKey(session.envelope);
    session.others.postMessage('lock');
  }
  leave();
}

/** Back to the locked page; the address no longer tells what was read. */
function leave() {
  history.replaceState(null, '', location.pathname + location.search);
  session = null;
  location.reload();
}

/** What stands sealed in the page; null where it is not even readable. */
function readEnvelope() {
  try {
    const envelope = readJson('envelope');
    return typeof envelope.portal === 'string' ? envelope : null;
  } catch {
    return null;
  }
}

/** Offer to unlock, or open at once with the remembered key. */
async function startLocked() {
  const envelope = readEnvelope();
  if (!envelope) return refuse('damaged');
  // Password managers tell several portals of one origin apart by the user name.
  ui('user').value = `${say('{organization}')} ${envelope.portal.slice(0, 6)}`;
  ui('unlock').addEventListener('submit', (event) => unlock(event, envelope));
  ui('reveal').addEventListener('click', () => {
    const isShown = ui('secret').type === 'text';
    ui('secret').type = isShown ? 'password' : 'text';
    ui('reveal').textContent = say(isShown ? 'show' : 'hide');
  });
  const given = takeLink();
  const key = await rememberedKey(envelope);
  // A link that was clicked meanwhile has shown the locked page already.
  if (!key) return link ? undefined : showLocked(given);
  const opened = await openBundle(envelope, key).catch(() => null);
  if (opened) return enter(envelope, { key, ...opened });
  await forgetKey(envelope);
  showLocked(given);
  complain('damaged');
}
