import { describe, expect, it } from 'vitest';
import { aDetail } from './detail.builder.js';
import { sourceWords } from '../../../baseline/baseline-words.js';

describe('where the expectations of a firewall come from', () => {
  it('counts each source, the group by its name where the reader sees it', () => {
    const baselineFrom = { ips: 'own', 'gateway-av': 'group', 'anti-spam': 'group' } as const;
    const named = aDetail([], { group: { id: 'g', name: 'Branches' } }, { baselineFrom });
    expect(sourceWords(named)).toBe('1 said for it alone, 2 by its group Branches');
    expect(sourceWords(aDetail([], {}, { baselineFrom: { ips: 'group', 'web-filter': 'proposed' } }))).toBe(
      '1 by its group, 1 from its first reading',
    );
  });
});
