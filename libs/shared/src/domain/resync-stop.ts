import { counted } from './headline.js';
import type { Policy } from './policy.js';
import type { ResyncOutcome, RunDevice } from './resync.js';

/** What came of the ones that count, in words: `1 unchanged, 1 unreachable`. */
function tally(devices: readonly RunDevice[]): string {
  const counts = new Map<ResyncOutcome, number>();
  for (const { outcome } of devices) {
    if (outcome !== null) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].map(([outcome, count]) => `${count} ${outcome.replace('-', ' ')}`).join(', ');
}

const isFailed = (device: RunDevice): boolean => device.outcome !== 'restored';

/**
 * Settled and tried: one that protected again before its turn, and was not called, says nothing of the run. One that a
 * person took over counts by what its calls came to: by that alone no run goes on, and none stops.
 */
function isTried({ wave, phase, outcome, calls }: RunDevice): boolean {
  if (wave === null) return false;
  if (phase === 'by-hand') return outcome !== null;
  return phase === 'done' && !(outcome === 'not-performed' && calls.length === 0);
}

const inOrder = (devices: readonly RunDevice[]): readonly RunDevice[] =>
  [...devices].sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0) || (a.deviceId < b.deviceId ? -1 : 1));

function canaryReason(devices: readonly RunDevice[], tried: readonly RunDevice[]): string | null {
  if (tried.some((device) => device.wave === 0 && device.outcome === 'unchanged')) {
    return 'A canary is unchanged after the call: taken without effect, so the others are not touched.';
  }
  const canaries = devices.filter((device) => device.wave === 0);
  const isOver = canaries.every(({ phase }) => phase === 'done' || phase === 'left' || phase === 'by-hand');
  const proof = tried.filter((device) => device.wave === 0);
  if (!isOver || proof.length === 0 || proof.some((device) => !isFailed(device))) return null;
  return `No canary is proven (${tally(proof)}), so the others are not touched.`;
}

function waveReason(wave: number, tried: readonly RunDevice[], policy: Policy): string | null {
  const { first, failed, laterFailed } = policy.resync.stop;
  const own = tried.filter((device) => device.wave === wave);
  const early = own.slice(0, first).filter(isFailed);
  const where = wave === 0 ? 'the canaries' : `wave ${wave}`;
  if (early.length >= failed) {
    const of = Math.min(first, own.length);
    return `${early.length} of the first ${counted(of, 'firewall')} of ${where} are not restored: ${tally(early)}.`;
  }
  for (let end = first; end <= own.length; end += 1) {
    const late = own.slice(end - first, end).filter(isFailed);
    if (late.length >= laterFailed) {
      return `${late.length} of ${counted(first, 'firewall')} one after another in ${where} are not restored: ${tally(late)}.`;
    }
  }
  return null;
}

/**
 * Why the run must stop, as one sentence; null = it may go on.
 * Any verified `worse`; a canary unchanged after its call, or none proven; 2 of the first 5 of the run or of a wave not
 * restored; 3 of 5 one after another later in a wave, so that a relapse in the middle of a batch ends it.
 * Every outcome but `restored` counts as not restored. Devices planned by hand do not count.
 */
export function stopReason(devices: readonly RunDevice[], policy: Policy): string | null {
  const worse = devices.filter((device) => device.phase === 'done' && device.outcome === 'worse');
  if (worse.length > 0) {
    return `${counted(worse.length, 'firewall')} got worse than before, proven by a reading.`;
  }
  const tried = inOrder(devices.filter(isTried));
  const canary = canaryReason(devices, tried);
  if (canary !== null) return canary;
  const { first, failed } = policy.resync.stop;
  const early = tried.slice(0, first).filter(isFailed);
  if (early.length >= failed) {
    const of = Math.min(first, tried.length);
    return `${early.length} of the first ${counted(of, 'firewall')} are not restored: ${tally(early)}.`;
  }
  const waves = new Set(tried.map((device) => device.wave));
  for (const wave of [...waves].sort((a, b) => (a ?? 0) - (b ?? 0))) {
    const reason = wave === null ? null : waveReason(wave, tried, policy);
    if (reason !== null) return reason;
  }
  return null;
}
