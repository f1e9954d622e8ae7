import type { Policy } from './policy.js';

/** What the devices of a credential set last said to it. Instants epoch ms. */
export interface SetEvidence {
  /** Last refusal of each device whose last sign-in was refused. */
  readonly refusedAt: readonly number[];
  /** When any of its devices last accepted it; null = never. */
  readonly acceptedAt: number | null;
}

/**
 * Whether the set is wrong rather than one box: enough devices refuse it and none accepted it since. One refusal among
 * boxes that go on accepting is a matter of that box.
 */
export function isSetRefused({ refusedAt, acceptedAt }: SetEvidence, policy: Policy): boolean {
  const standing = refusedAt.filter((at) => acceptedAt === null || at > acceptedAt);
  return standing.length >= policy.auth.setRefusals;
}

/** How a set is told: `failed` = held, or every device it is for refuses it; one box of several is that box's matter. */
export function setState(
  before: 'untried' | 'works' | 'failed',
  now: {
    readonly isHeld: boolean;
    readonly devices: number;
    readonly refusing: number;
    readonly worked: boolean;
  },
): 'untried' | 'works' | 'failed' {
  if (now.isHeld || (now.devices > 0 && now.refusing === now.devices)) return 'failed';
  if (now.worked) return 'works';
  return before === 'failed' ? 'untried' : before;
}

/** When the next careful probe of a held set may be made, epoch ms: each costs one box one of its tries. */
export const nextProbeAt = (at: number, policy: Policy): number => at + policy.auth.probeEveryMs;
