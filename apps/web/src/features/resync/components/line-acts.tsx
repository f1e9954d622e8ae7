import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { ageText, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { checklistFor, toneOf } from '../model/run-words.js';

export function Retry({ device, onRetry }: { device: RunDeviceView; onRetry: () => void }) {
  const now = useNow();
  if (device.retryAt === null) return null;
  const wait = ms(device.retryAt) - now;
  return (
    <Button small disabled={wait > 0} onClick={onRetry}>
      {wait > 0 ? `Retry in ${ageText(wait + 999)}` : 'Retry'}
    </Button>
  );
}

interface TakeOverProps {
  detail: ResyncRunDetail;
  device: RunDeviceView;
  mayRetry: boolean;
  mayTick: boolean;
  onRetry: (device: RunDeviceView) => void;
  onTakeOver: (device: RunDeviceView) => void;
}

/** From the calls that failed to the checklist, and back as long as nobody ticked anything. */
export function TakeOver({ detail, device, mayRetry, mayTick, onRetry, onTakeOver }: TakeOverProps) {
  const checklist = checklistFor(detail, device);
  if (mayTick && checklist) {
    return (
      <p className="take-over">
        <Button small onClick={() => onTakeOver(device)}>
          Do it by hand
        </Button>
        <span className="dim">
          A checklist of {counted(checklist.steps.length, 'step')}, proven by readings; nothing more is sent
          to it.
        </span>
      </p>
    );
  }
  if (!mayRetry || toneOf(device) !== 'hand' || device.retryAt === null) return null;
  return (
    <p className="take-over">
      <Retry device={device} onRetry={() => onRetry(device)} />
      <span className="dim">Nothing is ticked yet, so it may still be called again instead.</span>
    </p>
  );
}
