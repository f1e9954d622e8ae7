import { generateSync } from 'otplib';

/** What an authenticator app shows, `steps` of 30 s from now. */
export const appCode = (secret: string, steps = 0): string =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * 30 });
