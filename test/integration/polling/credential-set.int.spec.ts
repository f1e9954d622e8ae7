import { rotateCredentialSet } from '@firewatch/api/store/devices-credentials.repo';
import { startAgain } from '@firewatch/api/store/enrolment.repo';
import { makeDue } from '@firewatch/api/store/poll-slots.repo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PollingStage, reading, until } from './polling-stage.js';

let stage: PollingStage;
let ids: string[];
let passwords: Map<string, string>;

/** Boxes that let in whoever has the password they have by now. */
async function fleet(size: number): Promise<void> {
  // A long interval: no box meets its regular slot between two steps.
  ids = await stage.add(size, { intervalMs: 3_600_000 });
  passwords = new Map(ids.map((id) => [id, 'secret']));
  for (const id of ids) {
    stage.vendor.scripts.set(id, (target, scope) => {
      const now = stage.clock.now();
      const isRight = target.credential['password'] === passwords.get(id);
      tries.push({ id, isRight });
      return isRight
        ? good(id, now, scope)
        : { kind: 'unreadable', scope, startedAt: now, endedAt: now, why: 'auth-failed', detail: 'Refused.' };
    });
  }
  await stage.poller();
  await contacts((all) => all.every((one) => one === 'reachable'));
  tries.length = 0;
}
const tries: { id: string; isRight: boolean }[] = [];
const good = (id: string, at: number, scope: 'pulse' | 'full') =>
  reading(id, 'good', { startedAt: at, endedAt: at, scope });

const contacts = (holds: (all: string[]) => boolean) =>
  until(
    () => stage.sql<{ contact: string }>('select contact from device_state order by device_id'),
    (rows) => holds(rows.map((row) => row.contact)),
    10_000,
  );
const wrong = (id: string): number => tries.filter((one) => one.id === id && !one.isRight).length;
const due = (some: readonly string[]) =>
  stage.db.database.asEngine((tx) => makeDue(tx, some, { why: 'due', scope: 'pulse' }));
const setRow = async () =>
  (
    await stage.sql<{ state: string; refused: number; held: boolean; probes: boolean }>(
      `select state, failed_devices as refused, held_at is not null as held, probe_at is not null as probes
       from credential_sets where id = $1`,
      [stage.credentialSet],
    )
  )[0];
const probeNow = () => stage.sql(`update credential_sets set probe_at = now()`);
const authFailed = async () =>
  (await stage.sql<{ n: number }>(`select count(*) as n from events where type = 'device.auth-failed'`))[0]
    ?.n;

async function rotate(password: string): Promise<void> {
  const version = 2;
  const as = { purpose: 'credential-set', recordId: stage.credentialSet, field: 'sealed', version } as const;
  const sealed = stage.vault.seal({ user: 'watch', password }, as);
  await stage.db.database.asEngine((tx) =>
    rotateCredentialSet(tx, { id: stage.credentialSet, sealed, version, personId: null }),
  );
}

beforeEach(async () => {
  stage = await PollingStage.open();
});
afterEach(() => stage.close());

