import { randomBytes } from 'node:crypto';
import { Algorithm, hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** OWASP's floor: 19 MiB, two passes, one lane; 31–49 ms here. */
const OPTIONS = { algorithm: Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Side by side: more would let a guesser take the processor from polling. */
const SIDE_BY_SIDE = 2;
const MAX_WAITING = 200;

/** Hashes and checks passwords, a few at a time; checking nobody's password costs as much as checking somebody's. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly nobody = hash(randomBytes(16).toString('hex'), OPTIONS);

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, OPTIONS));
  }

  /** @param stored null = there is no such person, or they have no password: false, after the same work. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await this.nobody);
    const isMatch = await this.inTurn(() => verify(against, password, OPTIONS));
    return isMatch && stored !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= SIDE_BY_SIDE) {
      if (this.waiting.length >= MAX_WAITING) throw new PasswordsBusy();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}

/** Too many sign-ins wait already. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy';
}
