import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { DEVICE_TRANSPORT, type DeviceTransport } from '../platform/http/device-transport.js';
import { placeOf } from '../platform/http/place.js';
import { Log } from '../platform/log/log.js';
import type { CallAnswer, TakenCall } from '../store/resync-calls.repo.js';
import { Vault, VaultRefusal } from '../store/vault.js';
import { type Credential, type Target, VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';

/** Kept back from a call's time, so that its answer is stored before that is over, ms. */
const STORE_MS = 2_000;

const targetOf = (call: TakenCall, credential: Credential): Target => ({
  deviceId: call.deviceId,
  ...placeOf(call),
  credential,
  clockOffsetMs: call.clockOffsetMs,
});

/** Makes one call of one step: the only place where a resync credential is opened, and only for as long as it takes. */
@Injectable()
export class StepPerformer {
  private readonly adapters: ReadonlyMap<string, VendorAdapter>;
  private readonly log: Log;

  constructor(
    private readonly vault: Vault,
    @Inject(DEVICE_TRANSPORT) private readonly transport: DeviceTransport,
    @Inject(VENDOR_ADAPTERS) adapters: readonly VendorAdapter[],
    private readonly clock: Clock,
    log: Log,
  ) {
    this.adapters = new Map(adapters.map((adapter) => [adapter.id, adapter]));
    this.log = log.for('resync');
  }

  /** Errors: none; every failure is an answer. */
  async perform(call: TakenCall): Promise<CallAnswer> {
    const resync = this.adapters.get(call.vendor)?.resync;
    if (!resync) return { answer: 'refused', words: `This version cannot resynchronise "${call.vendor}".` };
    const { setId: recordId, sealVersion: version } = call;
    const credential = this.vault.openCredential(call.sealed, {
      purpose: 'credential-set',
      recordId,
      version,
    });
    if (credential instanceof VaultRefusal) {
      return { answer: 'refused', words: `Nothing was sent: ${credential.message}` };
    }
    // A deadline is a whole number of milliseconds, what the database says is left is none.
    const signal = AbortSignal.timeout(Math.max(1_000, Math.floor(call.withinMs - STORE_MS)));
    const ctx = { signal, transport: this.transport, now: () => this.clock.now(), log: this.log };
    try {
      return await broken(resync.perform(call.stepId, targetOf(call, credential), ctx), signal);
    } catch (error) {
      // Adapters reject only for faults of ours; whether the firewall has had the call is not known then.
      this.log.error('a step failed by a fault of Firewatch', {
        device: call.deviceId,
        vendor: call.vendor,
        step: call.stepId,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return { answer: 'unsure', words: 'Firewatch could not process the answer.' };
    }
  }
}

/** An adapter ends by its own deadline; one that does not is not waited for. */
function broken(step: Promise<CallAnswer>, signal: AbortSignal): Promise<CallAnswer> {
  return new Promise((resolve, reject) => {
    step.then(resolve, reject);
    signal.addEventListener('abort', () => {
      resolve({ answer: 'unsure', words: 'The call did not end in time and was given up.' });
    });
  });
}
