import { writeBeat } from '@firewatch/api/store/own-health.repo';
import { OwnNewsDesk } from '@firewatch/api/upkeep/own-news.desk';
import type { Receivers } from '@firewatch/simulator/receivers/receivers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryStage, until } from '../alerting/delivery-stage.js';
import { MB, ownBeat } from './own-beat.js';

const WITHIN_MS = 30_000;

let stage: DeliveryStage;
let receivers: Receivers;
const desk = new OwnNewsDesk({ digest: { atMinutes: 480 } });
beforeEach(async () => {
  stage = await DeliveryStage.open();
  receivers = await stage.receivers();
  const url = `${receivers.url}/v2/enqueue`;
  const routingKey = 'k'.repeat(32);
  await stage.postChannel({ kind: 'pagerduty', url, tells: 'critical' }, { routingKey });
});
afterEach(() => stage.close());

/** One look 30 s after the last, with so much space left. */
const lookWith = (free: number) =>
  stage.db.database.asEngine(async (tx) => {
    await tx.query("update own_health set audited_at = now() - interval '30 s'");
    await writeBeat(tx, ownBeat(free * MB));
    return desk.look(tx, 0);
  });
const looksWith = async (...free: number[]) => {
  for (const one of free) await lookWith(one);
};
const alerts = () => receivers.pager.list().map((alert) => alert.state);

describe('the pager of an MSP whose Firewatch is not well', () => {
  it('is woken once, and its alert is resolved when all is well again, each time anew', async () => {
    await stage.worker();
    await looksWith(10);
    await until(alerts, (all) => all.length === 1, WITHIN_MS);
    expect(alerts()).toEqual(['triggered']);
    await looksWith(900, 900);
    await until(alerts, (all) => all[0] === 'resolved', WITHIN_MS);
    await looksWith(10);
    await until(alerts, (all) => all.length === 2, WITHIN_MS);
    expect(alerts()).toEqual(['resolved', 'triggered']);
    expect(receivers.pager.list()[0]?.summary).toMatch(/^Firewatch itself is not well: 10 MB left/);
    expect(receivers.pager.events().map((event) => [event.action, event.effect])).toEqual([
      ['trigger', 'opened'],
      ['resolve', 'resolved'],
      ['trigger', 'opened'],
    ]);
  });

  it('does not hear the end before an alarm that was throttled: it would stay open for good', async () => {
    receivers.pagerFaults.set({ kind: 'status', status: 429, count: 1 });
    await stage.worker();
    await looksWith(10);
    await until(
      () => stage.states(),
      (rows) => rows[0]?.reason === 'try-later',
      WITHIN_MS,
    );
    await looksWith(900, 900);
    await stage.sql('update deliveries set next_attempt_at = now() where attempts > 0');
    await until(alerts, (all) => all[0] === 'resolved', WITHIN_MS);
    expect(receivers.pager.events().map((event) => event.effect)).toEqual(['opened', 'resolved']);
  });
});
