import { describe, expect, it } from 'vitest';
import { syslogParts } from './syslog.parts.js';

const intake = {
  holder: 'h',
  listens: '0.0.0.0 port 514',
  fault: null,
  linesPerMinute: 12,
  droppedPerMinute: 0,
  isGone: false,
};

describe('syslogParts', () => {
  it('says how much comes in and how many serial numbers nobody knows', () => {
    expect(syslogParts({ intakes: [intake], unknown: 3 })).toEqual([
      { name: 'syslog', what: '12 lines/min, 3 unknown serials, 0.0.0.0 port 514', state: 'ok', detail: '' },
    ]);
  });

  it('is degraded when it cannot listen or its process is gone, and not there when it is off', () => {
    const cannot = { ...intake, listens: null, fault: 'bind EADDRINUSE 0.0.0.0:514', droppedPerMinute: 5 };
    expect(syslogParts({ intakes: [cannot, { ...intake, isGone: true }], unknown: 0 })).toEqual([
      {
        name: 'syslog',
        what: '12 lines/min, 5 dropped',
        state: 'degraded',
        detail: 'It does not listen: bind EADDRINUSE 0.0.0.0:514',
      },
      {
        name: 'syslog',
        what: '12 lines/min',
        state: 'degraded',
        detail: 'The process that listened is gone.',
      },
    ]);
    expect(syslogParts({ intakes: [], unknown: 3 })).toEqual([]);
  });
});
