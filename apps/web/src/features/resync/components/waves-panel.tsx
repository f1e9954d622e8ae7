import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { ResyncRunDetail, RunDeviceView } from '@firewatch/shared/wire/resync';
import { Panel } from '../../../ui/panel.js';
import { counted, digits } from '../../../words/verdict-text.js';
import { currentWave, tookText } from '../model/run-lead.js';
import { TONE_WORD, toneOf, type RunTone } from '../model/run-words.js';
import { Tile } from './marks.js';

/** Tiles of one wave; a larger one is told by its numbers. */
const MOST_TILES = 40;

interface WaveView {
  readonly key: string;
  readonly name: string;
  readonly devices: readonly RunDeviceView[];
  readonly isNow: boolean;
}

function wavesOf(detail: ResyncRunDetail): readonly WaveView[] {
  const byWave = Map.groupBy(detail.devices, (device) => device.wave);
  const now = detail.row.state === 'running' ? currentWave(detail) : null;
  const waves = detail.waves.map((wave) => ({
    key: String(wave.position),
    name: wave.name,
    devices: byWave.get(wave.position) ?? [],
    isNow: wave.position === now,
  }));
  const byHand = byWave.get(null) ?? [];
  return byHand.length === 0
    ? waves
    : [...waves, { key: 'by-hand', name: 'By hand', devices: byHand, isNow: false }];
}

const TOLD: readonly RunTone[] = ['bad', 'spared', 'work', 'wait', 'left', 'hand'];

/** "7 of 8 proven, 1 failed" */
export function waveText(devices: readonly RunDeviceView[]): string {
  const of = (tone: RunTone): number => devices.filter((device) => toneOf(device) === tone).length;
  const proven = of('ok');
  const rest = TOLD.flatMap((tone) => (of(tone) === 0 ? [] : [`${digits(of(tone))} ${TONE_WORD[tone]}`]));
  if (proven === 0) return rest.join(', ');
  return [`${digits(proven)} of ${digits(devices.length)} proven`, ...rest].join(', ');
}

function WaveTile({ wave }: { wave: WaveView }) {
  const { devices } = wave;
  return (
    <li className={wave.isNow ? 'wave now' : 'wave'} aria-current={wave.isNow ? 'step' : undefined}>
      <h3>{wave.name}</h3>
      <p>{waveText(devices)}</p>
      <div className="tiles" aria-hidden="true">
        {devices.slice(0, MOST_TILES).map((device) => (
          <Tile key={device.deviceId} device={device} />
        ))}
        {devices.length > MOST_TILES && (
          <span className="more faint">and {digits(devices.length - MOST_TILES)} more</span>
        )}
      </div>
    </li>
  );
}

/** The canaries first, then wave by wave, then what people do. */
export function WavesPanel({ detail }: { detail: ResyncRunDetail }) {
  return (
    <Panel
      title="Waves"
      note="the next starts when the last is settled"
      end={
        detail.medianSeconds !== null && (
          <span className="desk">median {tookText(detail.medianSeconds * 1_000)} per firewall</span>
        )
      }
    >
      <ul className="waves">
        {wavesOf(detail).map((wave) => (
          <WaveTile key={wave.key} wave={wave} />
        ))}
      </ul>
      <GuardLine detail={detail} />
    </Panel>
  );
}

/** What keeps watch over the run while it works. */
function GuardLine({ detail }: { detail: ResyncRunDetail }) {
  const { caps, override } = detail;
  const { stop } = DEFAULT_POLICY.resync;
  return (
    <ul className="guard-line">
      <li>
        Stops itself at the first that got worse, or when {stop.failed} of the first {stop.first} are not
        restored
      </li>
      <li>
        At most {counted(caps.atOnce, 'firewall')} at once, {digits(caps.perVendor)} of one vendor,{' '}
        {digits(caps.perCustomer)} of one customer, {digits(caps.perController)} of one management server
      </li>
      <li>Each firewall once per attempt, list fixed at approval</li>
      {override !== null && (
        <li className="is-override">
          Started against a guard by {override.by}: “{override.reason}”
        </li>
      )}
    </ul>
  );
}
