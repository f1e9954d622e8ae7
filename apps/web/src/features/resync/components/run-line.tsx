import { OUTCOME_WORDS } from '@firewatch/shared/domain/resync-words';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { Link } from 'react-router';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { Glyph } from '../../../ui/glyph.js';
import { localTime, ms } from '../../../words/time-text.js';
import { tookText } from '../model/run-lead.js';
import { howText, procedureOf, toneOf } from '../model/run-words.js';
import { Retry } from './line-acts.js';
import { BeforeNow, Proofs, Steps } from './marks.js';

interface RunLineProps {
  detail: ResyncRunDetail;
  device: RunDeviceView;
  isOpen: boolean;
  mayRetry: boolean;
  onToggle: (device: RunDeviceView, open: boolean) => void;
  onRetry: (device: RunDeviceView) => void;
}

/** Cells of one firewall of a run; a card of three lines on a phone. */
export function RunLine({ detail, device, isOpen, mayRetry, onToggle, onRetry }: RunLineProps) {
  const tone = toneOf(device);
  return (
    <>
      <td className="c-name">
        <button
          type="button"
          className="icon-btn"
          aria-expanded={isOpen}
          aria-label={`${tone === 'hand' ? 'Steps' : 'Log'} of ${device.name}`}
          onClick={() => onToggle(device, !isOpen)}
        >
          <Glyph name={isOpen ? 'chevron' : 'chevron-right'} />
        </button>
        <Link className="devn" to={`/devices/${device.deviceId}`}>
          {device.name}
        </Link>
        {device.isCanary && <Tag>canary</Tag>}
        {device.attempt > 1 && <Tag>try {device.attempt}</Tag>}
      </td>
      <td className="c-customer">{device.customerName}</td>
      <td className="c-how dim" title={howText(detail, device.procedureId)}>
        {device.model ?? 'model unknown'},{' '}
        {procedureOf(detail, device.procedureId)?.way === 'api' ? 'API' : 'by hand'}
      </td>
      <td className="c-steps">
        <Steps device={device} />
      </td>
      <td className="c-now" title={nowText(device)}>
        <span className={tone === 'bad' ? 'v-exposed' : undefined}>{nowText(device)}</span>
      </td>
      <td className="c-proof">
        <Proofs proofs={device.proofs} />
      </td>
      <td className="c-ba">
        <BeforeNow device={device} />
      </td>
      <td className="c-took">
        {!(tone === 'bad' && mayRetry && device.retryAt !== null) && <Took device={device} />}
        {tone === 'bad' && mayRetry && <Retry device={device} onRetry={() => onRetry(device)} />}
        {tone === 'hand' && (
          <Button small onClick={() => onToggle(device, !isOpen)}>
            {isOpen ? 'Hide steps' : 'Show steps'}
          </Button>
        )}
      </td>
    </>
  );
}

/** What it does now; for a settled one what came of it. */
function nowText(device: RunDeviceView): string {
  if (device.now !== '') return device.now;
  return device.outcome === null ? device.reason : OUTCOME_WORDS[device.outcome];
}

function Took({ device }: { device: RunDeviceView }) {
  const now = useNow();
  if (device.startedAt === null || toneOf(device) === 'hand') return null;
  const from = ms(device.startedAt);
  if (device.settledAt === null) return <span>{tookText(now - from)}</span>;
  const to = ms(device.settledAt);
  return (
    <span title={`settled ${localTime.clock(to)}`}>
      {tookText(to - from)}
      <span className="dim">, {localTime.clock(to)}</span>
    </span>
  );
}
