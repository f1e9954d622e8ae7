import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.js';
import { START } from '../spec-support.js';
import { alertPage, pagerList, pagerPage } from './pages.js';
import { Pager, type PagerAlert } from './pager.js';

const KEY = 'R'.repeat(32);
const payload = { summary: 'IPS off at 3 customers', source: 'firewatch', severity: 'critical' };

function stage(): { pager: Pager; clock: ManualClock; send: (event: unknown) => unknown } {
  const clock = new ManualClock(START);
  const pager = new Pager(clock);
  const send = (event: unknown): unknown => {
    const body = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
    const { status, body: text } = pager.accept({ body });
    return { status, ...Object(JSON.parse(text)) };
  };
  return { pager, clock, send };
}

const trigger = (more: object = {}): object => ({
  routing_key: KEY,
  event_action: 'trigger',
  dedup_key: 'incident-7',
  payload,
  ...more,
});
const act = (action: string, more: object = {}): object => ({
  routing_key: KEY,
  event_action: action,
  dedup_key: 'incident-7',
  ...more,
});
const states = (pager: Pager): PagerAlert['state'][] => pager.list().map(({ state }) => state);

describe('dedup_key', () => {
  it('answers 202 with the key and opens one alert for two triggers', () => {
    const on = stage();
    const accepted = {
      status: 'success',
      message: 'Event processed',
      dedup_key: 'incident-7',
    };
    expect(on.send(trigger())).toEqual(accepted);
    on.clock.advance(1_000);
    on.send(trigger());
    expect(on.pager.list()).toMatchObject([
      { state: 'triggered', events: 2, openedAt: START, summary: payload.summary },
    ]);
    expect(on.pager.events().map(({ effect }) => effect)).toEqual(['opened', 'folded']);
    expect(on.pager.events(START + 1)).toHaveLength(1);
  });

  it('invents a key for a trigger without one', () => {
    const on = stage();
    const { dedup_key: key } = Object(on.send(trigger({ dedup_key: undefined })));
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    on.send(trigger({ dedup_key: undefined }));
    expect(on.pager.list()).toHaveLength(2);
  });

  it('acknowledges and resolves the open alert; the next trigger opens a new one', () => {
    const on = stage();
    on.send(trigger());
    on.clock.advance(5_000);
    on.send(act('acknowledge'));
    on.send(trigger());
    expect(states(on.pager)).toEqual(['acknowledged']);
    on.clock.advance(5_000);
    on.send(act('resolve'));
    on.send(trigger());
    expect(on.pager.list()).toMatchObject([
      { state: 'resolved', acknowledgedAt: START + 5_000, resolvedAt: START + 10_000, events: 2 },
      { state: 'triggered', events: 1 },
    ]);
  });

  it('drops late acknowledges and resolves with 202, and a resolve of another routing key', () => {
    const on = stage();
    expect(on.send(act('resolve'))).toMatchObject({ message: 'Event processed' });
    on.send(trigger());
    on.send(act('resolve', { routing_key: 'S'.repeat(32) }));
    expect(states(on.pager)).toEqual(['triggered']);
    on.send(act('resolve'));
    on.send(act('acknowledge'));
    expect(states(on.pager)).toEqual(['resolved']);
    expect(on.pager.events().map(({ effect }) => effect)).toEqual([
      'dropped',
      'opened',
      'dropped',
      'resolved',
      'dropped',
    ]);
  });
});

describe('400 for an event that is not right', () => {
  it.each([
    ['{', 'JSON could not be parsed'],
    [trigger({ routing_key: undefined }), "'routing_key' is missing or blank"],
    [trigger({ routing_key: 'short' }), "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [trigger({ event_action: 'page' }), "'event_action' is invalid"],
    [trigger({ dedup_key: 'k'.repeat(256) }), "'dedup_key' is longer than 255 characters"],
    [act('resolve', { dedup_key: undefined }), "'dedup_key' is missing or blank"],
    [trigger({ payload: undefined }), "'payload' is missing or blank"],
    [trigger({ payload: { ...payload, summary: '' } }), "'payload.summary' is missing or blank"],
    [
      trigger({ payload: { ...payload, summary: 's'.repeat(1_025) } }),
      "'payload.summary' is longer than 1024 characters",
    ],
    [trigger({ payload: { ...payload, severity: 'fatal' } }), "'payload.severity' is invalid"],
  ])('%j: %s', (event, sentence) => {
    const on = stage();
    const body = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
    const answer = on.pager.accept({ body });
    const { status, errors } = Object(JSON.parse(answer.body));
    expect([answer.status, status]).toEqual([400, 'invalid event']);
    expect(errors).toEqual([expect.stringContaining(sentence)]);
    expect(on.pager.list()).toEqual([]);
  });

  it('takes the longest key and summary, and refuses 512 KB and a byte with 413', () => {
    const on = stage();
    const longest = trigger({
      dedup_key: 'k'.repeat(255),
      payload: { ...payload, summary: 's'.repeat(1_024) },
    });
    expect(on.send(longest)).toMatchObject({ message: 'Event processed' });
    expect(on.pager.accept({ body: Buffer.alloc(512 * 1024 + 1, 0x20) }).status).toBe(413);
  });
});

describe('page', () => {
  it('shows open alerts before resolved ones and no markup of the event', () => {
    const on = stage();
    on.send(trigger({ dedup_key: 'one', payload: { ...payload, summary: '<b>first</b>' } }));
    on.send(act('resolve', { dedup_key: 'one' }));
    on.send(trigger({ dedup_key: 'two', payload: { ...payload, summary: 'second' } }));
    const page = pagerList(on.pager.list());
    expect(pagerPage(on.pager.list())).toContain(page);
    expect(page.indexOf('second')).toBeLessThan(page.indexOf('first'));
    expect(page).not.toContain('<b>first');
    const [alert] = on.pager.list();
    if (!alert) throw new Error('no alert');
    expect(alertPage(alert, on.pager.events())).toContain('&#60;b&#62;first');
    expect(pagerList([])).toContain('No alert yet');
  });
});
