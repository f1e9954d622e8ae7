import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { DeviceCertificate } from './certificate.js';

const identityFile = z.record(
  z.string(),
  z.object({ key: z.string(), cert: z.string(), fingerprint256: z.string() }),
);

/**
 * Certificates kept between runs, so that a client that pinned them still knows the boxes.
 * Errors  a file that is not of this form is refused with its path; it is never overwritten.
 */
export class IdentityFile {
  private readonly known: Map<string, DeviceCertificate>;
  private isChanged = false;

  constructor(private readonly path: string | null) {
    this.known = new Map(path && existsSync(path) ? readIdentities(path) : []);
  }

  get(serial: string): DeviceCertificate | undefined {
    return this.known.get(serial);
  }

  put(serial: string, certificate: DeviceCertificate): void {
    if (!this.path) return;
    this.known.set(serial, certificate);
    this.isChanged = true;
  }

  save(): void {
    if (!this.path || !this.isChanged) return;
    const draft = `${this.path}.new`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries(this.known)), { mode: 0o600 });
    renameSync(draft, this.path);
    this.isChanged = false;
  }
}

function readIdentities(path: string): [string, DeviceCertificate][] {
  try {
    return Object.entries(identityFile.parse(JSON.parse(readFileSync(path, 'utf8'))));
  } catch (cause) {
    throw new Error(`The identity file ${path} is not one this program wrote; remove it or name another.`, {
      cause,
    });
  }
}
