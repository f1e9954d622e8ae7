import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { StartRefusal } from '../config/start-refusal.js';
import { readExtraAuthorities } from './extra-authorities.js';

async function file(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'fw-ca-')), 'ca.pem');
  await writeFile(path, text);
  return path;
}

describe('authorities beside the public ones', () => {
  it('are the certificates of the file, or none', async () => {
    const pem = rootCertificates.slice(0, 2).join('\n');
    expect(await readExtraAuthorities(await file(pem))).toBe(pem);
    expect(await readExtraAuthorities(null)).toBe('');
  });

  it.each([
    ['no certificate', 'hello'],
    ['a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('refuse to start on a file with %s', async (_what, text) => {
    await expect(readExtraAuthorities(await file(text))).rejects.toBeInstanceOf(StartRefusal);
  });

  it('refuse to start on a file that is not there', async () => {
    await expect(readExtraAuthorities('/nowhere/ca.pem')).rejects.toThrow('FIREWATCH_EXTRA_CA must be');
  });
});
