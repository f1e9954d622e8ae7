import { Injectable } from '@nestjs/common';
import { counted } from '@firewatch/shared/domain/headline';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { ProcedureStep, RunDevice, RunState } from '@firewatch/shared/domain/resync';
import { refusedBy } from '@firewatch/shared/domain/resync-guards';
import { takeOver } from '@firewatch/shared/domain/resync-take-over';
import { retryAtOf } from '@firewatch/shared/domain/resync-words';
import type { tickStep } from '@firewatch/shared/wire/resync';
import type { z } from 'zod';
import { conflict, notFound, Refusal, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from '../store/database.js';
import { noteCall } from '../store/resync-engine.repo.js';
import { appendLog, type NewLogLine } from '../store/resync-log.repo.js';
import { beginAttempts, beginByHand, insertTick } from '../store/resync-run-devices.repo.js';
import { countDown, heldElsewhere } from '../store/resync-runs.repo.js';
import { steppedUpAt } from '../store/step-ups.repo.js';
import { changeable, engaging, record } from './resync.desk.js';
import { RunGuards } from './run-guards.js';
import { loadView } from './run-view.js';

const policy = DEFAULT_POLICY;
const RETRIED: readonly RunState[] = ['running', 'paused', 'stopped', 'finished'];
const TICKED: readonly RunState[] = [
  'counting-down',
  'running',
  'pausing',
  'paused',
  'stopping',
  'stopped',
  'finished',
];

const NOT_IN_RUN = 'names a firewall that is not in this run';

/** Trying again what failed, taking it over by hand, and ticking what was done by hand. */
@Injectable()
export class ResyncAttempts {
  constructor(private readonly guards: RunGuards) {}

  /** A new attempt of failed firewalls: it may call each of them once more, so all guards are asked as at a start. */
  async retry(tx: Tx, caller: Caller, id: string, deviceIds: readonly string[]): Promise<void> {
    const run = await changeable(tx, id);
    if (!RETRIED.includes(run.state)) {
      throw conflict('Only a run that runs, rests or is over tries again what failed.');
    }
    const { view } = await loadView(tx, run);
    const ids = [...new Set(deviceIds)];
    for (const deviceId of ids)
      checkRetry(
        view.devices.find((one) => one.deviceId === deviceId),
        run.now,
      );
    const { at } = await steppedUpAt(tx, caller);
    const override =
      run.overrideReason === null ? null : { by: run.overrideBy ?? 'somebody', reason: run.overrideReason };
    const guards = await this.guards.of(tx, run, {
      personId: caller.personId,
      steppedUpAt: at,
      override,
    });
    const refused = refusedBy(guards);
    if (refused !== null) throw new Refusal(refused.name === 'step-up' ? 403 : 409, refused.words);
    await engaging(beginAttempts(tx, id, ids));
    if (run.state === 'stopped' || run.state === 'finished') {
      await countDown(tx, id, policy.resync.cancelWindowMs);
    }
    await record(tx, caller, run, {
      action: 'resync.retried',
      what: 'Tried again',
      words: `${counted(ids.length, 'firewall')} get another attempt.`,
      detail: { deviceIds: ids },
    });
  }

  /** What calls did not bring about is a person's from here on. Nothing is sent by that, so no guard is asked. */
  async takeOver(tx: Tx, caller: Caller, id: string, deviceIds: readonly string[]): Promise<void> {
    const run = await changeable(tx, id);
    const { view, rows } = await loadView(tx, run);
    const ids = [...new Set(deviceIds)];
    const lines = ids.map((deviceId): NewLogLine => {
      const device = view.devices.find((one) => one.deviceId === deviceId);
      if (!device) throw wrongField('deviceIds', NOT_IN_RUN);
      const taken = takeOver(device, run);
      if (!taken.can) throw conflict(`${rows.get(deviceId)?.name ?? 'It'} ${taken.no}.`);
      const { customerId, attempt } = device;
      return {
        device: { deviceId, customerId, attempt: attempt + 1 },
        what: 'Taken over by hand',
        words: `From here on a person does it: ${taken.checklist.productLine}.`,
        by: caller.name,
      };
    });
    const [held] = await heldElsewhere(tx, id, ids);
    if (held !== undefined) throw conflict(`Another run has ${held} in hand; wait until that is over.`);
    await engaging(beginByHand(tx, id, ids));
    await appendLog(tx, id, lines);
    await record(tx, caller, run, {
      action: 'resync.taken-over',
      what: 'By hand',
      words: `${counted(ids.length, 'firewall')} taken over by hand.`,
      detail: { deviceIds: ids },
    });
  }

  async tick(tx: Tx, caller: Caller, id: string, input: z.output<typeof tickStep>): Promise<void> {
    const run = await changeable(tx, id);
    if (!TICKED.includes(run.state)) throw conflict('Steps are ticked once the run has been started.');
    const { view } = await loadView(tx, run);
    const device = view.devices.find((one) => one.deviceId === input.deviceId);
    if (!device) throw notFound('firewall in this run');
    const step = stepOf(device, input.stepId);
    const { deviceId, customerId, attempt } = device;
    const isNew = await insertTick(tx, { runId: id, by: caller, customerId, attempt, ...input });
    if (!isNew) throw conflict('This step is ticked already; what stands there stays.');
    await noteCall(tx, { runId: id, deviceId, before: device.before });
    await appendLog(tx, id, [
      {
        device: { deviceId, customerId, attempt },
        what: `Ticked: ${step.title}`,
        words: input.evidence.slice(0, 300),
        by: caller.name,
      },
    ]);
    await record(tx, caller, run, {
      action: 'resync.ticked',
      what: 'By hand',
      words: 'A step of a checklist was ticked.',
      detail: { deviceId, step: input.stepId },
    });
  }
}

function checkRetry(device: RunDevice | undefined, now: number): void {
  if (!device) throw wrongField('deviceIds', NOT_IN_RUN);
  const at = retryAtOf(device, policy);
  if (at === null)
    throw wrongField('deviceIds', 'names a firewall that has not failed; only failed ones are tried again');
  if (at > now) {
    const minutes = Math.ceil((at - now) / 60_000);
    throw conflict(`A firewall failed a moment ago; it may be tried again in ${minutes} min.`);
  }
}

function stepOf(device: RunDevice, stepId: string): ProcedureStep {
  if (device.phase !== 'by-hand') {
    throw conflict('Nothing of this firewall is done by hand, or it is settled already.');
  }
  const step = device.procedure.steps.find((one) => one.id === stepId);
  if (step) return step;
  const known = device.procedure.steps.map(({ id }) => id).join(', ');
  throw wrongField('stepId', `is no step of its procedure; ${known} are accepted`);
}
