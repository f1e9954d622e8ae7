import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ActivityLog, type ChangeEntry } from './activity-log.js';
import { TruthTimeline } from './truth.js';

const entry = (at: number, device = 'a'): ChangeEntry => ({ kind: 'changed', at, device });

describe('activity log', () => {
  it('keeps the newest 3 of 5, oldest first, and says that 2 are forgotten', () => {
    const log = new ActivityLog(3, null);
    for (let at = 1; at <= 5; at += 1) log.add(entry(at));
    expect(log.find({}).map(({ at }) => at)).toEqual([3, 4, 5]);
    expect(log.forgotten).toBe(2);
  });

  it('finds by time, device, kind and keeps the newest of a limit', () => {
    const log = new ActivityLog(10, null);
    log.add(entry(1));
    log.add(entry(2, 'b'));
    log.add({ kind: 'fault', at: 3, device: 'a' });
    log.add(entry(4));
    expect(log.find({ since: 2, device: 'a' }).map(({ at }) => at)).toEqual([3, 4]);
    expect(log.find({ kind: 'fault' }).map(({ at }) => at)).toEqual([3]);
    expect(log.find({ limit: 2 }).map(({ at }) => at)).toEqual([3, 4]);
  });

  it('writes one JSON line per entry to its file, also those memory forgot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-log-'));
    const path = join(folder, 'log.jsonl');
    const log = new ActivityLog(1, path);
    log.add(entry(1));
    log.add(entry(2));
    await log.close();
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    rmSync(folder, { recursive: true });
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([entry(1), entry(2)]);
  });
});

describe('truth', () => {
  it('opens, changes reason and closes intervals; noting the same state again adds nothing', () => {
    const truth = new TruthTimeline();
    truth.note(10, 'a', 'ips', 'licence-lost');
    truth.note(11, 'a', 'ips', 'licence-lost');
    truth.note(20, 'a', 'ips', 'licence-expired');
    truth.note(30, 'a', 'ips', null);
    truth.note(31, 'a', 'ips', null);
    truth.note(40, 'a', 'gateway-av', 'switched-off');
    expect(truth.intervals()).toEqual([
      { device: 'a', service: 'ips', reason: 'licence-lost', from: 10, to: 20 },
      { device: 'a', service: 'ips', reason: 'licence-expired', from: 20, to: 30 },
      { device: 'a', service: 'gateway-av', reason: 'switched-off', from: 40 },
    ]);
    expect([truth.lostAt('a'), truth.lostAt('b')]).toEqual([40, null]);
  });
});
