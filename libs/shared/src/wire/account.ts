import { z } from 'zod';
import { PASSWORD_LENGTH } from '../domain/password-rule.js';
import { id, instant } from './primitives.js';

/** A chosen password; besides its length it is judged against what guessers try first. */
const chosen = z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max);
const oldPassword = z.string().min(1).max(PASSWORD_LENGTH.max);
/** Six digits of the authenticator app, or a recovery code. */
export const factorCode = z.string().trim().min(6).max(20);

export const changePassword = z.strictObject({ old: oldPassword, password: chosen });
/** Asks for a link by mail; the answer is the same whether the address is known or not. */
export const forgotPassword = z.strictObject({ email: z.email().max(254) });
/** Choose a password with the link of an invitation or a reset. */
export const linkPassword = z.strictObject({ token: z.string().min(20).max(200), password: chosen });

export const ownSession = z.object({
  id,
  isThis: z.boolean(),
  createdAt: instant,
  /** Within a minute. */
  seenAt: instant,
  expiresAt: instant,
  userAgent: z.string(),
  address: z.string(),
});
export type OwnSession = z.infer<typeof ownSession>;

export const secondFactor = z.object({
  state: z.enum(['off', 'started', 'on']),
  /** The owners require it of this role. */
  isRequired: z.boolean(),
  recoveryCodesLeft: z.number().int(),
});
export type SecondFactor = z.infer<typeof secondFactor>;
/** Shown once: the secret as text and as the address an authenticator app reads from a QR code. */
export const startedFactor = z.object({ secret: z.string(), uri: z.string() });
export const confirmFactor = z.strictObject({ code: factorCode });
/** Shown once; each works once in place of a code. */
export const recoveryCodes = z.object({ codes: z.array(z.string()) });
export const removeFactor = z.strictObject({ password: oldPassword });

/** Settings of the installation about signing in. */
export const accessRules = z.object({ requireSecondFactor: z.boolean() });
export const editAccessRules = z.strictObject({ requireSecondFactor: z.boolean() });
