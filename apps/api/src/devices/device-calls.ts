import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Refusal } from '../platform/http/problem.js';
import { Ending } from '../platform/loop/ending.js';
import { Database } from '../store/database.js';
import { type CallRequest, callResult, forgetCall, requestCall } from '../store/device-calls.repo.js';
import { Nudges } from '../store/nudges.js';

/** A nudge may be lost: look this often anyway. */
const LOOK_EVERY_MS = 500;

/** Asks the process that reaches the devices, through a row and a nudge, and waits for its answer. */
@Injectable()
export class DeviceCalls {
  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
    private readonly ending: Ending,
  ) {}

  newId(): string {
    return randomUUID();
  }

  /**
   * Units   limitMs: milliseconds until the caller is told that nobody answered.
   * Errors  Refusal 504, or 503 when this process ends meanwhile; the row and the credential in it are gone either way.
   */
  async ask(request: CallRequest, limitMs: number): Promise<unknown> {
    let wake: () => void = () => undefined;
    const off = this.nudges.on('fw_calls', () => wake());
    const deadline = performance.now() + limitMs;
    try {
      await this.database.inScope('all', (tx) => requestCall(tx, request));
      while (performance.now() < deadline) {
        const nudged = new Promise<void>((resolve) => (wake = resolve));
        const result = await this.database.inScope([], (tx) => callResult(tx, request.id));
        if (result !== undefined) return result;
        await Promise.race([nudged, wait(LOOK_EVERY_MS)]);
        if (this.ending.signal.aborted)
          throw new Refusal(503, 'Firewatch is being stopped; try again when it is back.', [], 5);
      }
      throw new Refusal(
        504,
        `Nobody answered within ${Math.round(limitMs / 1_000)} s; is the poller running?`,
      );
    } finally {
      off();
      await this.database.inScope([], (tx) => forgetCall(tx, request.id));
    }
  }
}
