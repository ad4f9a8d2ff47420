// What the browser keeps: the key where it may, everything else sealed under that key.

const HOUR = 3600e3;

/** Whether this page may offer to remember the key: its own origin, and not a file. */
function mayRemember() {
  return location.protocol !== 'file:' && 'rememberDays' in document.documentElement.dataset;
}

/** Run one request against the store of keys. Null where the browser keeps nothing.
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} ask */
function withKeys(mode, ask) {
  return new Promise((resolve) => {
    const opening = indexedDB.open('onboardgen', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('keys', mode);
      const request = ask(transaction.objectStore('keys'));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result ?? null);
      };
      transaction.onabort = () => resolve(null);
    };
  });
}

/** Keep the content key, and nothing else, until the days are over. */
function rememberKey(envelope, key) {
  const expires = Date.now() + document.documentElement.dataset.rememberDays * 24 * HOUR;
  return withKeys('readwrite', (store) => store.put({ key, epoch: envelope.epoch, expires }, envelope.portal));
}

function forgetKey(envelope) {
  return withKeys('readwrite', (store) => store.delete(envelope.portal));
}

/** The remembered key of this portal and epoch; an old one is deleted.
 * @returns {Promise<CryptoKey | null>} */
async function rememberedKey(envelope) {
  if (location.protocol === 'file:') return null;
  const kept = await withKeys('readonly', (store) => store.get(envelope.portal));
  if (!kept) return null;
  if (mayRemember() && kept.epoch === envelope.epoch && kept.expires > Date.now()) return kept.key;
  await forgetKey(envelope);
  return null;
}

/** Notes of this portal (last visit, newest as-of date), sealed in the browser's storage.
 * @param {CryptoKey} key the content key */
function sealedNotes(envelope, key) {
  const name = `onboardgen.${envelope.portal}`;
  const sealing = derive(key, 32, 'storage key', envelope.portal)
    .then((raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']));
  let turn = Promise.resolve();
  return {
    /** @returns {Promise<Record<string, any>>} empty where nothing is kept or it cannot be read */
    async read() {
      try {
        const box = fromBase64(localStorage.getItem(name));
        const how = { name: 'AES-GCM', iv: box.subarray(0, 12) };
        const plain = await crypto.subtle.decrypt(how, await sealing, box.subarray(12));
        return JSON.parse(new TextDecoder().decode(plain));
      } catch {
        return {};
      }
    },
    /** One after the other, so that none is lost.
     * @param {Record<string, any> | ((kept: Record<string, any>) => Record<string, any>)} more replaces
     *   what stood under the same names
     * @returns {Promise<boolean>} whether the browser keeps it */
    write(more) {
      turn = turn.then(() => this.put(more));
      return turn;
    },
    async put(more) {
      const kept = await this.read();
      const plain = encoder.encode(JSON.stringify({ ...kept, ...(typeof more === 'function' ? more(kept) : more) }));
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealing, plain);
      try {
        localStorage.setItem(name, toBase64(join(iv, new Uint8Array(sealed))));
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** When the visit before this one was, as ISO time, and the commits that it was told of; null on the
 * first, and where it was told of none. Notes this one.
 * @param {ReturnType<typeof sealedNotes>} notes
 * @param {string[] | null} commits what this visit is told of
 * @returns {Promise<{ last: string | null, known: string[] | null }>} */
async function noteVisit(notes, commits) {
  const { visit, previous = null, told = null, toldBefore = null } = await notes.read();
  const now = new Date();
  const goesOn = visit && now - new Date(visit) < HOUR;
  const last = goesOn ? previous : visit ?? null;
  const known = goesOn ? toldBefore : told;
  await notes.write({ visit: now.toISOString(), previous: last, told: commits, toldBefore: known });
  return { last, known };
}
