import type { DeviceAnswer } from '../../platform/http/device-transport.js';
import { sourceOf, SERVICES_STATUS, SYSTEM_STATUS, VERSION } from './allowed.js';

/** An answer with the request that brought it, as evidence names it. */
export interface Witnessed {
  readonly source: string;
  readonly answer: DeviceAnswer;
}

const LISTS = [sourceOf(SERVICES_STATUS), sourceOf(SYSTEM_STATUS), sourceOf(VERSION)];

/** Remembers, for the length of one read, the answers that a sample could be made of. */
export class AnswerWitness {
  private last: Witnessed | undefined;
  private strange: Witnessed | undefined;
  private readonly lists = new Map<string, Witnessed>();

  /** A request goes out: what came before it is no longer the last answer. */
  asks(): void {
    this.last = undefined;
  }

  heard(source: string, answer: DeviceAnswer): void {
    this.last = { source, answer };
    if (LISTS.includes(source) || source.includes(' show ')) this.lists.set(source, this.last);
  }

  /** The last answer was taken for nothing. */
  isStrange(): void {
    this.strange = this.last;
  }

  /** Answer to blame for a read that showed nothing: of the request named, else the strange one, else the last. */
  toBlame(source?: string): Witnessed | undefined {
    return source === undefined ? (this.strange ?? this.last) : this.lists.get(source);
  }
}
