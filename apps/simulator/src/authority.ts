import type { Clock } from './clock.js';
import { LOST_IN_2008, type ServiceId } from './devices/service-catalogue.js';
import type { Random } from './random.js';

export const AUTHORITY_MODES = ['ok', 'wrong-answer', 'unreachable', 'slow', 'partial'] as const;
export type AuthorityMode = (typeof AUTHORITY_MODES)[number];

/**
 * How the vendor's licence servers behave towards the whole fleet.
 * Shape   `loses` = services whose keys a wrong answer takes; `share` (0..1) = part of the pool that answers
 *         wrongly under `partial`, as in 2008 when one server of a pool did; `slowMs` = wait of `slow`;
 *         `synchronizeUnderWrongAnswer` = what pressing Synchronize does to a healthy box meanwhile.
 */
export interface AuthorityState {
  readonly mode: AuthorityMode;
  readonly loses: readonly ServiceId[];
  readonly share: number;
  readonly slowMs: number;
  readonly synchronizeUnderWrongAnswer: 'lose' | 'no-effect';
  /** After so many right answers to a Synchronize from now on it answers wrongly again; null = it does not. */
  readonly relapseAfter: number | null;
}

/** `right` = licences as bought; `wrong` = keys taken; `none` = no answer came. */
export type AuthorityAnswer = { readonly kind: 'right' | 'wrong' | 'none'; readonly afterMs: number };

export const UNREACHABLE_AFTER_MS = 1_000;

/** How the authority behaves until told otherwise. */
export const USUAL_AUTHORITY: AuthorityState = {
  mode: 'ok',
  loses: LOST_IN_2008,
  share: 0.5,
  slowMs: 20_000,
  synchronizeUnderWrongAnswer: 'lose',
  relapseAfter: null,
};

/** The one licence authority all boxes of the vendor ask. */
export class LicenceAuthority {
  private current = USUAL_AUTHORITY;
  private since: number;
  /** Right answers to a Synchronize since `relapseAfter` was set. */
  private given = 0;
  /** Told when it answers wrongly again by itself. */
  onRelapse: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.since = clock.now();
  }

  get state(): AuthorityState & { readonly since: number } {
    return { ...this.current, since: this.since };
  }

  set(change: Partial<AuthorityState>): void {
    if (change.mode !== undefined && change.mode !== this.current.mode) this.since = this.clock.now();
    if (change.relapseAfter !== undefined) this.given = 0;
    this.current = { ...this.current, ...change };
  }

  /** The same for a box that synchronises: what counts towards a relapse. */
  askToSynchronize(): AuthorityAnswer {
    const answer = this.ask();
    const { relapseAfter } = this.current;
    if (answer.kind !== 'right' || relapseAfter === null) return answer;
    this.given += 1;
    if (this.given >= relapseAfter) {
      this.set({ mode: 'wrong-answer', relapseAfter: null });
      this.onRelapse();
    }
    return answer;
  }

  /** What a box that asks now will be told, and after how long. */
  ask(): AuthorityAnswer {
    const { mode, share, slowMs } = this.current;
    switch (mode) {
      case 'ok':
        return { kind: 'right', afterMs: 0 };
      case 'wrong-answer':
        return { kind: 'wrong', afterMs: 0 };
      case 'unreachable':
        return { kind: 'none', afterMs: UNREACHABLE_AFTER_MS };
      case 'slow':
        return { kind: 'right', afterMs: slowMs };
      case 'partial':
        return { kind: this.random.next() < share ? 'wrong' : 'right', afterMs: 0 };
    }
  }
}
