import { TransportFailure, type Destination } from '@firewatch/api/platform/http/device-transport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FINGERPRINT, PollingStage, until } from './polling-stage.js';

const KEY = `${'EF:'.repeat(31)}EF`;
let stage: PollingStage;
let opened: { destination: Destination; allowed: number }[];
let isThere: boolean;

beforeEach(async () => {
  stage = await PollingStage.open();
  opened = [];
  isThere = true;
  stage.transport = {
    open: async (destination, allowed) => {
      opened.push({ destination, allowed: allowed.length });
      if (!isThere) throw new TransportFailure('refused', 'The device refused the connection.');
      return {
        fingerprint: FINGERPRINT,
        keyFingerprint: KEY,
        request: () => Promise.reject(new Error('a device on a checklist is asked for nothing')),
        close: () => Promise.resolve(),
      };
    },
    look: () => Promise.reject(new Error('not asked for')),
  };
});
afterEach(() => stage.close());

/** A device that cannot be read, without any credential. */
async function onChecklist(intervalMs = 60_000): Promise<string> {
  const [id = ''] = await stage.add(1, { intervalMs, knowsSerial: false });
  await stage.sql(`update devices set readability = 'checklist', credential_set_id = null where id = $1`, [
    id,
  ]);
  return id;
}

const state = (id: string) =>
  stage.sql<{ contact: string; worst: string; reason: string; read: boolean; shown: object }>(
    `select contact, worst, worst_reason as reason, read_at is not null as read, shown from device_state where device_id = $1`,
    [id],
  );

describe('a device on a checklist', () => {
  it('is reached by a handshake alone, counts as unknown for that reason, and alarms nobody', async () => {
    const id = await onChecklist();
    await stage.poller();
    const [row] = await until(
      () => state(id),
      ([one]) => one?.read === true,
    );
    expect(row).toEqual({
      contact: 'reachable',
      worst: 'unknown',
      reason: 'not-readable',
      read: true,
      shown: { ips: { verdict: 'unknown', reason: 'not-readable' } },
    });
    expect(opened).toMatchObject([
      { destination: { host: '127.16.0.1', trust: 'pin', pins: [FINGERPRINT] }, allowed: 0 },
    ]);
    expect(stage.vendor.reads).toEqual([]);
    const [slot] = await stage.sql<{ regular: boolean; held: boolean }>(
      'select due_at = slot_at as regular, hold_until is not null as held from poll_slots where device_id = $1',
      [id],
    );
    expect(slot).toEqual({ regular: true, held: false });
    const events = await stage.sql<{ type: string }>('select type from events where device_id = $1', [id]);
    expect(events.map(({ type }) => type)).toEqual(['device.row']);
    const [wake] = await stage.sql<{ wake_at: number | null }>('select wake_at from device_state');
    expect(wake?.wake_at).toBeNull();
  });

  it('that stops answering is told as any other, and as answering again', async () => {
    const id = await onChecklist();
    isThere = false;
    await stage.poller();
    const [silent] = await until(
      () => state(id),
      ([one]) => one?.read === true,
    );
    expect(silent).toMatchObject({ contact: 'failing', reason: 'not-readable' });
    isThere = true;
    await stage.sql(`update poll_slots set due_at = now()`);
    await stage.sql(`select pg_notify('fw_due', '')`);
    const [back] = await until(
      () => state(id),
      ([one]) => one?.contact === 'reachable',
    );
    expect(back).toMatchObject({ worst: 'unknown', reason: 'not-readable' });
  });
});
