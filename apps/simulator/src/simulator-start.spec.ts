import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from './simulator.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ devices: 1 });
});
afterAll(() => simulator.close());

describe('starting and ending', () => {
  it('says which port is taken, and leaves nothing listening behind', async () => {
    const port = Number(new URL(simulator.controlUrl).port);
    await expect(startSimulator({ devices: 1, controlPort: port })).rejects.toThrow(
      `control-port: ${port} is taken on 127.0.0.1; give another, or 0 for any free one.`,
    );
    await expect(startSimulator({ devices: 1, smtpPort: simulator.smtpPort })).rejects.toThrow('smtp-port: ');
  });

  it('takes another block of addresses beside a running one, and frees it when closed', async () => {
    const [running] = await simulator.devices();
    const addressOf = async (): Promise<string> => {
      const other = await startSimulator({ devices: 1 });
      const [card] = await other.devices();
      await other.close();
      return card?.address ?? '';
    };
    const first = await addressOf();
    expect(first).not.toBe(running?.address);
    expect(await addressOf()).toBe(first);
  });

  it('keeps certificates in an identity file from one start to the next', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-identity-'));
    const identityFile = join(folder, 'identities.json');
    const fingerprints = async (): Promise<string[]> => {
      const other = await startSimulator({ devices: 2, identityFile });
      const cards = await other.devices();
      await other.close();
      return cards.map(({ fingerprint256 }) => fingerprint256);
    };
    const [before, after] = [await fingerprints(), await fingerprints()];
    rmSync(folder, { recursive: true });
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });
});
