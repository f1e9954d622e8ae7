import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LagMonitor } from '@firewatch/api/polling/lag.monitor';
import { PollMetrics } from '@firewatch/api/polling/poll-metrics';
import { ReadReport } from '@firewatch/api/polling/read-report';
import { PollingStage } from './polling-stage.js';

let stage: PollingStage;
beforeAll(async () => {
  stage = await PollingStage.open();
});
afterAll(() => stage.close());

describe('LagMonitor', () => {
  it('tells once that polling is behind, however many pollers look, and once that it has caught up', async () => {
    await stage.add(3);
    const metrics = new PollMetrics();
    const monitors = [1, 2].map(
      () => new LagMonitor(stage.db.database, stage.clock, new ReadReport(stage.log, metrics)),
    );
    const measureAll = () => Promise.all(monitors.map((monitor) => monitor.measure()));
    await measureAll();
    await stage.sql(`update poll_slots set due_at = now() - interval '70 s'`);
    await measureAll();
    await measureAll();
    await measureAll();
    expect(metrics.behindDevices).toBe(3);
    await stage.sql(`update poll_slots set due_at = now() + interval '60 s'`);
    await measureAll();
    await measureAll();
    const events = await stage.sql<{ type: string; devices: number }>(
      `select type, (payload ->> 'devices')::int as devices from events where type like 'polling.%' order by id`,
    );
    expect(events).toEqual([
      { type: 'polling.behind', devices: 3 },
      { type: 'polling.caught-up', devices: 0 },
    ]);
  });
});
