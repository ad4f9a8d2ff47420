// Answers of the reader: sealed here, and sent by whoever shows the form.

/** Why a response was not sealed; `key` names the sentence that says so. */
class NotSealed extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

/** The records that a response of a kind is about, by reference. */
const ABOUT = {
  task_done: ({ task }) => [`task:${task}`],
  task_blocked: ({ task }) => [`task:${task}`],
  task_question: ({ task }) => [`task:${task}`],
  date_confirm: ({ task }) => [`task:${task}`],
  date_propose: ({ task }) => [`task:${task}`],
  answers: ({ answers }) => Object.keys(answers).map((setting) => `setting:${setting}`),
  sign_off: ({ signoff }) => [`signoff:${signoff}`],
  change_request: ({ target }) => [target],
  rating: ({ milestone }) => [`task:${milestone}`],
};

/** What is made with S given anew: the one key that this response needs, and whose slot it opens. */
async function proveAgain(kind, typed) {
  const { envelope, part, person } = session;
  const secret = await (part ? secretOfPassword(typed, part, envelope.kdf) : secretOfPassphrase(typed, envelope.kdf));
  const slot = await openSlot(secret, envelope);
  if (!slot) throw new NotSealed(part ? 'wrong_password' : 'wrong_passphrase');
  if (person && slot.person !== person) throw new NotSealed('respond_other_person');
  // A session that a remembered key opened knows its reader from now on; a sign-off asks every time.
  if (!session.receipts) {
    const receipts = await receiptKey(secret, 'receipt key', envelope);
    Object.assign(session, { receipts, grant: slot.grant, person: slot.person });
  }
  const label = kind === 'sign_off' ? 'signing key' : 'receipt key';
  return { key: await receiptKey(secret, label, envelope), grant: slot.grant, person: slot.person };
}

const respond = {
  /** Whether this page takes answers: not in a preview, not in the team's own portal. */
  get isOpen() {
    return Boolean(session?.envelope && session.bundle.respond);
  },

  /** The address that responses can be posted to; null where there is none. */
  get endpoint() {
    return session.bundle.respond.endpoint;
  },

  /** What is shown of a record: its fields; of a sign-off the text of exactly what is signed. Null where
   * nothing can be answered to it.
   * @param {string} ref such as `task:sso-approval`, `setting:billing.base_currency`, `signoff:plan` */
  shown(ref) {
    const { records, signoffs } = session.bundle.respond;
    const [kind, id] = ref.split(':');
    if (kind === 'signoff') return signoffs.includes(id) ? signedText(id, records) : null;
    return Object.hasOwn(records, ref) ? records[ref] : null;
  },

  /** What the reader has to give for a response of a kind: nothing while the session has it, the
   * passphrase or the password for a sign-off and in a session that a remembered key opened.
   * @param {string} kind
   * @returns {'nothing' | 'passphrase' | 'password'} */
  asks(kind) {
    if (kind !== 'sign_off' && session.receipts) return 'nothing';
    return session.part ? 'password' : 'passphrase';
  },

  /** Seal a response and make its receipt. Throws NotSealed, with the key of a sentence.
   * @param {string} kind one of ABOUT
   * @param {Record<string, any>} fields as the kind has them; empty optional ones are left out
   * @param {string} [typed] passphrase or password, where `asks` wants one
   * @returns {Promise<{id: string, kind: string, at: string, person: string, receipt: string, text: string, name: string}>}
   *   `text` is the block to mail or to save as `name`, `receipt` what the reader keeps (hex) */
  async seal(kind, fields, typed) {
    if (!this.isOpen) throw new NotSealed('respond_preview');
    const wanted = ABOUT[kind](fields);
    if (!wanted.length || wanted.some((ref) => this.shown(ref) === null)) throw new NotSealed('respond_not_here');
    if (this.asks(kind) !== 'nothing' && !typed?.trim()) throw new NotSealed('empty');
    const { bundle, envelope, siv } = session;
    const proof = this.asks(kind) === 'nothing'
      ? { key: session.receipts, grant: session.grant, person: session.person }
      : await proveAgain(kind, typed);
    const said = kind === 'sign_off' ? { ...fields, digest: await this.digest(fields.signoff) } : fields;
    const document = {
      format: RESPONSE_FORMAT,
      id: toHex(crypto.getRandomValues(new Uint8Array(16))),
      portal: envelope.portal,
      epoch: envelope.epoch,
      grant: proof.grant,
      person: proof.person,
      bundle: siv,
      shown: Object.fromEntries(wanted.map((ref) => [ref, this.shown(ref)])),
      at: `${new Date().toISOString().slice(0, 19)}Z`,
      kind,
      fields: said,
    };
    const receipt = await makeReceipt(proof.key, document);
    const point = fromBase64(bundle.respond.key);
    const sealed = await sealResponse(point, envelope.portal, receipt, canonical(document));
    const { id, at, person } = document;
    return { id, kind, at, person, receipt: toHex(receipt), text: armor(sealed), name: `response-${id.slice(0, 12)}.txt` };
  },

  /** The digest of exactly what a sign-off signs: `sha256:` and 64 hexadecimal digits.
   * @param {'worksheet' | 'plan'} signoff */
  async digest(signoff) {
    return `sha256:${toHex(await sha256(encoder.encode(this.shown(`signoff:${signoff}`))))}`;
  },

  /** Post a sealed response to the endpoint; false where it was not taken.
   * @param {string} text */
  async post(text) {
    const how = { method: 'POST', body: text, credentials: 'omit', cache: 'no-store' };
    const answer = await fetch(this.endpoint, how).catch(() => null);
    return Boolean(answer?.ok);
  },

  /** Drafts of forms by name, sealed in the browser's storage; lost when the portal is locked anew. */
  drafts: {
    /** @param {string} name
     * @returns {Promise<any>} null where there is none */
    async read(name) {
      return (await session.notes?.read())?.drafts?.[name] ?? null;
    },
    /** @param {string} name
     * @param {any} draft plain JSON; null forgets it
     * @returns {Promise<boolean>} whether the browser keeps it */
    async write(name, draft) {
      return await session.notes?.write(({ drafts = {} }) => ({ drafts: { ...drafts, [name]: draft ?? undefined } })) ?? false;
    },
  },
};
