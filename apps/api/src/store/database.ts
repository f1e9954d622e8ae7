import pg from 'pg';

export type Row = Record<string, unknown>;
export type Params = readonly unknown[];

/** One open transaction. Instants go in as `Date`, come out as epoch ms; bigints come out as numbers. */
export interface Tx {
  query<R extends object = Row>(text: string, params?: Params): Promise<R[]>;
}

/** `all` = every customer; a list = those only; used for each transaction of the API. */
export type Scope = 'all' | readonly string[];

const TIMESTAMPTZ = 1184;
const INT8 = 20;
const parsers = new Map<number, (text: string) => unknown>([
  [TIMESTAMPTZ, (text) => Date.parse(text)],
  [INT8, (text) => Number(text)],
]);
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** A pool for the program's tables; `timestamptz` as epoch ms. */
export function makePool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 30_000,
    keepAlive: true,
  });
  // An idle client whose server went away must not end the program; the next query says so to its caller.
  pool.on('error', () => undefined);
  // The same for a client between two statements of a transaction, which the pool does not listen to.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

const MOST_TRIES = 3;
/** Serialisation failure, deadlock: nothing was kept, and the same may well succeed now. */
const COLLISIONS = new Set(['40001', '40P01']);
const isCollision = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && COLLISIONS.has(String(error.code));

/**
 * The two ways to the store: as the app inside a scope (RLS), as the engine without.
 * Errors: rejects with pg's error; a serialisation or connection failure may be retried by the caller.
 */
export class Database {
  /** The engine's statements one by one, each its own transaction. */
  readonly single: Tx = { query: (text, params) => this.engineQuery(text, params) };

  constructor(
    private readonly app: pg.Pool,
    private readonly engine: pg.Pool,
  ) {}

  /** Poller, workers, publisher. */
  asEngine<T>(work: (tx: Tx) => Promise<T>, options?: { readonly quick?: boolean }): Promise<T> {
    // `quick`: nothing of consequence is written; losing it in a crash costs one re-read.
    return transact(this.engine, options?.quick ? 'set local synchronous_commit = off' : null, work);
  }

  /** A single statement of the engine, its own transaction. */
  async engineQuery<R extends object = Row>(text: string, params: Params = []): Promise<R[]> {
    const result = await this.engine.query(text, [...params]);
    return result.rows as R[];
  }

  /**
   * API: only rows of the scope are there.
   * @param work runs again when PostgreSQL ended the transaction because of another one: a person need not know of that.
   */
  async inScope<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const value = scope === 'all' ? '*' : scope.join(',');
    const first = `select set_config('app.customers', '${value.replaceAll("'", '')}', true)`;
    for (let tries = 1; ; tries += 1) {
      try {
        return await transact(this.app, first, work);
      } catch (error) {
        if (tries === MOST_TRIES || !isCollision(error)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.app.end(), this.engine.end()]);
  }
}

async function transact<T>(pool: pg.Pool, first: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(first ? `begin; ${first}` : 'begin');
    const tx: Tx = {
      async query<R extends object>(text: string, params: Params = []): Promise<R[]> {
        const result = await client.query(text, [...params]);
        return result.rows as R[];
      },
    };
    const result = await work(tx);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((reason: unknown) => {
      broken = reason instanceof Error ? reason : new Error(String(reason));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
