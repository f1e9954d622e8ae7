import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  DEVICE_TRANSPORT,
  TransportFailure,
  type DeviceTransport,
} from '../platform/http/device-transport.js';
import { Ending } from '../platform/loop/ending.js';
import { Loop } from '../platform/loop/loop.js';
import { endsWithin } from '../platform/loop/within.js';
import { dropOldCalls, finishCall, takeCalls, type DeviceCall } from '../store/device-calls.repo.js';
import { Nudges } from '../store/nudges.js';
import { VaultRefusal } from '../store/vault.js';
import type { Credential } from '../vendors/contract.js';
import { DeviceReader } from './device-reader.js';
import { PollContext } from './poll.context.js';
import { tryAnswer } from './try-answer.js';

const AT_ONCE = 8;
const LOOK_MS = 15_000;
const DROP_EVERY_MS = 60_000;
/** A call's secret lives for one try: it is never sealed anew. */
const CALL_VERSION = 1;
/** Calls that were broken off may take this long to end, ms. */
const STOP_MS = 3_000;

/** Looks and tries that a person waits for, done by the process that holds the key. */
@Injectable()
export class DeviceCallsRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new Loop(() => this.round(), { idleMs: 1_000, gapMs: 20 });
  private readonly running = new Set<Promise<void>>();
  private droppedAt = -DROP_EVERY_MS;
  private off: () => void = () => undefined;

  constructor(
    private readonly nudges: Nudges,
    private readonly reader: DeviceReader,
    @Inject(DEVICE_TRANSPORT) private readonly transport: DeviceTransport,
    private readonly context: PollContext,
    private readonly ending: Ending,
  ) {}

  onApplicationBootstrap(): void {
    this.off = this.nudges.on('fw_calls', () => this.loop.kick());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.loop.stop();
    await endsWithin(Promise.all(this.running), STOP_MS);
  }

  private async round(): Promise<boolean> {
    try {
      const { tx } = this.context;
      const room = this.ending.signal.aborted ? 0 : AT_ONCE - this.running.size;
      const calls = room > 0 ? await takeCalls(tx, room) : [];
      for (const call of calls) this.begin(call);
      if (performance.now() - this.droppedAt > DROP_EVERY_MS) {
        this.droppedAt = performance.now();
        await dropOldCalls(tx);
      }
    } catch (error) {
      this.context.report.storeAway(error);
    }
    return false;
  }

  private begin(call: DeviceCall): void {
    const done = this.answer(call)
      .then((result) => finishCall(this.context.tx, call.id, result))
      .catch((error: unknown) =>
        this.context.report.fault('a call was not answered', { call: call.id, reason: String(error) }),
      )
      .finally(() => {
        this.running.delete(done);
        this.loop.kick();
      });
    this.running.add(done);
  }

  private answer(call: DeviceCall): Promise<object> {
    return call.kind === 'look' ? this.look(call) : this.try(call);
  }

  private async look({ host, port, tls }: DeviceCall): Promise<object> {
    try {
      const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(LOOK_MS)]);
      return { ok: true, certificate: await this.transport.look({ host, port, tls }, signal) };
    } catch (error) {
      if (error instanceof TransportFailure) return { ok: false, why: error.why, detail: error.message };
      throw error;
    }
  }

  private async try(call: DeviceCall): Promise<object> {
    const adapter = this.reader.adapterOf(call.vendor);
    if (!adapter)
      return { ok: false, why: 'no-api', detail: `This version does not know the vendor "${call.vendor}".` };
    const credential = this.open(call);
    if (call.fingerprint === null || credential === null) {
      return {
        ok: false,
        why: 'credential-unavailable',
        detail: 'The try came without a certificate or a credential.',
      };
    }
    if (credential instanceof VaultRefusal) {
      return { ok: false, why: 'credential-unavailable', detail: credential.message };
    }
    const { host, port, tls } = call;
    const target = {
      deviceId: call.id,
      host,
      port,
      tls,
      pins: [call.fingerprint],
      credential,
      clockOffsetMs: 0,
      wantsEvents: true,
    };
    return tryAnswer(await this.reader.call(adapter, target, 'full', this.ending.signal), adapter);
  }

  private open(call: DeviceCall): Credential | VaultRefusal | null {
    if (call.sealed) {
      return this.reader.openCredential(call.sealed, {
        purpose: 'device-call',
        recordId: call.id,
        version: CALL_VERSION,
      });
    }
    if (!call.credential_set_id || !call.set_sealed || call.seal_version === null) return null;
    return this.reader.openCredential(call.set_sealed, {
      purpose: 'credential-set',
      recordId: call.credential_set_id,
      version: call.seal_version,
    });
  }
}
