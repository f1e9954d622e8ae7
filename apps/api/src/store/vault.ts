import {
  createCipheriv,
  createDecipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { rawPublicKey, toPublicKey, type SealKeys } from './seal-key.js';

/** Where a sealed value belongs; bound into the seal, so that it opens nowhere else and at no other version. */
export interface SealedAs {
  /** `credential-set`, `channel`, `device-call`. */
  readonly purpose: string;
  /** Id of the row. */
  readonly recordId: string;
  /** Column or part, e.g. `sealed`. */
  readonly field: string;
  /** The row's `seal_version`: an older copy put back is refused. */
  readonly version: number;
}

export type VaultFault = 'no-key' | 'not-a-seal' | 'refused';

/** Why a value could not be opened; never says anything about the value. */
export class VaultRefusal extends Error {
  override readonly name = 'VaultRefusal';

  constructor(readonly fault: VaultFault) {
    super(FAULT_TEXT[fault]);
  }
}

const FAULT_TEXT: Record<VaultFault, string> = {
  'no-key': 'This process does not hold the seal key; only the poller does.',
  'not-a-seal': 'The stored value is not a sealed one.',
  refused: 'The sealed value was changed, moved, put back from an older version, or sealed for another key.',
};

const FORMAT = 1;
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
// Node accepts shorter GCM tags unless told (RELIABILITY 3.3), so the length is stated both ways.
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_BYTES + IV_BYTES + KEY_BYTES + TAG_BYTES + IV_BYTES + TAG_BYTES;

/**
 * Seals records for the one holder of the private key.
 * Shape   object -> bytes: format ‖ ephemeral key ‖ wrapped data key (iv, key, tag) ‖ iv ‖ tag ‖ ciphertext.
 * Errors  `unseal` throws VaultRefusal; retrying never helps.
 * Source  X25519 + HKDF-SHA256 + AES-256-GCM, a data key of its own per record (RELIABILITY 3.3).
 */
export class Vault {
  constructor(private readonly keys: SealKeys) {}

  get canUnseal(): boolean {
    return this.keys.privateKey !== null;
  }

  /**
   * A key for another purpose, from the private one.
   * Shape   32 bytes, and a mark that tells installations apart without saying anything about the key.
   * Errors  VaultRefusal `no-key` in a process that does not hold it.
   */
  derive(purpose: string): { readonly key: Buffer; readonly mark: string } {
    const { privateKey, publicKey } = this.keys;
    if (!privateKey) throw new VaultRefusal('no-key');
    const raw = privateKey.export({ format: 'der', type: 'pkcs8' });
    try {
      const key = Buffer.from(hkdfSync('sha256', raw, '', `firewatch/${purpose}`, KEY_BYTES));
      const mark = createHash('sha256').update(rawPublicKey(publicKey)).digest('hex').slice(0, 16);
      return { key, mark };
    } finally {
      raw.fill(0);
    }
  }

  /** Needs the public key only. */
  seal(plain: object, as: SealedAs): Buffer {
    const bound = boundTo(as);
    const ephemeral = generateKeyPairSync('x25519');
    const ephemeralPublic = rawPublicKey(ephemeral.publicKey);
    const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: this.keys.publicKey });
    const wrapKey = this.wrapKey(shared, ephemeralPublic);
    const dataKey = randomBytes(KEY_BYTES);
    const text = Buffer.from(JSON.stringify(plain), 'utf8');
    try {
      const wrapped = encrypt(wrapKey, dataKey, bound);
      const body = encrypt(dataKey, text, bound);
      return Buffer.concat([
        Buffer.of(FORMAT),
        ephemeralPublic,
        wrapped.iv,
        wrapped.bytes,
        wrapped.tag,
        body.iv,
        body.tag,
        body.bytes,
      ]);
    } finally {
      for (const secret of [shared, wrapKey, dataKey, text]) secret.fill(0);
    }
  }

  /** Only where a device or a mail server is called; `as` must be exactly what it was sealed as. */
  unseal(sealed: Uint8Array, as: SealedAs): Record<string, unknown> {
    if (!this.keys.privateKey) throw new VaultRefusal('no-key');
    const parts = split(Buffer.from(sealed));
    const bound = boundTo(as);
    const secrets: Buffer[] = [];
    try {
      const shared = diffieHellman({
        privateKey: this.keys.privateKey,
        publicKey: toPublicKey(parts.ephemeral),
      });
      secrets.push(shared);
      const wrapKey = this.wrapKey(shared, parts.ephemeral);
      secrets.push(wrapKey);
      const dataKey = decrypt(wrapKey, { iv: parts.wrapIv, bytes: parts.wrapped, tag: parts.wrapTag }, bound);
      secrets.push(dataKey);
      const text = decrypt(dataKey, { iv: parts.iv, bytes: parts.bytes, tag: parts.tag }, bound);
      secrets.push(text);
      return JSON.parse(text.toString('utf8')) as Record<string, unknown>;
    } catch (cause) {
      if (cause instanceof VaultRefusal) throw cause;
      throw new VaultRefusal('refused');
    } finally {
      for (const secret of secrets) secret.fill(0);
    }
  }

  /** The fields of a credential as text, for one call of a device. Errors: a refusal comes back as the value. */
  openCredential(
    sealed: Uint8Array,
    as: Omit<SealedAs, 'field'>,
  ): Readonly<Record<string, string>> | VaultRefusal {
    try {
      const fields = this.unseal(sealed, { ...as, field: 'sealed' });
      return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    } catch (error) {
      if (error instanceof VaultRefusal) return error;
      throw error;
    }
  }

  private wrapKey(shared: Buffer, ephemeralPublic: Buffer): Buffer {
    const salt = Buffer.concat([ephemeralPublic, rawPublicKey(this.keys.publicKey)]);
    return Buffer.from(hkdfSync('sha256', shared, salt, 'firewatch/seal/1', KEY_BYTES));
  }
}

interface Encrypted {
  readonly iv: Buffer;
  readonly bytes: Buffer;
  readonly tag: Buffer;
}

function encrypt(key: Buffer, plain: Buffer, bound: Buffer): Encrypted {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  const bytes = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv, bytes, tag: cipher.getAuthTag() };
}

function decrypt(key: Buffer, from: Encrypted, bound: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, from.iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(from.tag);
  const first = decipher.update(from.bytes);
  try {
    return Buffer.concat([first, decipher.final()]);
  } finally {
    first.fill(0);
  }
}

function split(sealed: Buffer) {
  if (sealed.length < HEAD_BYTES || sealed[0] !== FORMAT) throw new VaultRefusal('not-a-seal');
  let at = 1;
  const take = (length: number) => sealed.subarray(at, (at += length));
  return {
    ephemeral: take(KEY_BYTES),
    wrapIv: take(IV_BYTES),
    wrapped: take(KEY_BYTES),
    wrapTag: take(TAG_BYTES),
    iv: take(IV_BYTES),
    tag: take(TAG_BYTES),
    bytes: sealed.subarray(at),
  };
}

/** Length before each part: no two different places give the same bytes. */
function boundTo(as: SealedAs): Buffer {
  const parts = [as.purpose, as.recordId, as.field, String(as.version)].map((part) =>
    Buffer.from(part, 'utf8'),
  );
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}
