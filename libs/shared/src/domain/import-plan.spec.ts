import { describe, expect, it } from 'vitest';
import { headerFault, looksLikePassword } from './import-columns.js';
import { changedSince, planImport } from './import-plan.js';
import type { Estate, ImportCells } from './import-row.js';

const FINGERPRINT = `${'9C:'.repeat(31)}9C`;
const estate: Estate = {
  customers: [
    { id: 'c1', name: 'Harbor Dental', sites: [{ id: 's1', name: 'Tacoma' }] },
    { id: 'c2', name: 'Alder Bank', sites: [] },
  ],
  mayAddCustomers: true,
  credentialSets: [
    { id: 'k1', name: 'Read only', customerId: null, vendor: 'sonicwall' },
    { id: 'k2', name: 'Read only', customerId: 'c2', vendor: 'sonicwall' },
    { id: 'k3', name: 'Twice', customerId: null, vendor: 'sonicwall' },
    { id: 'k4', name: 'twice', customerId: null, vendor: 'sonicwall' },
  ],
  groups: [{ id: 'g1', name: 'Branches', customerId: 'c1' }],
  vendors: [{ id: 'sonicwall', defaultPort: 443 }],
  places: [
    { host: '10.0.0.1', port: 443, name: 'OLD-1', isWaiting: false },
    { host: '10.0.0.2', port: 443, name: 'OLD-2', isWaiting: true },
  ],
};

let line = 1;
const row = (cells: ImportCells['cells'] = {}): ImportCells => ({
  line: (line += 1),
  cells: {
    customer: 'harbor dental',
    site: 'Tacoma',
    name: `HDG-${line}`,
    address: `10.1.0.${line}`,
    port: '4444',
    credential: 'read only',
    ...cells,
  },
});
const faultsOf = (cells: ImportCells['cells'], known: Estate = estate): string[] =>
  planImport([row(cells)], known).rows.flatMap((one) =>
    one.faults.map(({ field, message }) => `${field} ${message}`),
  );

describe('a row of an import file', () => {
  it('finds customer, site, group and credential set by name and fills in what is empty', () => {
    const [planned] = planImport(
      [row({ group: 'branches', tags: 'vip; night | VIP', port: '' })],
      estate,
    ).rows;
    expect(planned?.row).toMatchObject({
      customerId: 'c1',
      customer: 'Harbor Dental',
      siteId: 's1',
      vendor: 'sonicwall',
      port: 443,
      tls: 'modern',
      trust: 'pin',
      credentialSetId: 'k1',
      fingerprint: null,
      intervalSeconds: 60,
      tags: ['night', 'vip'],
      groupId: 'g1',
      controller: null,
    });
  });

  it('takes the management server as it is written', () => {
    const [planned] = planImport([row({ controller: 'GMS Portland' })], estate).rows;
    expect(planned?.row?.controller).toBe('GMS Portland');
  });

  it("takes the customer's own credential set before one of the same name that is everyone's", () => {
    const [planned] = planImport([row({ customer: 'Alder Bank', site: '' })], estate).rows;
    expect(planned?.row).toMatchObject({ credentialSetId: 'k2', site: null, siteId: null });
  });

  it('takes a fingerprint in any spelling', () => {
    const [planned] = planImport(
      [row({ fingerprint: FINGERPRINT.replaceAll(':', '').toLowerCase() })],
      estate,
    ).rows;
    expect(planned?.row?.fingerprint).toBe(FINGERPRINT);
  });

  it.each<[ImportCells['cells'], string]>([
    [{ customer: '' }, 'customer is empty; a name is accepted'],
    [{ name: '' }, 'name is empty; a name is accepted'],
    [{ name: 'x'.repeat(121) }, 'name is too long; at most 120 characters are accepted'],
    [
      { address: '' },
      'address is empty; a host name or an IP address, without https:// and without a path is accepted',
    ],
    [
      { address: 'https://10.0.0.9/' },
      'address is not an address; a host name or an IP address, without https:// and without a path is accepted',
    ],
    [{ controller: 'x'.repeat(81) }, 'controller is too long; at most 80 characters are accepted'],
    [{ port: '0' }, 'port is not a whole number from 1 to 65535'],
    [{ port: '443.5' }, 'port is not a whole number from 1 to 65535'],
    [{ interval: '14' }, 'interval is not a whole number from 15 to 3600'],
    [{ interval: '3601' }, 'interval is not a whole number from 15 to 3600'],
    [{ trust: 'all' }, 'trust is not one of pin, pin-key, ca'],
    [{ trust: 'ca' }, 'trust ca needs a host name as address; give one, or pin or pin-key'],
    [
      { trust: 'ca', address: 'fw.example.com', tls: 'legacy' },
      'trust ca is not accepted with legacy TLS; pin and pin-key are',
    ],
    [{ tls: 'ssl3' }, 'tls is not one of modern, legacy'],
    [{ vendor: 'acme' }, 'vendor is not known; sonicwall is accepted'],
    [{ fingerprint: 'AB:CD' }, 'fingerprint is not a SHA-256 fingerprint such as 9C:41:…:D2 (32 pairs)'],
    [{ group: 'Nope' }, 'group is no group of this customer; add the group first or leave it empty'],
    [
      { customer: 'Alder Bank', site: '', group: 'Branches' },
      'group is no group of this customer; add the group first or leave it empty',
    ],
    [{ credential: '' }, 'credential is empty; the name of a credential set is accepted'],
    [{ credential: 'Twice' }, 'credential is the name of several credential sets; rename one'],
    [
      { credential: 'Nobody' },
      'credential is no credential set; add it under Credentials first, the name is compared without regard to case',
    ],
    [
      { tags: 'x'.repeat(41) },
      'tags holds a word that is too long; at most 40 characters, without comma, semicolon and bar are accepted',
    ],
    [
      { tags: Array.from({ length: 21 }, (_, index) => `t${index}`).join(',') },
      'tags holds more than 20 words',
    ],
    [{ address: '10.0.0.1', port: '443' }, 'address and port are watched already, as OLD-1'],
    [{ address: '10.0.0.2', port: '' }, 'address and port wait for approval already, as OLD-2'],
  ])('says what is wrong with %j', (cells, sentence) => {
    const faults = faultsOf(cells).filter((one) => !one.startsWith('vendor') || cells.vendor !== undefined);
    expect(faults).toContain(sentence);
  });

  it.each(['admin:S3cret!', 'Tr0ub4dor&3', 'firewatch/hunter2'])(
    'refuses what looks like a password without repeating it',
    (secret) => {
      const [fault = ''] = faultsOf({ credential: secret });
      expect(fault).toMatch(/^credential looks like a password/);
      expect(fault).not.toContain(secret);
    },
  );

  it('keeps every fault of a row, and none of its row', () => {
    const planned = planImport([row({ name: '', port: 'x', credential: '' })], estate);
    expect(planned.rows[0]?.faults.map((fault) => fault.field)).toEqual(['credential', 'name', 'port']);
    expect([planned.rows[0]?.row, planned.newCustomers]).toEqual([null, []]);
  });

  it('names the line that has the same address and port before it', () => {
    const twice = [row({ address: 'FW.example.com' }), row({ address: 'fw.EXAMPLE.com' })];
    const { rows } = planImport(twice, estate);
    expect([rows[0]?.faults, rows[1]?.faults]).toEqual([
      [],
      [{ field: 'address', message: `and port are those of line ${twice[0]?.line}` }],
    ]);
  });

  it('lists new customers and sites once, of good rows only', () => {
    const { newCustomers, newSites } = planImport(
      [
        row({ customer: 'New One', site: 'A' }),
        row({ customer: 'NEW ONE', site: 'a' }),
        row({ site: 'Seattle' }),
        row({ customer: 'Bad', site: 'B', port: 'x' }),
      ],
      estate,
    );
    expect([newCustomers, newSites]).toEqual([
      ['New One'],
      [
        { customer: 'New One', site: 'A' },
        { customer: 'Harbor Dental', site: 'Seattle' },
      ],
    ]);
  });

  it('adds no customer for a person who may not', () => {
    expect(faultsOf({ customer: 'New One' }, { ...estate, mayAddCustomers: false })).toEqual([
      'customer is none of your customers; new ones are added by an owner who sees all of them',
    ]);
  });
});

