import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Refusal } from '../platform/http/problem.js';
import { Database } from '../store/database.js';
import { KeyCalls } from '../store/key-calls.js';
import { useRecoveryCode } from '../store/second-factor.repo.js';

const WITHIN_MS = 5_000;
const SIX_DIGITS = /^\d{6}$/;

const verdict = z.union([
  z.object({ is: z.enum(['right', 'used', 'wrong']) }),
  z.object({ is: z.literal('other-time'), offsetMs: z.number() }),
]);

/** Refusal at the field `code`. */
export const codeRefusal = (status: number, message: string): Refusal =>
  new Refusal(status, message, [{ field: 'code', message }]);

function otherTime(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const side = offsetMs > 0 ? 'ahead of' : 'behind';
  return `This code is right for another time: the phone's clock is ${minutes} min ${side} Firewatch's. Set whichever is wrong by the network, or use a recovery code.`;
}

/** Judges codes of the second factor; the secret is opened by the holder of the key only. */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyCalls,
  ) {}

  /**
   * Shape   `code` = six digits of the app, or a recovery code (which is used up).
   * Errors  Refusal with `status` at the field `code` when it is not right; 503 when nobody could judge it.
   */
  async check(personId: string, code: string, status: number): Promise<'app' | 'recovery'> {
    if (!SIX_DIGITS.test(code)) {
      const isGood = await this.database.inScope([], (tx) => useRecoveryCode(tx, personId, code));
      if (isGood) return 'recovery';
      throw codeRefusal(
        status,
        'This is neither six digits nor a recovery code that is still good; each recovery code works once.',
      );
    }
    const call = { kind: 'second-factor' as const, personId, input: { code } };
    const found = await this.keys.ask(call, verdict, WITHIN_MS);
    switch (found.is) {
      case 'right':
        return 'app';
      case 'used':
        throw codeRefusal(status, 'This code was used already; wait for the next one.');
      case 'other-time':
        throw codeRefusal(status, otherTime(found.offsetMs));
      case 'wrong':
        throw codeRefusal(status, 'The code is wrong; the one the app shows now is accepted.');
    }
  }
}
