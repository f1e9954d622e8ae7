import type { RunDeviceView } from '@firewatch/shared/wire/resync';
import { Glyph, type GlyphName } from '../../../ui/glyph.js';
import { LookIcon, LookShape, lookOf } from '../../../ui/verdict-icon.js';
import { verdictWord } from '../../../words/verdict-text.js';
import { segmentsOf, toneOf, TONE_WORD, worstOf, type RunTone, type Snapshot } from '../model/run-words.js';

/** One bar per step: done, at work, failed, ahead. */
export function Steps({ device }: { device: RunDeviceView }) {
  const { done, total } = device.steps;
  const at = toneOf(device) === 'bad' ? `, step ${Math.min(total, done + 1)} failed` : '';
  return (
    <span className="steps" role="img" aria-label={`${done} of ${total} steps done${at}`}>
      {segmentsOf(device).map((segment, index) => (
        <i key={index} className={`s-${segment}`} />
      ))}
    </span>
  );
}

const WANTED = 3;

/** Three readings have to say so; each fills a ring. */
export function Proofs({ proofs }: Pick<RunDeviceView, 'proofs'>) {
  return (
    <span className="proof" role="img" aria-label={`${proofs} of ${WANTED} proofs`}>
      {Array.from({ length: WANTED }, (_, index) =>
        index < proofs ? (
          <i key={index} className="y">
            <LookShape look="protecting" />
          </i>
        ) : (
          <i key={index} />
        ),
      )}
    </span>
  );
}

function Shown({ snapshot, when }: { snapshot: Snapshot | null; when: string }) {
  const worst = worstOf(snapshot);
  if (worst === null) {
    return (
      <span className="faint" role="img" aria-label={`${when}: not read yet`}>
        …
      </span>
    );
  }
  return <LookIcon look={lookOf(worst)} label={`${when}: ${verdictWord(worst)}`} />;
}

export const BeforeNow = ({ device }: { device: RunDeviceView }) => (
  <span className="before-now">
    <Shown snapshot={device.before} when="before" />
    <span className="arrow" aria-hidden="true">
      →
    </span>
    <Shown snapshot={device.after} when="now" />
  </span>
);

const TILE: Readonly<Record<RunTone, GlyphName>> = {
  ok: 'check',
  work: 'work',
  bad: 'cross',
  wait: 'clock',
  hand: 'pen',
  left: 'lock',
  spared: 'check',
};

export function Tile({ device }: { device: RunDeviceView }) {
  const tone = toneOf(device);
  return (
    <span className={`tile t-${tone}`} title={`${device.name}: ${TONE_WORD[tone]}`}>
      <Glyph name={TILE[tone]} />
    </span>
  );
}
