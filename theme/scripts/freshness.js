// Whether this page is the newest: the sealed as-of file beside it, held against what we opened.

const JSON_BLOCK = '<script type="application/json" id="';
const ENVELOPE_START = `${JSON_BLOCK}envelope">`;
const BLOCK_END = '<\/script>';

/** The envelope's text within a page's HTML. */
function sealedPart(html) {
  return html.split(ENVELOPE_START)[1]?.split(BLOCK_END)[0];
}

function notifyNewer() {
  notify('warning', say('newer'), { label: say('reload'), act: () => location.reload() });
}

let checkedAt = 0;

/** A tab that was left open for an hour or more is checked again when it is looked at. */
async function checkAgain() {
  if (session?.envelope && Date.now() - checkedAt >= HOUR) await checkFreshness();
}

/** Say the date of this page, warn where it is old, replaced, or gone back. */
async function checkFreshness() {
  checkedAt = Date.now();
  const embedded = offlineCopy?.as_of;
  if (isFile && !embedded) return sayFreshness(say('fresh_file'));
  try {
    const box = isFile ? fromBase64(embedded) : await fetchBeside('as-of.sealed');
    const found = await openJson(session.key, session.envelope, 'as-of', box);
    if (found.bundle !== session.siv) throw new Damaged('as-of');
    session.asOf = found.as_of;
    enliven();
    sayFreshness(say(isFile ? 'fresh_copy' : 'fresh', { date: sayDate(found.as_of) }));
    if (!isFile) await warnIfOld(found.as_of);
  } catch (error) {
    sayFreshness(say('fresh_unknown'));
    if (error instanceof Damaged && !isFile) await compareWithPublished();
  }
}

/** Warn where the date went back, or is further back than was promised. */
async function warnIfOld(day) {
  const { asOf: seen = day } = await session.notes.read();
  const late = localDay(-session.bundle.rebuild_days);
  if (day < seen) notify('warning', say('gone_back', { date: sayDate(day), seen: sayDate(seen) }));
  else if (day < late) notify('warning', say('stale', { date: sayDate(day) }));
  if (day > seen || seen === day) await session.notes.write({ asOf: day });
}

/** Whether our address has this very page. Throws Unreachable. */
async function isPublished() {
  const page = new TextDecoder().decode(await fetchBeside(location.href.split('#')[0]));
  return sealedPart(page) === session.envelopeText;
}

/** The as-of file is not for this bundle: see whether a newer page stands at our address. */
async function compareWithPublished() {
  try {
    if (await isPublished()) notify('warning', say('updating'));
    else notifyNewer();
  } catch {
    // Offline in between: the quiet line already says that freshness is unknown.
  }
}

/** Whether a newer page stands at our address; not as long as nobody can tell. */
async function isReplaced() {
  if (isFile) return false;
  try {
    return !await isPublished();
  } catch {
    return false;
  }
}
