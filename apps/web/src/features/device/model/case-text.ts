import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { ms, utcText } from '../../../words/time-text.js';
import { FACT_NAMES, FACTS } from './facts.js';

export interface CaseLine {
  readonly label: string;
  readonly raw: string;
  readonly value: string;
  readonly tone: 'plain' | 'bad' | 'unknown';
}
export interface CaseBlock {
  readonly source: string;
  readonly at: number | null;
  readonly lines: readonly CaseLine[];
}

const BAD = new Set(['absent', 'expired', 'deactivated', 'off', 'factory', 'stale', 'no']);

/** The vendor's words by the request that showed them; what went wrong first. */
export function caseBlocks(detail: Pick<DeviceDetail, 'services'>): CaseBlock[] {
  const blocks = new Map<string, { at: number | null; lines: CaseLine[] }>();
  for (const service of detail.services) {
    const isMeant = service.expectation !== 'off' && service.expectation !== 'never';
    for (const fact of FACTS) {
      const seen = service[fact];
      if (seen === null || seen.value === 'not-offered') continue;
      const block = blocks.get(seen.source) ?? { at: null, lines: [] };
      const at = seen.at === null ? null : ms(seen.at);
      if (at !== null && (block.at === null || at > block.at)) block.at = at;
      block.lines.push({
        label: `${SERVICE_WORDS[service.service].name}, ${FACT_NAMES[fact].toLowerCase()}`,
        raw: seen.raw,
        value: seen.value,
        tone: seen.value === 'unknown' ? 'unknown' : isMeant && BAD.has(seen.value) ? 'bad' : 'plain',
      });
      blocks.set(seen.source, block);
    }
  }
  const badness = (block: CaseBlock): number => block.lines.filter((line) => line.tone === 'bad').length;
  return [...blocks]
    .map(([source, block]) => ({ source, ...block }))
    .toSorted((a, b) => badness(b) - badness(a));
}

/** Plain text for a vendor's ticket: who, what it said, when; times in UTC. */
export function caseText(detail: DeviceDetail): string {
  const { row } = detail;
  const head = [
    `Firewall ${row.name}`,
    `Model ${row.model ?? 'not known'}, serial ${row.serial ?? 'not known'}, firmware ${row.firmware ?? 'not known'}`,
    `Last believed reading ${row.believedAt === null ? 'never' : utcText(ms(row.believedAt))}`,
  ];
  const blocks = caseBlocks(detail).map(({ source, at, lines }) =>
    [
      `${source}${at === null ? '' : `   (${utcText(at)})`}`,
      ...lines.map(
        (line) => `  ${line.tone === 'bad' ? '!' : ' '} ${line.label}: ${line.raw}   -> ${line.value}`,
      ),
    ].join('\n'),
  );
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}
