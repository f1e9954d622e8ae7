import type { Delivery } from '@firewatch/shared/wire/channels';
import { describe, expect, it } from 'vitest';
import { missing } from '../../../words/form-faults.js';
import { timeWords } from '../../../words/time-text.js';
import { alertingHeadline } from './alerting-headline.js';
import type { MailChannel } from './channel-words.js';
import {
  channelFaults,
  editChannelOf,
  EMPTY,
  formOf,
  newChannelOf,
  recipients,
  withSecurity,
} from './channel-form.js';
import { deliverySentence } from './delivery-text.js';

const ID = '00000000-0000-4000-8000-000000000001';
const NOW = Date.parse('2008-12-02T10:05:00.000Z');
const channel: MailChannel = {
  id: ID,
  kind: 'email',
  name: 'On call',
  settings: {
    host: 'smtp.example.com',
    port: 587,
    security: 'starttls',
    user: '',
    from: 'fw@example.com',
    to: ['a@example.com', 'b@example.com'],
  },
  hasSecret: true,
  tells: 'everything',
  enabled: true,
  lastDelivery: null,
  waiting: 0,
  dead: 0,
};
const delivery: Delivery = {
  id: ID,
  channelId: ID,
  channelName: 'On call',
  destination: 'a@example.com',
  incident: null,
  noticeKind: 'test',
  subject: 'Test',
  state: 'waiting',
  attempts: 0,
  createdAt: '2008-12-02T10:04:00.000Z',
  nextAttemptAt: null,
  deliveredAt: null,
  reason: null,
  detail: null,
  answer: null,
};

describe('channel form', () => {
  it('takes recipients by line, comma or semicolon, each once', () => {
    expect(recipients('a@x.io, b@x.io;\na@x.io\n')).toEqual(['a@x.io', 'b@x.io']);
  });

  it('names every field that is empty', () => {
    expect(Object.keys(missing(channelFaults({ ...EMPTY, name: '' }))?.fields ?? {})).toEqual([
      'name',
      'settings.host',
      'settings.from',
      'settings.to',
    ]);
  });

  it('refuses the 21st recipient and names a wrong one', () => {
    const to = Array.from({ length: 21 }, (_, index) => `p${index}@x.io`).join(' ');
    expect(channelFaults({ ...EMPTY, to })['settings.to']).toBe(
      'Recipients are 21; at most 20 are accepted.',
    );
    expect(channelFaults({ ...EMPTY, to: 'oncall' })['settings.to']).toBe(
      'oncall is not a mail address such as ops@example.com.',
    );
  });

  it('never sends an empty password: the stored one stays', () => {
    expect(editChannelOf(formOf(channel))).not.toHaveProperty('password');
    expect(newChannelOf({ ...formOf(channel), password: 'p' })).toMatchObject({ password: 'p' });
  });

  it.each([
    ['587', 'tls', '465'],
    ['2525', 'tls', '2525'],
    ['', 'none', '25'],
  ] as const)('turns port %s with %s into %s', (port, security, after) => {
    expect(withSecurity({ ...EMPTY, port }, security).port).toBe(after);
  });
});

describe('deliverySentence', () => {
  const words = timeWords('UTC');
  it.each([
    [{}, 'Waiting to be sent.'],
    [
      {
        attempts: 2,
        reason: 'connect-failed',
        detail: 'connection refused',
        nextAttemptAt: '2008-12-02T10:05:30.000Z',
      },
      'Not delivered after 2 tries. Connect failed: connection refused. Next try in 30 s.',
    ],
    [{ state: 'dead', attempts: 1, answer: '550 no such user' }, 'Given up after 1 try. 550 no such user.'],
    [
      { state: 'delivered', attempts: 1, deliveredAt: '2008-12-02T10:04:01.000Z', answer: '250 OK' },
      'Taken by the mail server at 10:04:01. The server said “250 OK”.',
    ],
  ] as const)('of %o', (change, text) => {
    expect(deliverySentence({ ...delivery, ...change }, NOW, words)).toBe(text);
  });
});

describe('alertingHeadline', () => {
  it.each([
    [[], 'Nobody is told yet'],
    [[{ ...channel, enabled: false }], 'Nobody is told: every channel is switched off'],
    [[{ ...channel, dead: 2 }], '2 notices could not be delivered'],
    [[channel, channel], 'Alerts go to 2 addresses'],
  ])('case %#', (channels, title) => {
    expect(alertingHeadline(channels).title).toBe(title);
  });
});
