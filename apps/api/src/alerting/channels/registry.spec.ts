import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeChannels } from './registry.js';

describe('registry', () => {
  it('lists exactly the folders beside it', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const channels = makeChannels();
    for (const one of channels) one.close();
    expect(channels.map((one) => one.id).sort()).toEqual(folders.sort());
  });
});
