import { counted } from '../../../words/verdict-text.js';
import { reason, when, where, type Say } from './clauses.js';

const BY: Readonly<Record<string, string>> = {
  incident: 'from an incident',
  filter: 'by a filter',
  list: 'from a list',
};
const listSize = (value: readonly string[]): string => counted(value.length, 'firewall');

const flag: Say = (kept) => {
  const target = kept.inner('target');
  const what = ['model', 'firmware', 'vendor'].find((key) => key === target.text('kind'));
  return [
    what === undefined ? 'one firewall' : `${what} ${target.text(what)}`,
    ...where(kept.has('until'), `until ${when(kept, 'until')}`),
    ...reason(kept),
  ];
};

/** What each act on a run kept, in clauses. */
const RUN_SAYS: Readonly<Record<string, Say>> = {
  'resync.planned': (kept) => [
    ...where(kept.has('devices'), counted(kept.count('devices'), 'firewall')),
    ...where(kept.says('choice'), BY[kept.inner('choice').text('by')] ?? ''),
  ],
  'resync.approved': () => ['as a second person'],
  'resync.started': (kept) => [
    kept.has('at') ? `for ${when(kept, 'at')}` : 'at once, after the time to cancel',
    ...where(kept.has('override'), `against a guard: “${kept.text('override')}”`),
  ],
  'resync.paused': () => ['nothing new began'],
  'resync.resumed': () => ['it went on'],
  'resync.cancelled': (kept) => [
    ...where(kept.has('was'), `it was ${kept.text('was').replaceAll('-', ' ')}`),
    ...reason(kept),
  ],
  'resync.retried': (kept) => [listSize(kept.list('deviceIds'))],
  'resync.taken-over': (kept) => [`${listSize(kept.list('deviceIds'))} from here on by hand`],
  'resync.ticked': (kept) => [`step ${kept.text('step')} of a checklist`],
};

/** Which run it was comes first. */
const ofRun =
  (say: Say): Say =>
  (kept) => [...where(kept.has('run'), kept.text('run')), ...say(kept)];

/** What each act of a resync kept, in clauses. */
export const RESYNC_SAYS: Readonly<Record<string, Say>> = {
  ...Object.fromEntries(Object.entries(RUN_SAYS).map(([act, say]) => [act, ofRun(say)])),
  'resync.kill-switch-turned': (kept) => [
    kept.is('isOn') ? 'every run stopped' : 'runs may start again',
    ...reason(kept),
  ],
  'resync.second-person-changed': (kept) => [
    kept.has('secondPersonFrom')
      ? `somebody else approves from ${counted(kept.count('secondPersonFrom'), 'firewall')} on`
      : 'nobody else has to approve',
  ],
  'do-not-touch.set': flag,
  'do-not-touch.ended': flag,
  'session.stepped-up': () => ['password or code asked for once more, and right'],
};
