import type { Clock } from '../clock.js';

const LOCKOUT_AFTER = 5;
const LOCKOUT_MS = 300_000;

/** Failed sign-ins of the last five minutes; five of them lock the account. */
export class Lockout {
  private failures: number[] = [];

  constructor(private readonly clock: Clock) {}

  get isOn(): boolean {
    return this.recent().length >= LOCKOUT_AFTER;
  }

  count(): void {
    this.failures = [...this.recent(), this.clock.now()];
  }

  clear(): void {
    this.failures = [];
  }

  private recent(): number[] {
    const now = this.clock.now();
    return this.failures.filter((at) => now - at < LOCKOUT_MS);
  }
}
