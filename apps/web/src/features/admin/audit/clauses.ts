import { SERVICES, SERVICE_WORDS } from '@firewatch/shared/domain/service';
import { localTime } from '../../../words/time-text.js';
import { counted, listed } from '../../../words/verdict-text.js';
import type { Kept } from './kept.js';

/** Clauses about what was kept; none where it says nothing. */
export type Say = (kept: Kept) => readonly string[];

const MOST_NAMES = 5;
/** "A, B and C", of many the first and how many more. */
export const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMES
    ? listed([...names])
    : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;

export const when = (kept: Kept, key: string): string => {
  const at = Date.parse(kept.text(key));
  return Number.isNaN(at) ? '' : `${localTime.date(at, Date.now())} ${localTime.minute(at)}`;
};
/** One clause where the thing was kept, none where not. */
export const where = (isSo: boolean, clause: string): readonly string[] => (isSo ? [clause] : []);
export const reason: Say = (kept) => where(kept.has('reason'), `reason: ${kept.text('reason')}`);
export const place = (kept: Kept): string => `${kept.text('host')}:${kept.text('port')}`;
export const address: Say = (kept) => where(kept.has('host'), `at ${place(kept)}`);
export const certificate: Say = (kept) =>
  where(kept.has('fingerprint'), `certificate ${kept.text('fingerprint').slice(0, 11)}… approved`);
export const destroyed: Say = (kept) =>
  where(
    kept.list('destroyedCredentials').length > 0,
    `destroyed the credentials ${named(kept.list('destroyedCredentials'))}`,
  );
export const wasNamed: Say = (kept) => where(kept.has('name'), `it was called ${kept.text('name')}`);
export const nowNamed: Say = (kept) => where(kept.has('name'), `named ${kept.text('name')}`);
export const before: Say = (kept) => {
  const was = kept.inner('before').text('name');
  return where(was !== '' && kept.has('name') && was !== kept.text('name'), `it was called ${was}`);
};

const BASELINE_WORDS: Readonly<Record<string, string>> = { on: 'on', off: 'off', never: 'not bought' };
export const baseline: Say = (kept) => {
  const said = kept.inner('baseline');
  const parts = SERVICES.filter((service) => said.has(service)).map(
    (service) => `${SERVICE_WORDS[service].name} ${BASELINE_WORDS[said.text(service)] ?? said.text(service)}`,
  );
  return where(parts.length > 0, `should run: ${parts.join(', ')}`);
};

export const scope: Say = (kept) => {
  const customers = kept.says('customers') ? kept.list('customers') : kept.list('customerIds');
  if (kept.is('allCustomers')) return ['sees all customers'];
  return where(
    kept.says('customers') || kept.says('customerIds'),
    customers.length === 0 ? 'sees no customer by name' : `sees ${counted(customers.length, 'customer')}`,
  );
};
export const role: Say = (kept) => {
  const was = kept.inner('was').text('role');
  const changed = was !== '' && was !== kept.text('role') ? ` (was ${was})` : '';
  return where(kept.has('role'), `role ${kept.text('role')}${changed}`);
};
export const ended: Say = (kept) => {
  const { sessions, tokens } = {
    sessions: kept.inner('ended').count('sessions'),
    tokens: kept.inner('ended').count('tokens'),
  };
  const parts = [
    ...where(sessions > 0, counted(sessions, 'session')),
    ...where(tokens > 0, counted(tokens, 'token')),
  ];
  return where(parts.length > 0, `ended ${listed(parts)}`);
};
export const channel: Say = (kept) => [
  ...where(
    kept.has('tells'),
    kept.text('tells') === 'critical' ? 'tells only what is critical' : 'tells every incident and digests',
  ),
  ...where(kept.list('to').length > 0, `to ${named(kept.list('to'))}`),
];

export function intended(kept: Kept): readonly string[] {
  const devices = kept.list('devices');
  return [
    ...where(kept.has('group'), `for the group ${kept.text('group')}`),
    ...where(devices.length > 0, `on ${named(devices)}`),
    ...reason(kept),
  ];
}

export function maintenance(kept: Kept): readonly string[] {
  const names = kept.inner('target').list('names');
  return [
    ...where(names.length > 0, `of ${named(names)}`),
    ...where(kept.has('when'), kept.text('when')),
    ...where(kept.has('devices'), counted(kept.count('devices'), 'firewall')),
    ...reason(kept),
  ];
}
