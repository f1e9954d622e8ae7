import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { descendants, processesBelow, startChild, type Child } from './child.ts';
import { freePort } from './ports.ts';
import { REPOSITORY } from './paths.ts';
import { Rest } from './rest.ts';

export const OWNER = { email: 'owner@msp.example', password: 'correct horse battery 9' } as const;

/** Those of `npm start`. */
const NODE_FLAGS = nodeFlags();

function nodeFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.match(/--\S+/g) ?? [];
}

export interface ProgramOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Without a Redis binary on the PATH: BullMQ runs on PostgreSQL. */
  readonly redis?: boolean;
  /** A build with a planted fault: file of test/planted. */
  readonly planted?: PlantedBuild;
  /** False: resolves at once, for a program that is meant to die while it starts. */
  readonly untilReady?: boolean;
}

export type PlantedBuild = 'no-sweeper' | 'lazy-commit' | 'no-fence' | 'leaks' | 'faults-at-will';

/** A folder that uid 65534 may enter, removed by the caller. */
export function temporaryDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firewatch-'));
  chmodSync(folder, 0o755);
  return join(folder, 'data');
}

/** The product as a newcomer starts it: launcher, embedded PostgreSQL, everything real. */
export class Program {
  readonly child: Child;
  readonly url: string;
  readonly dataDir: string;
  readonly port: number;
  private readonly options: ProgramOptions;

  private constructor(
    child: Child,
    at: { readonly dataDir: string; readonly port: number },
    options: ProgramOptions,
  ) {
    this.child = child;
    this.url = `http://127.0.0.1:${at.port}`;
    this.dataDir = at.dataDir;
    this.port = at.port;
    this.options = options;
  }

  static async start(options: ProgramOptions = {}): Promise<Program> {
    const dataDir = options.dataDir ?? temporaryDataDir();
    const port = options.port ?? (await freePort());
    const child = startChild(
      [process.execPath, ...NODE_FLAGS, join(REPOSITORY, 'apps/launcher/dist/main.js')],
      {
        env: {
          FIREWATCH_DATA: dataDir,
          FIREWATCH_PORT: String(port),
          FIREWATCH_EGRESS_LOOPBACK: '127.16.0.0/12',
          FIREWATCH_ADMIN_EMAIL: OWNER.email,
          FIREWATCH_ADMIN_PASSWORD: OWNER.password,
          DATABASE_URL: undefined,
          REDIS_URL: undefined,
          ...(options.redis === false ? { PATH: pathWithoutRedis(join(dataDir, '..')) } : {}),
          ...(options.planted ? plantedEnvironment(options.planted) : {}),
          ...options.env,
        },
      },
    );
    const program = new Program(child, { dataDir, port }, options);
    if (options.untilReady === false) return program;
    try {
      await child.line((line) => line.includes(`Firewatch runs at ${program.url}`), 60_000);
    } catch (error) {
      await program.kill9();
      throw error;
    }
    return program;
  }

  /** Same data, same port, after a stop or a kill. */
  again(
    env: ProgramOptions['env'] = {},
    more: Pick<ProgramOptions, 'untilReady' | 'planted'> = {},
  ): Promise<Program> {
    return Program.start({
      ...this.options,
      untilReady: true,
      ...more,
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

  /**
   * Kills the program and its engines in the same instant, as a power cut of the processes would; also what is left
   * of one that killed itself.
   */
  async kill9(): Promise<void> {
    const below = this.child.isEnded ? [] : descendants(this.child.pid);
    const all = new Set([
      ...(this.child.isEnded ? [] : [this.child.pid]),
      ...below,
      ...processesBelow(this.dataDir),
    ]);
    for (const pid of all) {
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

function plantedEnvironment(build: PlantedBuild): Record<string, string> {
  return { NODE_OPTIONS: `--import=${join(REPOSITORY, 'test/planted', `${build}.mjs`)}` };
}

/** The PATH of this process without Redis: a folder of links to everything else, below `at`. */
export function pathWithoutRedis(at: string): string {
  const folder = join(at, 'path');
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  for (const source of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!existsSync(source)) continue;
    for (const name of readdirSync(source)) {
      if (/^(redis|valkey)/.test(name) || existsSync(join(folder, name))) continue;
      // A link whose target is gone is "not there" and yet taken.
      rmSync(join(folder, name), { force: true });
      symlinkSync(join(source, name), join(folder, name));
    }
  }
  return folder;
}
