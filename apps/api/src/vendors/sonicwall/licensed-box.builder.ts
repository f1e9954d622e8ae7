import { readFileSync } from 'node:fs';
import type { ServiceFacts } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import type { FullReadPath } from './allowed.js';
import { cleanerFor } from './evidence.js';
import { normalise, type Normalised, type RawRead } from './normalise.js';
import type { Part } from './part.js';

/** Far side as parsed JSON: freely bent by each test. */
interface Fixture {
  services: Record<string, unknown>;
  system: Record<string, unknown>;
  version: Record<string, unknown>;
  parts: Record<string, never>;
}

export const NOW = Date.parse('2024-12-14T00:29:41.384Z');
export const EIGHT_HOURS_MS = 8 * 3_600_000;
export const STATUS = 'GET /reporting/status/security-services';
const CONTEXT = { scope: 'full', now: NOW, clockOffsetMs: 0, clean: cleanerFor([]) } as const;

/** What a licensed box tells, bent by a test, and what it then means. */
export class LicensedBox {
  readonly told = JSON.parse(
    readFileSync(new URL('fixtures/gen7-licensed.json', import.meta.url), 'utf8'),
  ) as Fixture;
  private readonly parts: Record<string, Part> = Object.fromEntries(
    Object.entries(this.told.parts).map(([path, value]) => [path, { kind: 'value', value }]),
  );

  read(scope: 'pulse' | 'full' = 'full', raw: Partial<RawRead> = {}): Normalised {
    const { services, system } = this.told;
    const version: Part = { kind: 'value', value: this.told.version };
    return normalise({ services, system, version, parts: this.parts, ...raw }, { ...CONTEXT, scope });
  }

  seen(scope: 'pulse' | 'full' = 'full'): Extract<Normalised, { kind: 'seen' }> {
    const told = this.read(scope);
    if (told.kind !== 'seen') throw new Error(`not seen: ${told.detail}`);
    return told;
  }

  facts(service: Service): ServiceFacts {
    return this.seen().facts[service] ?? {};
  }

  put(path: FullReadPath, value: unknown): void {
    this.fail(path, { kind: 'value', value });
  }

  fail(path: FullReadPath, part: Part): void {
    this.parts[path] = part;
  }
}
