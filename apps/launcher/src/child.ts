import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import type { EngineUser } from './engine-user.js';

const LOG_LIMIT_BYTES = 5_000_000;

export interface ChildSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly user: EngineUser;
  /** stdout and stderr go there; cut at start when above 5 MB. */
  readonly logFile: string;
  readonly cwd?: string;
}

/** A server process of ours. Its own process group: Ctrl-C reaches us only, and we end it in order. */
export class Child {
  readonly exited: Promise<string>;
  private ended = false;

  private constructor(private readonly process: ChildProcess) {
    this.exited = new Promise((resolve) => {
      process.once('error', (error) => resolve(error.message));
      process.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    void this.exited.then(() => (this.ended = true));
  }

  static start(spec: ChildSpec): Child {
    cutLog(spec.logFile);
    const log = openSync(spec.logFile, 'a', 0o600);
    try {
      const child = spawn(spec.command, [...spec.args], {
        cwd: spec.cwd,
        detached: true,
        stdio: ['ignore', log, log],
        // The engines need nothing from our environment, which may hold secrets.
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
        ...spec.user,
      });
      return new Child(child);
    } finally {
      closeSync(log);
    }
  }

  get isRunning(): boolean {
    return !this.ended;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.ended) this.process.kill(signal);
  }

  /** Asks with `first`, then after `graceMs` with `last`; resolves when it is gone. */
  async stop(first: NodeJS.Signals, last: NodeJS.Signals, graceMs: number): Promise<void> {
    if (this.ended) return;
    this.signal(first);
    const timer = setTimeout(() => this.signal(last), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}

/** Last lines of a server's log, for the sentence that says why it did not start. */
export function lastLines(logFile: string, count = 3): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join(' | ');
  } catch {
    return 'no log was written';
  }
}

function cutLog(logFile: string): void {
  try {
    if (statSync(logFile).size > LOG_LIMIT_BYTES) truncateSync(logFile);
  } catch {
    // It does not exist yet: nothing to cut.
  }
}
