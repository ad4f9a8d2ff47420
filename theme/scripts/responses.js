// Responses and their receipts, as docs on sealing specify them. WebCrypto only; nothing here touches the page.

const RESPONSE_FORMAT = 'onboardgen.response/1';
const LEAST_RESPONSE = 1024;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

/** The one text of a value (RFC 8785): keys in order, no space. What is undefined is left out.
 * @param {any} value plain JSON */
function canonical(value) {
  if (typeof value === 'string') return JSON.stringify(new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoder.encode(value)));
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const names = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join()}}`;
}

/** What a signature stands under, in its canonical form: of a plan its tasks, of a worksheet the answered
 * questions and the scope, each in the order of their ids.
 * @param {'plan' | 'worksheet'} signoff
 * @param {Record<string, any>} records what is shown, by reference */
function signedText(signoff, records) {
  const every = (kind) => Object.keys(records).filter((ref) => ref.startsWith(`${kind}:`)).sort()
    .map((ref) => ({ ref: ref.slice(kind.length + 1), ...records[ref] }));
  if (signoff === 'plan') return canonical({ tasks: every('task').map(({ ref, title, owner, due }) => ({ id: ref, title, owner, due })) });
  const answers = every('setting').filter(({ answer }) => answer !== null).map(({ ref, question, type, answer, architectural }) => {
    const [section, id] = ref.split('.');
    return { section, id, question, type, answer, architectural };
  });
  answers.sort((one, other) => (one.section < other.section ? -1 : one.section > other.section ? 1 : one.id < other.id ? -1 : 1));
  return canonical({ answers, scope: every('scope').map(({ ref, list, text }) => ({ id: ref, list, text })) });
}

/** @param {string} hex */
function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** A key that receipts are made with and no script can read: `receipt key`, or for sign-offs `signing key`.
 * @param {CryptoKey} secret S
 * @param {'receipt key' | 'signing key'} label
 * @param {{portal: string, epoch: string}} envelope
 * @returns {Promise<CryptoKey>} */
async function receiptKey(secret, label, { portal, epoch }) {
  const raw = await derive(secret, 32, label, portal, epoch);
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** The receipt of a document.
 * @param {CryptoKey} key
 * @param {{id: string, portal: string, epoch: string, grant: string, bundle: string, shown: any}} document
 * @returns {Promise<Uint8Array>} */
async function makeReceipt(key, document) {
  const shown = await sha256(encoder.encode(canonical(document.shown)));
  const whole = await sha256(encoder.encode(canonical(document)));
  const { id, portal, epoch, grant, bundle } = document;
  const covered = lengthPrefixed('onboardgen.receipt/1', portal, epoch, grant, fromHex(bundle), shown, id, whole);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, covered));
}

/** The padded length of `length` bytes, as for everything that is sealed.
 * @param {number} length */
function padme(length) {
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(length / step) * step;
}

/** Seal receipt and document to a portal's public key, under a key made for this once.
 * @param {Uint8Array} point the public key of the portal, uncompressed
 * @param {string} portal
 * @param {Uint8Array} receipt
 * @param {string} text the document
 * @param {CryptoKeyPair} [once] given only by tests
 * @returns {Promise<Uint8Array>} */
async function sealResponse(point, portal, receipt, text, once) {
  const content = join(receipt, encoder.encode(text));
  const message = new Uint8Array(Math.max(LEAST_RESPONSE, padme(8 + content.length)));
  new DataView(message.buffer).setBigUint64(0, BigInt(content.length));
  message.set(content, 8);
  const { publicKey, privateKey } = once ?? await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const theirs = await crypto.subtle.importKey('raw', point, CURVE, false, []);
  const ours = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256));
  const derived = await derive(await importSecret(shared), 44, 'response', portal, point, ours);
  const key = await crypto.subtle.importKey('raw', derived.subarray(0, 32), 'AES-GCM', false, ['encrypt']);
  const additionalData = lengthPrefixed(RESPONSE_FORMAT, portal, point, ours);
  const how = { name: 'AES-GCM', iv: derived.subarray(32), additionalData };
  const box = new Uint8Array(await crypto.subtle.encrypt(how, key, message));
  return join(encoder.encode('OGR1'), encoder.encode(portal), ours, box);
}

/** The block of letters that a sealed response travels as.
 * @param {Uint8Array} sealed */
function armor(sealed) {
  const letters = toBase64(sealed).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return ['-----BEGIN ONBOARDGEN RESPONSE-----', ...letters.match(/.{1,64}/g), '-----END ONBOARDGEN RESPONSE-----', ''].join('\n');
}