describe('between preview and commit', () => {
  const cells = [row(), row()];
  const shown = planImport(cells, estate).rows.flatMap((one) => one.row ?? []);
  it('sees no change where there is none, whatever the order of the fields', () => {
    const kept = shown.map((one) => Object.fromEntries(Object.entries(one).reverse()) as typeof one);
    expect(changedSince(kept, planImport(cells, estate).rows)).toBeNull();
  });
  it('names the line whose address was taken, or whose customer became another', () => {
    const [first, second] = shown;
    const taken = {
      ...estate,
      places: [{ host: second?.host ?? '', port: 4444, name: 'X', isWaiting: false }],
    };
    expect(changedSince(shown, planImport(cells, taken).rows)).toBe(
      `Line ${second?.line}: address and port are watched already, as X.`,
    );
    const other = { ...estate, customers: [{ id: 'c9', name: 'Harbor Dental', sites: [] }] };
    expect(changedSince(shown, planImport(cells, other).rows)).toBe(
      `Line ${first?.line}: its customer, site, group or credential set was changed meanwhile.`,
    );
  });
});

describe('the first line of an import file', () => {
  const all = ['customer', 'site', 'name', 'address', 'port', 'credential'];
  it('takes the columns in any order and case', () => {
    expect(headerFault(['Port', ' NAME ', 'credential', 'site', 'address', 'customer', 'tags'])).toBeNull();
  });
  it.each([
    [[...all, 'password'], /^csv: the column "password" looks like a secret/],
    [all.slice(1), /^csv: the first line has no column customer;/],
    [[...all, 'colour'], /^csv: the column "colour" is not known;/],
    [[...all, 'Name'], /^csv: the column name stands twice;/],
  ])('refuses %j', (header, sentence) => {
    expect(headerFault(header)).toMatch(sentence);
  });
});

describe('what looks like a password', () => {
  it.each(['Read only', 'sonicwall', 'HDG-2024', 'Night shift 2'])('is not the name %s', (name) => {
    expect(looksLikePassword(name)).toBe(false);
  });
});
