import { createHmac } from 'node:crypto';
import type { DeviceProfile } from './profile.js';

const STEP_MS = 30_000;
const DIGITS = 6;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET_BYTES = 20;

function secretBytes({ serial, password }: DeviceProfile): Buffer {
  return createHmac('sha256', password).update(serial).digest().subarray(0, SECRET_BYTES);
}

/** The secret of the account's authenticator app, base32 (RFC 4648). */
export function totpSecretOf(profile: DeviceProfile): string {
  const bits = [...secretBytes(profile)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join('');
}

/** Code of RFC 6238 (SHA-1, 30 s, 6 digits) at an instant of the box's own clock. */
export function oneTimeCode(profile: DeviceProfile, at: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP_MS)));
  const mac = createHmac('sha1', secretBytes(profile)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const code = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
  return String(code).padStart(DIGITS, '0');
}

/** Whether a code is right now or was one step ago, as authenticators allow for slow fingers. */
export function isOneTimeCode(profile: DeviceProfile, code: string, at: number): boolean {
  return code === oneTimeCode(profile, at) || code === oneTimeCode(profile, at - STEP_MS);
}
