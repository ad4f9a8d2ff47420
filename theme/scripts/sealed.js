// Keys and seals, as docs on the sealed portal specify them. WebCrypto only; nothing here touches the page.

const encoder = new TextEncoder();

/** What is not as it was sealed. */
class Damaged extends Error {}

/** A text as UTF-8; bytes stay as they are. */
function toBytes(item) {
  return typeof item === 'string' ? encoder.encode(item) : item;
}

/** Bytes one after another.
 * @param {...Uint8Array} parts */
function join(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Items with their lengths in front (4 bytes, big-endian).
 * @param {...(string|Uint8Array)} items */
function lengthPrefixed(...items) {
  return join(...items.map(toBytes).flatMap((item) => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, item.length);
    return [length, item];
  }));
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Base64 with the standard or the URL alphabet. Throws Damaged where it is neither.
 * @param {string} text */
function fromBase64(text) {
  try {
    const standard = text.replace(/-/g, '+').replace(/_/g, '/');
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
  } catch {
    throw new Damaged('base64');
  }
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(binary);
}

/** A secret others are derived from, which no script can read again.
 * @param {Uint8Array} bytes
 * @returns {Promise<CryptoKey>} */
function importSecret(bytes) {
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
}

/** HKDF-SHA256 under our label: `size` bytes that only this label and context yield.
 * @param {CryptoKey} secret
 * @param {number} size
 * @param {string} label
 * @param {...(string|Uint8Array)} context */
async function derive(secret, size, label, ...context) {
  const info = lengthPrefixed('onboardgen/1', label, ...context);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(how, secret, size * 8));
}

// Written out, because white space means something else in every language.
const WHITE = '\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
const HYPHENS = '\\-\\u2010-\\u2015\\u2212';

/** What was typed, as it was meant: six words with one hyphen between them. */
function normalisePassphrase(typed) {
  const trimmed = typed.normalize('NFKC').replace(new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, 'g'), '');
  return trimmed.toLowerCase().replace(new RegExp(`[${WHITE}${HYPHENS}]+`, 'g'), '-');
}

/** A password, as one typing of it is like any other. */
function normalisePassword(typed) {
  return typed.normalize('NFKC');
}

/** Stretch a normalised text into 32 bytes.
 * @param {string} text
 * @param {{name: string, iterations: number, salt: string}} kdf */
async function stretch(text, kdf) {
  const raw = await crypto.subtle.importKey('raw', encoder.encode(text), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64(kdf.salt), iterations: kdf.iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, raw, 256));
}

/** S of a passphrase. */
async function secretOfPassphrase(typed, kdf) {
  return importSecret(await stretch(normalisePassphrase(typed), kdf));
}

/** S of a password together with the part that came in the link.
 * @param {string} typed
 * @param {Uint8Array} part */
async function secretOfPassword(typed, part, kdf) {
  const stretched = await stretch(normalisePassword(typed), kdf);
  return importSecret(await derive(await importSecret(join(stretched, part)), 32, 'two-part'));
}

/** Open a sealed box. Throws Damaged where a byte of it, or what it is bound to, differs.
 * @param {CryptoKey} key
 * @param {{portal: string, epoch: string}} envelope
 * @param {string} path what the box was sealed as
 * @param {Uint8Array} box SIV, ciphertext, tag
 * @returns {Promise<Uint8Array>} */
async function openBox(key, envelope, path, box) {
  try {
    const siv = box.subarray(0, 32);
    const derived = await derive(key, 44, 'message', siv);
    const once = await crypto.subtle.importKey('raw', derived.subarray(0, 32), 'AES-GCM', false, ['decrypt']);
    const additionalData = lengthPrefixed('onboardgen.sealed/1', envelope.portal, envelope.epoch, path);
    const how = { name: 'AES-GCM', iv: derived.subarray(32), additionalData };
    const message = new Uint8Array(await crypto.subtle.decrypt(how, once, box.subarray(32)));
    const length = Number(new DataView(message.buffer).getBigUint64(0));
    return await inflate(message.subarray(8, 8 + length));
  } catch (error) {
    throw new Damaged(path, { cause: error });
  }
}

/** @param {Uint8Array} compressed raw deflate */
async function inflate(compressed) {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @returns {Promise<any>} */
async function openJson(key, envelope, path, box) {
  return JSON.parse(new TextDecoder().decode(await openBox(key, envelope, path, box)));
}

/** Unlock with S: the content key and whose slot it was; null where no slot is for this secret.
 * @param {CryptoKey} secret
 * @returns {Promise<{key: CryptoKey, grant: string, person: string} | null>} */
async function openSlot(secret, envelope) {
  const { portal, epoch } = envelope;
  const tag = await derive(secret, 16, 'slot tag', portal, epoch);
  const slot = envelope.slots.find((candidate) => candidate.tag === toBase64(tag));
  if (!slot) return null;
  const wrap = await importSecret(await derive(secret, 32, 'slot wrap', portal, epoch));
  const opened = await openJson(wrap, envelope, `slot/${toHex(tag)}`, fromBase64(slot.box));
  return {
    key: await importSecret(fromBase64(opened.content_key)),
    grant: opened.grant,
    person: opened.person,
  };
}
