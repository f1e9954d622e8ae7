import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setKillSwitch } from '@firewatch/api/store/resync-settings.repo';
import { accepted, ResyncStage, until } from './resync-stage.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let stage: ResyncStage;
beforeEach(async () => {
  stage = await ResyncStage.open();
});
afterEach(() => stage.close());

describe('a checklist', () => {
  it('is worked through by ticks with evidence, after the waves too, and proven by a reading where there is one', async () => {
    const [byCall = '', byHand = ''] = [...(await stage.lost(1)), ...(await stage.lost(1, 'old'))];
    await stage.runner();
    stage.maker();
    const run = await stage.start([byCall, byHand]);
    await stage.reaches(run, 'finished', 120_000);
    expect(await stage.outcomes(run, [byCall, byHand])).toEqual(['restored', 'by-hand']);
    stage.polling.vendor.says(byHand, 'good');
    for (const stepId of ['press', 'look']) {
      await stage.act((tx) =>
        stage.attempts.tick(tx, stage.caller, run, { deviceId: byHand, stepId, evidence: 'Licensed' }),
      );
    }
    await until(
      () => stage.outcomes(run, [byHand]),
      ([outcome]) => outcome === 'restored',
      60_000,
    );
    expect(stage.callsOf(byHand)).toBe(0);
    await expect(
      stage.act((tx) =>
        stage.attempts.tick(tx, stage.caller, run, { deviceId: byHand, stepId: 'press', evidence: 'again' }),
      ),
    ).rejects.toThrow('settled already');
  });
});

describe('a firewall whose calls failed', () => {
  const tick = (run: string, deviceId: string, stepId: string) =>
    stage.act((tx) => stage.attempts.tick(tx, stage.caller, run, { deviceId, stepId, evidence: 'Licensed' }));
  const calls = (run: string) =>
    stage.sql<{ attempt: number; answer: string | null }>(
      'select attempt, answer from resync_calls where run_id = $1 order by intent_at',
      [run],
    );
  const detail = (run: string) => stage.act((tx) => stage.view.detail(tx, stage.caller, run));

  it('is taken over by hand, called no more and proven by a reading, whatever the kill switch says', async () => {
    const [id = ''] = await stage.lost(1);
    stage.scripts.set(id, () => ({ answer: 'denied', words: 'no right' }));
    await stage.runner();
    stage.maker();
    const run = await stage.start([id]);
    await stage.reaches(run, 'stopped', 120_000);
    await stage.act((tx) => setKillSwitch(tx, { isOn: true, by: 'Olga', reason: 'enough' }));
    await stage.act((tx) => stage.attempts.takeOver(tx, stage.caller, run, [id]));
    const [taken] = (await detail(run)).devices;
    expect(taken).toMatchObject({
      phase: 'by-hand',
      attempt: 2,
      outcome: null,
      settledAt: null,
      procedureId: 'scripted/old-box',
      steps: { done: 0, total: 2 },
      mayTakeOver: false,
    });
    stage.polling.vendor.says(id, 'good');
    await tick(run, id, 'press');
    await until(
      () => stage.outcomes(run, [id]),
      ([outcome]) => outcome === 'restored',
      60_000,
    );
    expect(await calls(run)).toEqual([{ attempt: 1, answer: 'denied' }]);
    expect(stage.callsOf(id)).toBe(1);
    const after = await detail(run);
    expect(after.devices[0]).toMatchObject({ outcome: 'restored', procedureId: 'scripted/old-box' });
    expect(after.ticks.map(({ stepId, by }) => [stepId, by])).toEqual([['press', 'Enno']]);
    expect(after.row.state).toBe('stopped');
    const [line] = await stage.sql<{ detail: object }>(
      "select detail from audit_entries where action = 'resync.taken-over'",
    );
    expect(line?.detail).toMatchObject({ deviceIds: [id] });
  });

  it('goes back to its calls as long as nothing is ticked, and shows no tick of another attempt', async () => {
    const [id = ''] = await stage.lost(1);
    stage.scripts.set(id, () => ({ answer: 'refused', words: 'not now' }));
    await stage.runner();
    stage.maker();
    const run = await stage.start([id]);
    await stage.reaches(run, 'stopped', 120_000);
    const takeOver = () => stage.act((tx) => stage.attempts.takeOver(tx, stage.caller, run, [id]));
    const retry = () => stage.act((tx) => stage.attempts.retry(tx, stage.caller, run, [id]));
    await takeOver();
    await expect(takeOver()).rejects.toThrow('is done by hand already.');
    await retry();
    await stage.reaches(run, 'stopped', 120_000);
    expect((await detail(run)).devices[0]).toMatchObject({ attempt: 3, procedureId: 'scripted/box' });
    expect(stage.callsOf(id)).toBe(2);
    await takeOver();
    for (const stepId of ['press', 'look']) await tick(run, id, stepId);
    await expect(retry()).rejects.toThrow('has not failed');
    await until(
      () => stage.outcomes(run, [id]),
      ([outcome]) => outcome === 'unchanged',
      60_000,
    );
    await until(
      () => detail(run),
      ({ devices }) => devices[0]?.phase === 'done',
      60_000,
    );
    await takeOver();
    const again = await detail(run);
    expect([again.devices[0]?.attempt, again.devices[0]?.steps, again.ticks]).toEqual([
      5,
      { done: 0, total: 2 },
      [],
    ]);
  });

  it('is not taken over while another run has it in hand', async () => {
    const [id = ''] = await stage.lost(1);
    stage.scripts.set(id, () => ({ answer: 'refused', words: 'not now' }));
    await stage.runner();
    stage.maker();
    const run = await stage.start([id]);
    await stage.reaches(run, 'stopped', 120_000);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    stage.scripts.set(id, async () => {
      await gate;
      return accepted;
    });
    const other = await stage.start([id]);
    await expect(stage.act((tx) => stage.attempts.takeOver(tx, stage.caller, run, [id]))).rejects.toThrow(
      /^Another run has .* in hand; wait until that is over\.$/,
    );
    release();
    await stage.reaches(other, 'stopped', 120_000);
  });
});
