import { MOST_ROWS } from '@firewatch/shared/domain/import-columns';
import { planImport } from '@firewatch/shared/domain/import-plan';
import type { Estate } from '@firewatch/shared/domain/import-row';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { Refusal } from '../platform/http/problem.js';
import { readImportFile } from './import-csv.js';

/** Short in every run; the long form (`npm run test:long`, stage fuzz-long) makes a million. */
const RUNS = Number(process.env['FIREWATCH_FUZZ_RUNS'] ?? 3_000);
const TIMEOUT_MS = 10_000 + RUNS * 5;

const HEADER = 'customer,site,name,address,port,credential';
const ESTATE: Estate = {
  customers: [{ id: 'c1', name: 'Harbor Dental', sites: [] }],
  mayAddCustomers: true,
  credentialSets: [{ id: 'k1', name: 'Read only', customerId: null, vendor: 'sonicwall' }],
  groups: [],
  vendors: [{ id: 'sonicwall', defaultPort: 443 }],
  places: [],
};

const cell = fc.oneof(
  fc.constantFrom('Harbor Dental', '10.1.0.7', '443', 'Read only', 'HDG-1', '', '"', '""', '"a,b"', '=cmd()'),
  fc.constantFrom('__proto__', 'S3cret!word', '\u202e', '\u0000', '\ufeff', '99999999999', 'a:b'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const row = fc.array(cell, { minLength: 5, maxLength: 8 });
const file = fc
  .record({
    header: fc.oneof(
      { weight: 6, arbitrary: fc.constant(HEADER) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(`\ufeff${HEADER};`, HEADER.replaceAll(',', ';'), 'name,password', ''),
      },
      { weight: 1, arbitrary: row.map((cells) => cells.join(',')) },
    ),
    rows: fc.array(row, { maxLength: 3 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
  })
  .map(({ header, rows, end }) => [header, ...rows.map((cells) => cells.join(','))].join(end));

/** A row that may be applied names a place, a customer and a credential set that stands. */
function isSound(text: string): boolean {
  const { rows } = planImport(readImportFile(text), ESTATE);
  return (
    rows.length <= MOST_ROWS &&
    rows.every(({ row: planned, faults }) =>
      planned === null
        ? faults.length > 0 && faults.every(({ message }) => message !== '' && !message.includes('S3cret'))
        : planned.credentialSetId === 'k1' &&
          planned.host !== '' &&
          planned.port > 0 &&
          planned.port < 65_536,
    )
  );
}

describe('the import file under fire', { timeout: TIMEOUT_MS }, () => {
  it(`makes of any of ${RUNS} files rows with their faults, or one sentence about the file`, () => {
    fc.assert(
      fc.property(file, (text) => {
        try {
          return isSound(text);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return error.message.startsWith('csv: ') && error.message.endsWith('.');
        }
      }),
      { numRuns: RUNS },
    );
  });
});
