import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { Glyph, type GlyphName } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';

type Finding = IncidentDetail['common'][number];

const ICON: Readonly<Record<Finding['holds'], { icon: GlyphName; word: string }>> = {
  yes: { icon: 'check', word: 'holds: ' },
  no: { icon: 'cross', word: 'does not hold: ' },
  differs: { icon: 'differ', word: 'disagrees: ' },
};

/** What the members share, and what was looked at and is not it. */
export function FindingsPanel({ detail: { common, ruledOut } }: { detail: IncidentDetail }) {
  if (common.length === 0 && ruledOut.length === 0) return null;
  return (
    <Panel title="Why we think so" className="findings">
      <Findings title="All have in common" findings={common} />
      <Findings title="Ruled out" findings={ruledOut} isRuledOut />
    </Panel>
  );
}

interface FindingsProps {
  title: string;
  findings: readonly Finding[];
  isRuledOut?: boolean;
}

function Findings({ title, findings, isRuledOut = false }: FindingsProps) {
  if (findings.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {findings.map((finding) => {
          const { icon, word } = isRuledOut && finding.holds !== 'differs' ? ICON.no : ICON[finding.holds];
          return (
            <li key={finding.text}>
              <Glyph name={icon} />
              <span>
                <span className="hidden-visually">{isRuledOut ? '' : word}</span>
                {finding.text}
              </span>
              <span className="evidence">{finding.evidence}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
