import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Refusal } from '../platform/http/problem.js';
import type { PersonCall } from '../platform/http/request-call.js';
import { Database, type Scope, type Tx } from './database.js';

/** Fields whose text is not hashed: a stored hash of a password could be guessed at. */
const SECRET_FIELDS = new Set(['password', 'credential', 'token', 'code']);

const KEPT = '24 hours';

function hashOf(call: PersonCall): string {
  const body = JSON.stringify(call.body ?? null, (key, value: unknown) =>
    SECRET_FIELDS.has(key) ? '' : value,
  );
  return createHash('sha256')
    .update(`${JSON.stringify(call.params)}\n${body}`)
    .digest('hex');
}

/** The one way a person's change reaches the store: inside their scope, once per idempotency key. */
@Injectable()
export class Writer {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` in one transaction of the caller's scope; a repeated key gets the stored answer instead.
   * Errors  Refusal 422 when the key was used with another body; what `work` throws rolls all back, the key included.
   */
  write<T>(call: PersonCall, work: (tx: Tx) => Promise<T>, scope: Scope = call.caller.scope): Promise<T> {
    return this.database.inScope(scope, async (tx) => {
      if (call.idempotencyKey === null) return work(tx);
      const stored = await this.claim(tx, call, call.idempotencyKey);
      // What was stored is an earlier answer of this very route.
      if (stored) return stored.answer as T;
      const answer = await work(tx);
      await tx.query(
        'update idempotency_keys set answer = $4 where person_id = $1 and route = $2 and key = $3',
        [ownerOf(call), routeKey(call), call.idempotencyKey, JSON.stringify(answer ?? null)],
      );
      return answer;
    });
  }

  read<T>(call: Pick<PersonCall, 'caller'>, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.inScope(call.caller.scope, work);
  }

  /** Null = this transaction is the first. A second one at the same time waits in the insert until the first has ended. */
  private async claim(tx: Tx, call: PersonCall, key: string): Promise<{ readonly answer: unknown } | null> {
    const where = [ownerOf(call), routeKey(call), key];
    await tx.query(
      `delete from idempotency_keys where person_id = $1 and route = $2 and key = $3 and at < now() - interval '${KEPT}'`,
      where,
    );
    const [mine] = await tx.query(
      `insert into idempotency_keys (person_id, route, key, request_hash, status) values ($1, $2, $3, $4, 200)
       on conflict do nothing returning key`,
      [...where, hashOf(call)],
    );
    if (mine) return null;
    const [earlier] = await tx.query<{ request_hash: string; answer: unknown }>(
      'select request_hash, answer from idempotency_keys where person_id = $1 and route = $2 and key = $3',
      where,
    );
    if (earlier && earlier.request_hash === hashOf(call)) return { answer: earlier.answer };
    throw new Refusal(422, 'Idempotency-Key was used before with another body; send a new key.');
  }
}

/** A token may see less than its person: it gets no answer that was stored for them, nor the other way round. */
const ownerOf = ({ caller }: PersonCall): string => caller.token?.id ?? caller.personId;

const routeKey = (call: PersonCall): string => `${call.route.method} ${call.route.path}`;
