// Attachments: fetched sealed, held against the manifest, opened in place or saved.

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

/** Types that programs outside take in without running anything: a phone's calendar asks for it. */
const KNOWN = ['application/pdf', 'text/calendar'];

/** What cannot be had just now; `key` names the sentence that says why. */
class Unreachable extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

const isFile = location.protocol === 'file:';
const offlineCopy = readJson('offline');

/** The bytes of a file beside this page. Throws Unreachable.
 * @param {string} name */
async function fetchBeside(name) {
  if (isFile) throw new Unreachable('needs_online');
  const response = await fetch(name, { cache: 'no-store' }).catch(() => null);
  if (!response?.ok) throw new Unreachable('not_reached');
  return new Uint8Array(await response.arrayBuffer());
}

/** The sealed bytes of an attachment, those the manifest means. Throws Unreachable, Damaged. */
async function sealedAttachment(entry) {
  const embedded = offlineCopy?.attachments[entry.object];
  const box = embedded ? fromBase64(embedded) : await fetchBeside(entry.object);
  if (toHex(box.subarray(0, 32)) !== entry.siv) throw new Damaged(entry.name);
  return box;
}

/** Open the attachment of a path: pictures and PDF here, everything else is saved.
 * @param {string} path as in the manifest */
async function openAttachment(path) {
  const entry = session.bundle.attachments[path];
  try {
    if (!entry) throw new Unreachable('no_attachment');
    present(entry, await session.attachment(path, entry));
  } catch (error) {
    const key = error instanceof Unreachable ? error.key : 'attachment_damaged';
    notify('error', say(key, { name: entry?.name ?? path }));
  }
}

/** Show in the viewer what is safe to show, save the rest.
 * @param {{name: string, type: string}} entry
 * @param {Uint8Array} bytes */
function present(entry, bytes) {
  const isImage = IMAGES.includes(entry.type);
  const isShown = isImage || (entry.type === 'application/pdf' && navigator.pdfViewerEnabled);
  const type = isShown || KNOWN.includes(entry.type) ? entry.type : 'application/octet-stream';
  const blob = new Blob([bytes], { type });
  if (!isShown) return save(blob, entry.name);
  const address = URL.createObjectURL(blob);
  const picture = isImage
    ? make('img', '', { src: address, alt: entry.name })
    : make('iframe', '', { src: `${address}#navpanes=0&view=FitH`, title: entry.name });
  const viewer = ui('viewer');
  ui('viewer-name').textContent = entry.name;
  ui('viewer-content').replaceChildren(picture);
  ui('viewer-save').onclick = () => save(blob, entry.name);
  viewer.addEventListener('close', () => {
    URL.revokeObjectURL(address);
    picture.remove();
  }, { once: true });
  viewer.showModal();
}

/** Hand a file to the browser's downloads.
 * @param {Blob} blob
 * @param {string} name */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  make('a', '', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Save this page with its attachments inside, all of it still sealed. */
async function saveOfflineCopy() {
  if (isFile || !session.envelopeText) return notify('info', say('copy_needs_online'));
  try {
    const page = new TextDecoder().decode(await fetchBeside(location.href.split('#')[0]));
    if (sealedPart(page) !== session.envelopeText) return notifyNewer();
    const copy = { as_of: toBase64(await fetchBeside('as-of.sealed')), attachments: {} };
    for (const entry of Object.values(session.bundle.attachments)) {
      copy.attachments[entry.object] = toBase64(await sealedAttachment(entry));
    }
    const block = `${JSON_BLOCK}offline">${JSON.stringify(copy)}${BLOCK_END}\n`;
    const whole = page.replace(ENVELOPE_START, () => block + ENVELOPE_START);
    save(new Blob([whole], { type: 'text/html' }), `${session.bundle.title.replace(/[/\\:]/g, ' ')}.html`);
  } catch (error) {
    notify('error', say(error instanceof Unreachable ? 'copy_failed' : 'copy_damaged'));
  }
}
