import { customer as customerSchema } from '@firewatch/shared/wire/access';
import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { type ResyncProcedureView, resyncProcedure } from '@firewatch/shared/wire/resync-procedure';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolFleet } from '../support/fleet.ts';
import { Program } from '../support/program.ts';
import type { Rest } from '../support/rest.ts';
import {
  giveResyncAccess,
  isOver,
  loseAll,
  ordersOf,
  planRun,
  readRun,
  runUntil,
  startRun,
} from '../support/resync.ts';
import { type SimulatedDevice, SimulatorProcess } from '../support/simulator.ts';

/** Every sort of box the simulator has, and one more firewall of each that is kept by hand although it could be read. */
const FLEET =
  'gen7=2,gen8=1,gen6-rest=1,gen6=1,gen5=1,enhanced-2008=1,standard-2008=1,email-security=1,email-software=1,csm=1,cdp=1,ssl-vpn=1,sgms=1,silent=1';
const LINE_OF_MODEL: Readonly<Record<string, string>> = {
  'PRO 2040': 'sonicos-enhanced',
  'TZ 170': 'sonicos-standard',
  'Email Security 300': 'email-security-appliance',
  'Email Security Software': 'email-security-software',
  'CSM 2200': 'content-security-manager',
  'CDP 2440i': 'continuous-data-protection',
  'SSL-VPN 2000': 'ssl-vpn',
  'SGMS 5': 'sgms',
  unknown: 'closed-network',
};
/** Steps at which a person does what brings the licences back. */
const PRESSES = new Set(['synchronize', 'refresh', 'group-task', 'paste-keyset']);

let simulator: SimulatorProcess;
let program: Program;
let rest: Rest;
let procedures: readonly ResyncProcedureView[];
/** Ids of the product by the simulator's. */
const enrolled = new Map<string, string>();
const byHand = new Map<string, SimulatedDevice>();

/** Null = read and called through its API. */
function lineOf(device: SimulatedDevice, isFirstOfGen7: boolean): string | null {
  const line = LINE_OF_MODEL[device.model];
  if (line !== undefined) return line;
  if (device.generation === 'gen5') return 'sonicos-5';
  if (!device.apiEnabled) return 'sonicos-6-by-hand';
  return isFirstOfGen7 ? 'sonicos-7-by-hand' : null;
}

beforeAll(async () => {
  [simulator, program] = await Promise.all([
    SimulatorProcess.start(['--generations', FLEET, '--sign-in', 'basic']),
    Program.start(),
  ]);
  rest = await program.owner();
  const first = simulator.devices.find(({ generation }) => generation === 'gen7');
  const lines = new Map(simulator.devices.map((device) => [device, lineOf(device, device === first)]));
  const read = simulator.devices.filter((device) => lines.get(device) === null);
  for (const [theirs, ours] of await enrolFleet(rest, read, 15)) enrolled.set(theirs, ours);
  const { id: customerId } = await rest.post('/customers', { name: 'Kept by hand' }, customerSchema);
  for (const [device, productLine] of lines) {
    if (productLine === null) continue;
    const { row } = await rest.post(
      '/devices',
      {
        customerId,
        name: `${device.name} ${productLine}`,
        vendor: 'sonicwall',
        serial: device.serial,
        readability: 'checklist',
        productLine,
        lastKnown: 'Every service licensed until 2031, as its page showed it last week.',
      },
      z.object({ row: z.object({ id: z.string() }) }),
    );
    byHand.set(row.id, device);
  }
  await giveResyncAccess({ simulator, rest, enrolled });
  await loseAll({ simulator, rest, enrolled }, [...enrolled.values()]);
  await simulator.control('POST', '/authority', { mode: 'wrong-answer' });
  await simulator.control('POST', '/devices/check-in', { ids: [...byHand.values()].map(({ id }) => id) });
  await simulator.control('POST', '/authority', { mode: 'ok' });
  procedures = (await rest.get('/resync-procedures', z.object({ items: z.array(resyncProcedure) }))).items;
});
afterAll(async () => {
  await program?.stop();
  await simulator?.stop();
  program?.removeData();
});

/** A person goes through the list of one product, presses what is to be pressed, and writes down what was there. */
async function tickAll(run: ResyncRunDetail, deviceId: string): Promise<void> {
  const { procedureId } = run.devices.find((one) => one.deviceId === deviceId) ?? { procedureId: '' };
  const steps = procedures.find(({ id }) => id === procedureId)?.steps ?? [];
  for (const step of steps) {
    if (PRESSES.has(step.id))
      await simulator.control('POST', `/devices/${byHand.get(deviceId)?.id}/synchronize`, {});
    await rest.json('POST', `/resync-runs/${run.row.id}/tick`, {
      deviceId,
      stepId: step.id,
      evidence: `${step.title}: done, the page shows it.`,
    });
  }
}

describe('a fleet of every product line, in one run', () => {
  it('calls those that have an interface, has the others on their checklists, and loses nobody', async () => {
    const ids = [...enrolled.values(), ...byHand.keys()];
    const run = await planRun(rest, ids);
    expect(run.leftOut).toEqual([]);
    expect(new Set(run.devices.map(({ procedureId }) => procedureId))).toEqual(
      new Set(procedures.map(({ id }) => id)),
    );
    await startRun(rest, run);
    // Persons do not wait for the waves.
    for (const deviceId of byHand.keys()) await tickAll(run, deviceId);
    const finished = await runUntil(rest, run.row.id, isOver, 240_000);
    expect(finished.row.state).toBe('finished');
    const called = finished.devices.filter(({ deviceId }) => !byHand.has(deviceId));
    expect(new Set(called.map(({ outcome }) => outcome))).toEqual(new Set(['restored']));
    const settled = await runUntil(
      rest,
      run.row.id,
      ({ devices }) => devices.every(({ outcome }) => outcome !== null),
      60_000,
    );
    // Done, and unproven for good: nothing can read them.
    const left = settled.devices.filter(({ deviceId }) => byHand.has(deviceId));
    expect(new Set(left.map(({ outcome }) => outcome))).toEqual(new Set(['assisted-pending']));
  });

  it('sent no order to any product that is kept by hand, and keeps every tick with its evidence and author', async () => {
    const theirs = new Set([...byHand.values()].map(({ id }) => id));
    expect((await ordersOf(simulator)).filter(({ device }) => theirs.has(device))).toEqual([]);
    const { items } = z
      .object({ items: z.array(z.object({ id: z.string() })) })
      .parse(await rest.json('GET', '/resync-runs'));
    const run = await readRun(rest, items[0]?.id ?? '');
    for (const deviceId of byHand.keys()) {
      const { procedureId } = run.devices.find((one) => one.deviceId === deviceId) ?? {};
      const steps = procedures.find(({ id }) => id === procedureId)?.steps ?? [];
      const ticks = run.ticks.filter((tick) => tick.deviceId === deviceId);
      expect(ticks.map(({ stepId }) => stepId)).toEqual(steps.map(({ id }) => id));
      expect(ticks.filter(({ evidence, by }) => evidence === '' || by === '')).toEqual([]);
    }
  });
});
