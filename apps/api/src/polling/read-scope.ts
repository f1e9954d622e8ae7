import { isAnySuspect, needsFull } from '@firewatch/shared/domain/deadlines';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { ReadScope } from '@firewatch/shared/domain/reading';
import type { PollItem } from '../queues/queue-table.js';
import type { ClaimedDevice } from '../store/device-targets.repo.js';

/** Which scope the claim gets: the regular slot becomes a full read when one is due; while suspected none starts. */
export function scopeOf(
  device: Pick<ClaimedDevice, 'core' | 'pulse' | 'interval_ms'>,
  item: Pick<PollItem, 'why' | 'scope'>,
  now: number,
): ReadScope {
  const { core, pulse } = device;
  if (item.why === 'confirm') return item.scope;
  if (isAnySuspect({ core, pulse })) return 'pulse';
  if (item.scope === 'full') return 'full';
  const isRegular = item.why === 'due' && core.contact.state === 'reachable';
  return isRegular && needsFull({ core, pulse }, now, device.interval_ms, DEFAULT_POLICY) ? 'full' : 'pulse';
}
