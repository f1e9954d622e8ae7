import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { descendants, startChild, type Child } from './child.ts';
import { freePort } from './ports.ts';
import { REPOSITORY } from './paths.ts';
import { Rest } from './rest.ts';

export const OWNER = { email: 'owner@msp.example', password: 'correct horse battery 9' } as const;

export interface ProgramOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Without a Redis binary on the PATH: BullMQ runs on PostgreSQL. */
  readonly redis?: boolean;
}

/** A folder that uid 65534 may enter, removed by the caller. */
export function temporaryDataDir(): string {
  return join(mkdtempSync(join(tmpdir(), 'firewatch-')), 'data');
}

/** The product as a newcomer starts it: launcher, embedded PostgreSQL, everything real. */
export class Program {
  readonly child: Child;
  readonly url: string;
  readonly dataDir: string;
  readonly port: number;
  private readonly options: ProgramOptions;

  private constructor(child: Child, at: { readonly dataDir: string; readonly port: number }, options: ProgramOptions) {
    this.child = child;
    this.url = `http://127.0.0.1:${at.port}`;
    this.dataDir = at.dataDir;
    this.port = at.port;
    this.options = options;
  }

  static async start(options: ProgramOptions = {}): Promise<Program> {
    const dataDir = options.dataDir ?? temporaryDataDir();
    const port = options.port ?? (await freePort());
    const child = startChild([process.execPath, join(REPOSITORY, 'apps/launcher/dist/main.js')], {
      env: {
        FIREWATCH_DATA: dataDir,
        FIREWATCH_PORT: String(port),
        FIREWATCH_EGRESS_LOOPBACK: '127.16.0.0/12',
        FIREWATCH_ADMIN_EMAIL: OWNER.email,
        FIREWATCH_ADMIN_PASSWORD: OWNER.password,
        DATABASE_URL: undefined,
        REDIS_URL: undefined,
        ...(options.redis === false ? { PATH: pathWithoutRedis() } : {}),
        ...options.env,
      },
    });
    const url = `http://127.0.0.1:${port}`;
    await child.line((line) => line.includes(url), 60_000);
    return new Program(child, { dataDir, port }, options);
  }

  /** Same data, same port, after a stop or a kill. */
  again(env: ProgramOptions['env'] = {}): Promise<Program> {
    return Program.start({
      ...this.options,
      dataDir: this.dataDir,
      port: this.port,
      env: { ...this.options.env, ...env },
    });
  }

  async owner(): Promise<Rest> {
    const rest = new Rest(this.url);
    await rest.signIn(OWNER.email, OWNER.password);
    return rest;
  }

  /** Kills the program and its PostgreSQL in the same instant, as a power cut of the processes would. */
  async kill9(): Promise<void> {
    const children = descendants(this.child.pid);
    for (const pid of [this.child.pid, ...children]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await this.child.ended;
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }

  removeData(): void {
    rmSync(join(this.dataDir, '..'), { recursive: true, force: true });
  }
}

/** The PATH of this process without Redis: a folder of links to everything else. */
export function pathWithoutRedis(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'firewatch-path-')), 'bin');
  mkdirSync(folder);
  for (const source of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!existsSync(source)) continue;
    for (const name of readdirSync(source)) {
      if (/^(redis|valkey)/.test(name) || existsSync(join(folder, name))) continue;
      symlinkSync(join(source, name), join(folder, name));
    }
  }
  return folder;
}
