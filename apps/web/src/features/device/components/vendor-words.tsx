import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { Button } from '../../../ui/button.js';
import { copyText } from '../../../ui/copy-text.js';
import { Panel } from '../../../ui/panel.js';
import { Clock } from '../../../ui/time.js';
import { caseBlocks, caseText } from '../model/case-text.js';

const COPIED = 'Copied: facts with the vendor’s words and times in UTC.';

/** Facts in the vendor's own words, by the request that showed them. */
export function VendorWords({ detail }: { detail: DeviceDetail }) {
  const blocks = caseBlocks(detail);
  if (blocks.length === 0) return null;
  return (
    <Panel
      title="The vendor’s own words"
      note="by the request that showed them"
      end={
        <Button small onClick={() => void copyText(caseText(detail), COPIED)}>
          Copy for the case
        </Button>
      }
    >
      <div className="said">
        {blocks.map((block) => (
          <div key={block.source} className="said-block">
            <div className="h">
              {block.source}
              {block.at !== null && (
                <>
                  {'   '}
                  <Clock at={block.at} />
                </>
              )}
            </div>
            {block.lines.map((line) => (
              <div key={line.label} className={`said-line is-${line.tone}`}>
                <span>{line.label}</span>
                <b>{line.raw}</b>
                <span className="faint">{line.value}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      {detail.oddities.length > 0 && (
        <div className="oddities">
          <h3>Odd in its answers</h3>
          <ul>
            {detail.oddities.map((oddity) => (
              <li key={oddity} className="mono wrap">
                {oddity}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
