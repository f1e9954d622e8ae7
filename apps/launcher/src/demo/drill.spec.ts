import { describe, expect, it } from 'vitest';
import { playDrill } from './drill.js';

async function played(isForResync: boolean): Promise<{ scenario: object[]; said: string[] }> {
  const scenario: object[] = [];
  const said: string[] = [];
  await playDrill({
    variant: 'fast',
    isForResync,
    say: (line) => said.push(line),
    simulator: { startScenario: async (body) => void scenario.push(body) },
  });
  return { scenario, said };
}

describe('the drill of the demo', () => {
  it('goes wrong and, after 5 minutes, well again by itself', async () => {
    const { scenario, said } = await played(false);
    expect(scenario).toEqual([
      { name: '2008-12-02', variant: 'fast', recoverAfterSeconds: 300, overSeconds: 60 },
    ]);
    expect(said).toEqual([expect.stringContaining('synchronised from 5 minutes on')]);
  });

  it('for a resync: repaired after 5 minutes, and nobody presses anything', async () => {
    const { scenario, said } = await played(true);
    expect(scenario).toEqual([{ name: 'resync-drill', variant: 'trouble', recoverAfterSeconds: 300 }]);
    expect(said).toEqual([expect.stringContaining('stay as they are until you resynchronise them')]);
  });
});
