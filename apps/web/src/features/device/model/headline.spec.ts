import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { describe, expect, it } from 'vitest';
import { timeWords } from '../../../words/time-text.js';
import { contactNotice } from './contact-notice.js';
import { aDetail, aLoss, aService, minutesAgo, NOW } from './detail.builder.js';
import { deviceHeadline } from './headline.js';

const words = timeWords('America/Los_Angeles');
const told = (detail: DeviceDetail) => deviceHeadline({ detail, row: detail.row, now: NOW, words });

describe('headline of a firewall', () => {
  it('says harm, what of, since when, then the box against the paid date', () => {
    const lost = [
      aLoss('gateway-av'),
      aLoss('anti-spyware'),
      aLoss('ips'),
      aService({ service: 'web-filter' }),
    ];
    const detail = aDetail(lost, {
      worst: { verdict: 'exposed', reason: 'licence-lost' },
      worstSince: minutesAgo(26),
    });
    expect(told(detail)).toEqual({
      look: 'exposed',
      title: 'HDG-TAC-01 is exposed: AV, anti-spyware and IPS stopped at 02:05',
      because: 'The box says “Not Licensed” although paid until 14 Mar 2009.',
      rest: 'Traffic flows uninspected for 26 min. 1 other service protects.',
    });
  });

  it('does not claim a licence was paid when its end is past', () => {
    const ended = aLoss('ips');
    const detail = aDetail(
      [{ ...ended, licence: ended.licence && { ...ended.licence, expiresAt: '2008-11-30T12:00:00.000Z' } }],
      { worst: { verdict: 'exposed', reason: 'licence-expired' }, worstSince: minutesAgo(26) },
    );
    expect(told(detail).because).toBe('The box says “Not Licensed”; it ended 30 Nov.');
  });

  it('says of a box on the checklist that it answers: it was never asked for more', () => {
    const reason = 'not-readable' as const;
    const detail = aDetail([aService({ shown: { verdict: 'unknown', reason } })], {
      worst: { verdict: 'unknown', reason },
    });
    expect(told({ ...detail, readability: 'checklist' }).title).toBe(
      'HDG-TAC-01 answers; it is on the checklist, its services cannot be read',
    );
  });

  it.each([
    ['never', null, 'HDG-TAC-01 was not read yet'],
    ['busy', 'busy', 'HDG-TAC-01 is unknown: its only session is taken since 02:25'],
    ['auth-failed', 'auth-failed', 'HDG-TAC-01 is unknown: it refuses our sign-in since 02:25'],
    ['identity-mismatch', 'wrong-serial', 'HDG-TAC-01 is unknown: another device answers since 02:25'],
    ['no-data', 'timeout', 'HDG-TAC-01 is unknown: no answer in time since 02:25'],
  ] as const)('names the silence of %s (%s)', (contact, contactWhy, title) => {
    const detail = aDetail(
      [aService({ shown: { verdict: 'unknown', reason: 'no-believable-answer' } })],
      { worst: { verdict: 'unknown', reason: 'no-believable-answer' }, contact },
      { contactWhy, contactSince: minutesAgo(6) },
    );
    expect(told(detail).title).toBe(title);
  });

  it('keeps what was believed beside an unknown verdict', () => {
    const detail = aDetail([aService({ shown: { verdict: 'unknown', reason: 'no-believable-answer' } })], {
      worst: { verdict: 'unknown', reason: 'no-believable-answer' },
      contact: 'no-data',
      believedAt: minutesAgo(6),
    });
    expect(told(detail).rest).toBe(
      'Last believed reading 02:25:00, 6 min ago. When last believed 1 service protected.',
    );
  });

  it('calls a suspicion a suspicion', () => {
    const detail = aDetail([aService()], { isSuspected: true });
    expect(told(detail)).toMatchObject({
      look: 'suspect',
      title: 'HDG-TAC-01 may have lost protection: confirming now',
    });
  });
});

describe('contactNotice', () => {
  it('is silent while the firewall is reachable', () => {
    const detail = aDetail([aService()]);
    expect(contactNotice(detail, detail.row, NOW, words)).toBeNull();
  });

  it('says until when a failing firewall still counts as known', () => {
    const detail = aDetail(
      [aService()],
      { contact: 'failing' },
      { contactWhy: 'timeout', contactSince: minutesAgo(1) },
    );
    expect(contactNotice(detail, detail.row, NOW, words)).toMatchObject({
      title: 'No good reading since 02:30:00 (1 min)',
      body: 'no answer in time. Showing the reading of 02:30:00; from 02:33:00 on it counts as unknown.',
    });
  });
});