describe('the password of a credential set changed on its boxes', () => {
  it('is tried at 2 of 12 boxes, at most twice each; the others are held without a try, each told once', async () => {
    await fleet(12);
    for (const id of ids) passwords.set(id, 'new');
    for (const id of ids.slice(0, 2)) await due([id]);
    await contacts((all) => all.every((one) => one === 'auth-failed'));
    await due(ids);
    expect(await setRow()).toEqual({ state: 'failed', refused: 2, held: true, probes: true });
    const counts = ids.map(wrong);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(counts.slice(2)).toEqual(ids.slice(2).map(() => 0));
    expect(await authFailed()).toBe(12);
  });

  it('all 12 due in the same second: none is tried a third time, then or by what anybody asks for', async () => {
    await fleet(12);
    for (const id of ids) passwords.set(id, 'new');
    await due(ids);
    await contacts((all) => all.every((one) => one === 'auth-failed'));
    await stage.db.database.asEngine((tx) => makeDue(tx, ids, { why: 'asked', scope: 'full' }));
    await stage.db.database.asEngine((tx) => startAgain(tx, ids, 'identity'));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(Math.max(...ids.map(wrong))).toBeLessThanOrEqual(2);
  });

  it('reads every box at once after the rotation, and all are reachable again', async () => {
    await fleet(12);
    for (const id of ids) passwords.set(id, 'new');
    await due(ids);
    await contacts((all) => all.every((one) => one === 'auth-failed'));
    await rotate('new');
    await contacts((all) => all.every((one) => one === 'reachable'));
    expect(await setRow()).toEqual({ state: 'works', refused: 0, held: false, probes: false });
  });

  it('probes one box at a time, each refusal costs it one try, and stops when no try is left', async () => {
    await fleet(3);
    for (const id of ids) passwords.set(id, 'new');
    for (const id of ids.slice(0, 2)) await due([id]);
    await contacts((all) => all.every((one) => one === 'auth-failed'));
    for (let probe = 0; probe < 5; probe += 1) {
      const before = tries.length;
      const left = ids.filter((id) => wrong(id) < 2).length;
      await probeNow();
      if (left > 0)
        await until(
          () => tries.length,
          (now) => now === before + 1,
        );
      await until(
        () => stage.sql<{ busy: boolean }>(`select bool_or(leased_by is not null) as busy from poll_slots`),
        ([row]) => row?.busy === false,
      );
    }
    await until(setRow, (row) => row?.probes === false);
    expect(ids.map(wrong)).toEqual([2, 2, 2]);
  });

  it('one box accepting the set again resumes all that have a try left, and one read each proves them', async () => {
    await fleet(6);
    const [first = '', second = ''] = ids;
    for (const id of ids) passwords.set(id, 'new');
    for (const id of [first, second]) await due([id]);
    await contacts((all) => all.every((one) => one === 'auth-failed'));
    for (const id of ids) passwords.set(id, 'secret');
    await probeNow();
    const free = ids.filter((id) => wrong(id) < 2);
    await until(
      () => stage.sql<{ id: string }>(`select device_id as id from device_state where contact = 'reachable'`),
      (rows) => rows.length === free.length,
      10_000,
    );
    expect(await setRow()).toMatchObject({ state: 'works', held: false });
  });
});

describe('a box of its own mind', () => {
  it('1 of 12 refuses while the others accept: it alone stops after 2 tries, and the set works on', async () => {
    await fleet(12);
    const [odd = '', ...others] = ids;
    passwords.set(odd, 'its own');
    await due([odd]);
    await until(
      () => stage.sql<{ contact: string }>('select contact from device_state where device_id = $1', [odd]),
      ([row]) => row?.contact === 'auth-failed',
    );
    await due(others);
    await until(
      () => tries.filter((one) => one.isRight).length,
      (n) => n >= others.length,
    );
    expect(await setRow()).toEqual({ state: 'works', refused: 1, held: false, probes: false });
    expect(wrong(odd)).toBe(2);
    expect(await authFailed()).toBe(1);
  });

  it('a second one hours later does not condemn the set: others accepted in between', async () => {
    await fleet(6);
    const [odd = '', later = '', ...others] = ids;
    for (const [one, then] of [
      [odd, others],
      [later, others],
    ] as const) {
      passwords.set(one, 'its own');
      await due([one]);
      await until(
        () => wrong(one),
        (n) => n === 2,
      );
      await due(then);
      await until(
        () => tries.at(-1)?.isRight,
        (isRight) => isRight === true,
      );
    }
    expect(await setRow()).toMatchObject({ state: 'works', held: false });
  });
});

describe('a read that was under way when the secret was changed', () => {
  it('counts no try against the new secret', async () => {
    await fleet(1);
    const [id = ''] = ids;
    let release = (): void => undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    let begun = 0;
    stage.vendor.scripts.set(id, async (target, scope) => {
      const startedAt = stage.clock.now();
      begun += 1;
      if (begun === 1) await waits;
      const isRight = target.credential['password'] === 'new';
      const endedAt = stage.clock.now();
      return isRight
        ? reading(id, 'good', { startedAt, endedAt, scope })
        : { kind: 'unreadable', scope, startedAt, endedAt, why: 'auth-failed', detail: 'Refused.' };
    });
    await due([id]);
    await until(
      () => begun,
      (n) => n === 1,
    );
    await rotate('new');
    release();
    await until(
      () => begun,
      (n) => n === 2,
    );
    await contacts((all) => all.every((one) => one === 'reachable'));
    const [event] = await stage.sql<{ n: number }>(
      `select count(*) as n from events where type = 'device.unreadable'`,
    );
    expect(event?.n).toBe(0);
  });
});
