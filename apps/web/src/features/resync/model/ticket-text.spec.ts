import { expect, it } from 'vitest';
import { failed, restored, runDetail } from './run.builder.js';
import { ticketText } from './ticket-text.js';

it('names serials, times in UTC and the vendor’s words, failures first, and no customer', () => {
  const text = ticketText(runDetail([restored(1), failed(12)]));
  expect(text.split('\n')).toEqual([
    'R-118 Resynchronising 38 SonicWalls: 16 proven, 1 failed, nothing got worse',
    'Started 2008-12-02T20:20:26.000Z, as of 2008-12-02T20:30:00.000Z. Times in UTC.',
    '',
    'Not restored (1)',
    '18B169000012; TZ 470; 7.1.1; begun 2008-12-02T20:26:00.000Z; settled 2008-12-02T20:29:00.000Z; unchanged; Gateway AV: "Not Licensed" -> "Not Licensed"; IPS: "Not Licensed" -> "Not Licensed"',
    '',
    'Others (1)',
    '18B169000001; TZ 470; 7.1.1; begun 2008-12-02T20:28:29.000Z; settled 2008-12-02T20:29:49.000Z; proven; Gateway AV: "Not Licensed" -> "Licensed"; IPS: "Not Licensed" -> "Licensed"',
  ]);
  expect(text).not.toContain('Kestrel');
});
