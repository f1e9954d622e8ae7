import type { DeviceDetail } from '@firewatch/shared/wire/devices';

export type Trust = DeviceDetail['trust'];

/** What each mode accepts, as a choice and as a state. */
export const TRUST_CHOICES: Readonly<Record<Trust, string>> = {
  pin: 'Only this certificate',
  'pin-key': 'Any certificate with its key',
  ca: 'Any that a public authority vouches for',
};

export const TRUST_STATES: Readonly<Record<Trust, string>> = {
  pin: 'this certificate only',
  'pin-key': 'any certificate with its key',
  ca: 'public authority and name',
};

/** One sentence for the person who chooses. */
export const TRUST_HINTS: Readonly<Record<Trust, string>> = {
  pin: 'A renewed certificate has to be approved again before anything is sent.',
  'pin-key': 'A renewal with the same key goes on by itself; another key has to be approved.',
  ca: 'Renewals go on by themselves; it needs a host name and a certificate that browsers accept.',
};

export const isTrust = (text: string): text is Trust => Object.hasOwn(TRUST_CHOICES, text);
