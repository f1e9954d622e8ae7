import type { Status } from '@firewatch/shared/wire/status';
import { describe, expect, it } from 'vitest';
import { healthSentences, linkSentence } from './status-banner.js';

const status = (part: Partial<Status> = {}): Status => ({
  version: '0.1.0',
  startedAt: '2026-11-21T10:00:00.000Z',
  role: 'all',
  parts: [{ name: 'Redis', what: 'queues', state: 'ok', detail: '' }],
  polling: { due: 0, behindSeconds: null, readsPerMinute: 50 },
  deliveries: { waiting: 0, dead: 0, oldestWaitingSeconds: null },
  health: { state: 'well', findings: [], auditedAt: null },
  processes: [],
  queue: { waiting: 0 },
  storage: { databaseBytes: 0, disks: [], tables: [] },
  ping: { isConfigured: false, lastAt: null, fault: null },
  deviceClockOffsetMs: null,
  asOf: '2026-11-21T10:00:00.000Z',
  ...part,
});

describe('healthSentences', () => {
  it('says nothing while all is well and a notice waits 60 s', () => {
    expect(
      healthSentences(status({ deliveries: { waiting: 1, dead: 0, oldestWaitingSeconds: 60 } })),
    ).toEqual([]);
  });
  it('names what is wrong with Firewatch itself, not what is only a remark, and a look that is 91 s old', () => {
    const health: Status['health'] = {
      state: 'wrong',
      findings: [
        { check: 'disk', state: 'wrong', sentence: '12 MB left.' },
        { check: 'clock', state: 'warning', sentence: '31 s apart.' },
      ],
      auditedAt: '2026-11-21T09:58:29.000Z',
    };
    expect(healthSentences(status({ health }))).toEqual([
      'Firewatch has not looked at itself for 1 min.',
      '12 MB left.',
    ]);
  });
  it('names dead letters, late notices, broken parts and late reading, worst first', () => {
    const sick = status({
      deliveries: { waiting: 2, dead: 1, oldestWaitingSeconds: 70 },
      parts: [{ name: 'Redis', what: 'queues', state: 'down', detail: 'connection refused.' }],
      polling: { due: 90, behindSeconds: 120, readsPerMinute: 3 },
    });
    expect(healthSentences(sick)).toEqual([
      '1 notice could not be delivered and will not be tried again.',
      '2 notices undelivered for 1 min.',
      'Redis is down: connection refused.',
      'Reading is 2 min behind: some verdicts are older than usual.',
    ]);
  });
});

it('says since when the page is not live and how often it tried', () => {
  const at = new Date(2026, 10, 21, 2, 31, 20).getTime();
  expect(linkSentence({ phase: 'away', since: at, heardAt: at - 1_000, tries: 4 })).toBe(
    'Not live since 02:31:20. Showing 02:31:19. Reconnecting, try 4.',
  );
  expect(linkSentence({ phase: 'live', since: at, heardAt: at, tries: 0 })).toBeNull();
});
