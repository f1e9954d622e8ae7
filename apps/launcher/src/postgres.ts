import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  chownSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { Child, lastLines } from './child.js';
import type { Engine } from './engine-files.js';
import { makeEngineFolder, type EngineUser } from './engine-user.js';
import { endLeftovers } from './processes.js';
import { makeSocketFolder } from './socket-folder.js';

const run = promisify(execFile);
const READY_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 1_500;

export interface PostgresPlace {
  readonly engine: Engine;
  readonly user: EngineUser;
  /** `pg` (0700 of the engine's user), its log and the socket folder lie in here. */
  readonly dataFolder: string;
  /** Superuser's password, made once and kept by the caller. */
  readonly password: string;
  /** Further `-c` settings; tests switch fsync off here, the product never does. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The embedded PostgreSQL: made at first start, a child of ours afterwards, reached through a unix socket only. */
export class PostgresServer {
  private child: Child | null = null;
  private readonly data: string;
  private readonly logFile: string;
  private readonly sockets: string;

  constructor(private readonly place: PostgresPlace) {
    this.data = join(place.dataFolder, 'pg');
    this.logFile = join(place.dataFolder, 'postgres.log');
    this.sockets = makeSocketFolder(place.dataFolder, place.user);
  }

  /** Superuser's URL of a database on it. */
  url(database: string): string {
    const url = new URL(`postgresql://localhost/${database}`);
    url.username = 'postgres';
    url.password = this.place.password;
    url.searchParams.set('host', this.sockets);
    url.searchParams.set('port', '5432');
    return url.toString();
  }

  /** @returns what was found, for the start's lines. */
  async start(): Promise<{ readonly made: boolean; readonly leftovers: number }> {
    const leftovers = await endLeftovers(this.data, 'SIGINT');
    const made = !existsSync(join(this.data, 'PG_VERSION'));
    if (made) await this.init();
    else await this.checkVersion();
    await this.launch();
    return { made, leftovers };
  }

  /** Starts the process in the prepared folder and waits until it answers. */
  async launch(): Promise<void> {
    // Sessions of a killed server take a moment to notice; a new one refuses to start beside them.
    await endLeftovers(this.data, 'SIGQUIT');
    this.dropLockFiles();
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.sockets,
      port: '5432',
      max_connections: '100',
      shared_buffers: '128MB',
      log_checkpoints: 'off',
      log_min_messages: 'warning',
      password_encryption: 'scram-sha-256',
      timezone: 'UTC',
      ...this.place.settings,
    };
    this.child = Child.start({
      command: join(this.place.engine.bin, 'postgres'),
      args: [
        '-D',
        this.data,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      user: this.place.user,
      logFile: this.logFile,
      cwd: this.place.dataFolder,
    });
    await this.untilReady(this.child);
  }

  /** Resolves with the reason when the running process ends, wanted or not. */
  get exited(): Promise<string> {
    return this.child?.exited ?? Promise.resolve('was not started');
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Fast shutdown: sessions are cut, nothing committed is lost. */
  async stop(): Promise<void> {
    await this.child?.stop('SIGINT', 'SIGQUIT', STOP_GRACE_MS);
  }

  /** Immediate: the next start recovers from the log. */
  kill(): void {
    this.child?.signal('SIGQUIT');
  }

  private async init(): Promise<void> {
    // Made beside and renamed: a start that is killed half-way leaves no half-made folder under the real name.
    const making = `${this.data}.new`;
    const passwordFile = join(this.place.dataFolder, 'run.password');
    rmSync(making, { recursive: true, force: true });
    mkdirSync(this.place.dataFolder, { recursive: true });
    makeEngineFolder(making, this.place.user);
    writeFileSync(passwordFile, this.place.password, { mode: 0o600 });
    if (this.place.user) chownSync(passwordFile, this.place.user.uid, this.place.user.gid);
    try {
      const args = [
        '-D',
        making,
        '-U',
        'postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
      ];
      await run(join(this.place.engine.bin, 'initdb'), args, {
        ...this.place.user,
        cwd: making,
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      });
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
      throw new StartRefusal(
        `PostgreSQL could not be set up in ${this.data} (${said.split('\n').at(-1) ?? ''}): free the folder, or set FIREWATCH_DATA to another one or DATABASE_URL to a server of your own.`,
      );
    } finally {
      unlinkSync(passwordFile);
    }
    renameSync(making, this.data);
  }

  private async checkVersion(): Promise<void> {
    const { stdout } = await run(join(this.place.engine.bin, 'postgres'), ['--version'], {
      ...this.place.user,
    });
    const ours = /(\d+)/.exec(stdout)?.[1] ?? '';
    const theirs = readFileSync(join(this.data, 'PG_VERSION'), 'utf8').trim();
    if (ours !== theirs) {
      throw new StartRefusal(
        `The data in ${this.data} belong to PostgreSQL ${theirs}, this Firewatch brings ${ours}: restore a backup into an empty FIREWATCH_DATA, or start the version that made them.`,
      );
    }
  }

  // After kill -9 the lock files stay. Their process may be one nobody has reaped yet, or a foreign one that has the number by
  // now: PostgreSQL takes both for alive and would not start. What really ran here has been ended before.
  private dropLockFiles(): void {
    rmSync(join(this.data, 'postmaster.pid'), { force: true });
    for (const name of ['.s.PGSQL.5432.lock', '.s.PGSQL.5432'])
      rmSync(join(this.sockets, name), { force: true });
  }

  private async untilReady(child: Child): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      if (await answers(this.url('postgres'))) return;
      if (!child.isRunning || Date.now() > deadline) {
        await child.stop('SIGINT', 'SIGQUIT', STOP_GRACE_MS);
        throw new StartRefusal(`PostgreSQL did not start, see ${this.logFile} (${lastLines(this.logFile)}).`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Does a server answer at this address, and let us in? */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  // A server that goes away while we ask is an answer too, not an event nobody hears.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}
