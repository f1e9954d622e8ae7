import { describe, expect, it } from 'vitest';
import { unsentEvents } from './log-events.js';

const told = (value: unknown): ReturnType<typeof unsentEvents> => unsentEvents({ kind: 'value', value });
const SENT = { redundancy_interval: 0 };

describe('useful events that a box does not send', () => {
  it('are those whose syslog switch is null or empty, in our words', () => {
    const event = [
      { id: 810, syslog: null },
      { id: 614, syslog: {} },
      { id: 796, syslog: SENT },
      { id: 29, syslog: null },
      { id: 4711, syslog: null },
    ];
    expect(told({ log: { event } })).toEqual({
      missing: [
        { id: 614, text: 'Intrusion prevention subscription expired' },
        { id: 810, text: 'Gateway Anti-Virus service expired' },
      ],
    });
  });

  it('are none where all are sent, which is not the same as not told', () => {
    expect(told([{ id: 810, syslog: SENT }])).toEqual({ missing: [] });
    for (const nothing of [{}, null, [], { log: { event: [{ id: '810', syslog: null }] } }, { id: 810 }])
      expect(told(nothing)).toBeUndefined();
    expect(unsentEvents(undefined)).toBeUndefined();
    expect(unsentEvents({ kind: 'missing' })).toBeUndefined();
  });

  it('does not follow an answer into any depth', () => {
    let deep: unknown = [{ id: 810, syslog: null }];
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(told(deep)).toBeUndefined();
  });
});
