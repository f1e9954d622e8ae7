import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Refusal } from '../platform/http/problem.js';
import { Ending } from '../platform/loop/ending.js';
import { Database } from './database.js';
import {
  forgetKeyCall,
  type KeyCallKind,
  keyCallState,
  keyCallSeal,
  requestKeyCall,
} from './key-calls.repo.js';
import { Nudges } from './nudges.js';
import { Vault } from './vault.js';

/** A nudge may be lost: look this often anyway, ms. */
const LOOK_EVERY_MS = 500;
/** Whoever holds the key takes a call within milliseconds; when nobody has by then, nobody is there. */
const TAKEN_WITHIN_MS = 3_000;

/** Asks the process that holds the key, through a row and a nudge, and waits for its answer: the door itself cannot open seals. */
@Injectable()
export class KeyCalls {
  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
    private readonly vault: Vault,
    private readonly ending: Ending,
  ) {}

  /**
   * Shape   `input` goes sealed; the answer is parsed with `answer`.
   * Units   limitMs: until the caller is told that nobody answered.
   * Errors  Refusal 503 when nobody did, or when this process ends meanwhile; the row is gone either way.
   */
  async ask<T extends z.ZodType>(
    call: { readonly kind: KeyCallKind; readonly personId: string; readonly input?: object },
    answer: T,
    limitMs: number,
  ): Promise<z.output<T>> {
    const id = randomUUID();
    const sealed = call.input ? this.vault.seal(call.input, keyCallSeal(id)) : null;
    let wake: () => void = () => undefined;
    const off = this.nudges.on('fw_keys', () => wake());
    const askedAt = performance.now();
    const deadline = askedAt + limitMs;
    try {
      await this.database.inScope('all', (tx) => requestKeyCall(tx, { ...call, id, sealed }));
      while (performance.now() < deadline && !this.ending.signal.aborted) {
        const nudged = new Promise<void>((resolve) => (wake = resolve));
        const { result, isTaken } = await this.database.inScope([], (tx) => keyCallState(tx, id));
        if (result !== undefined) return answer.parse(result);
        if (!isTaken && performance.now() - askedAt > TAKEN_WITHIN_MS) break;
        await Promise.race([nudged, wait(LOOK_EVERY_MS)]);
      }
      throw new Refusal(
        503,
        'The part of Firewatch that holds the key did not answer; is a worker running? Try again in a moment.',
        [],
        5,
      );
    } finally {
      off();
      await this.database.inScope([], (tx) => forgetKeyCall(tx, id));
    }
  }
}
