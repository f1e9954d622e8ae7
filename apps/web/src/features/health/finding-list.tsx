import type { Status } from '@firewatch/shared/wire/status';
import { Glyph } from '../../ui/glyph.js';

/** Each thing that is not right in one sentence; the word stands beside the colour. */
export function FindingList({ findings }: { findings: Status['health']['findings'] }) {
  if (findings.length === 0) return <p className="pad">Nothing.</p>;
  return (
    <ul className="findings">
      {findings.map((one) => (
        <li key={one.sentence} className={one.state === 'wrong' ? 'is-wrong' : 'is-warning'}>
          <Glyph name={one.state === 'wrong' ? 'bell' : 'clock'} />
          <strong>{one.state === 'wrong' ? 'Wrong' : 'Warning'}</strong>
          <span>{one.sentence}</span>
        </li>
      ))}
    </ul>
  );
}
