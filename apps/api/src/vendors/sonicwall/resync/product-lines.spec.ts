import { describe, expect, it } from 'vitest';
import type { ProductSigns } from '../../contract.js';
import { API_STEPS, requestLineOf, RESYNC_ALLOWED } from './calls.js';
import { procedureFor, SONICWALL_PROCEDURES, SONICWALL_PRODUCT_LINES } from './product-lines.js';

const UNKNOWN: ProductSigns = { model: null, firmware: null, productLine: null, readability: 'api' };
const lineFor = (signs: Partial<ProductSigns>): string | null =>
  procedureFor({ ...UNKNOWN, ...signs })?.id.replace('sonicwall/', '') ?? null;

describe('which procedure a device has', () => {
  it.each([
    ['SonicOS 8.2.0-8009', 'sonicos-7'],
    ['SonicOS 7.0.1-5145', 'sonicos-7'],
    ['SonicOS Enhanced 6.5.4.15-117n', 'sonicos-6.5'],
    ['SonicOS Enhanced 6.2.7.1-23n', 'sonicos-6-by-hand'],
    ['SonicOS Enhanced 5.9.1.7-2o', 'sonicos-5'],
    ['no number at all', null],
  ])('read, with firmware %s: %s', (firmware, line) => {
    expect(lineFor({ firmware })).toBe(line);
  });

  it.each([
    ['SonicOS 7.0.1-5145', 'sonicos-7-by-hand'],
    ['SonicOS Enhanced 6.5.4.15-117n', 'sonicos-6-by-hand'],
    ['SonicOS Enhanced 5.8.0.3-40o', 'sonicos-5'],
    ['SonicOS Enhanced 5.0.1.4-9o', 'sonicos-enhanced'],
    ['SonicOS Enhanced 4.0.1.1-41e', 'sonicos-enhanced'],
    ['SonicOS Standard 3.1.6.3-1s', 'sonicos-standard'],
  ])('on a checklist, with firmware %s: %s', (firmware, line) => {
    expect(lineFor({ firmware, readability: 'checklist' })).toBe(line);
  });

  it.each([
    ['Email Security 300', 'email-security-appliance'],
    ['ES 8300', 'email-security-appliance'],
    ['Email Security Software', 'email-security-software'],
    ['CSM 2200', 'content-security-manager'],
    ['CDP 2440i', 'continuous-data-protection'],
    ['SSL-VPN 2000', 'ssl-vpn'],
    ['SonicWALL GMS', 'sgms'],
  ])('on a checklist, model %s: %s, whatever number its version has', (model, line) => {
    expect(lineFor({ model, readability: 'checklist' })).toBe(line);
    expect(lineFor({ model, firmware: '7.0.1', readability: 'checklist' })).toBe(line);
  });

  it('a closed network beats what the device says of itself', () => {
    expect(lineFor({ firmware: 'SonicOS 7.1.1-7058', productLine: 'closed-network' })).toBe('closed-network');
  });

  it('what a device said of its firmware beats the chosen line; the chosen line beats a written one', () => {
    expect(lineFor({ firmware: 'SonicOS 7.1.1-7058', productLine: 'sonicos-5' })).toBe('sonicos-7');
    const written = {
      firmware: 'SonicOS 7.1.1',
      productLine: 'sonicos-5',
      readability: 'checklist',
    } as const;
    expect(lineFor(written)).toBe('sonicos-5');
  });

  it('a line with an API on a checklist is done by hand', () => {
    expect(lineFor({ productLine: 'sonicos-7', readability: 'checklist' })).toBe('sonicos-7-by-hand');
    expect(lineFor({ productLine: 'sonicos-6.5', readability: 'checklist' })).toBe('sonicos-6-by-hand');
  });

  it('nothing known, or a line nobody knows: none', () => {
    const unknown = [{}, { productLine: 'toaster' }, { model: 'Fridge' }];
    const lines = unknown.map((signs) => lineFor({ ...signs, readability: 'checklist' }));
    expect([lineFor({}), ...lines]).toEqual([null, null, null, null]);
  });
});

describe('the product lines', () => {
  it('are the ones of December 2008 and those of today, each chosen by its id', () => {
    expect(SONICWALL_PRODUCT_LINES.map(({ id, isReadable }) => [id, isReadable])).toEqual([
      ['sonicos-7', true],
      ['sonicos-6.5', true],
      ['sonicos-7-by-hand', false],
      ['sonicos-6-by-hand', false],
      ['sonicos-5', false],
      ['sonicos-enhanced', false],
      ['sonicos-standard', false],
      ['closed-network', false],
      ['email-security-appliance', false],
      ['email-security-software', false],
      ['content-security-manager', false],
      ['continuous-data-protection', false],
      ['ssl-vpn', false],
      ['sgms', false],
    ]);
    for (const { id, procedureId, isReadable } of SONICWALL_PRODUCT_LINES) {
      const readability = isReadable ? 'api' : 'checklist';
      expect(procedureFor({ ...UNKNOWN, productLine: id, readability })?.id).toBe(procedureId);
    }
  });
});

describe('the steps', () => {
  const all = SONICWALL_PROCEDURES.map((procedure) => [procedure.id, procedure] as const);

  it.each(all)(
    'of %s are named once, dated by a source and told in full sentences',
    (_id, { steps, expects }) => {
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      expect(steps.length).toBeGreaterThan(0);
      for (const { title, place, detail, source } of steps) {
        expect(title).toMatch(/[^.]$/);
        expect(place.length).toBeGreaterThan(3);
        expect([detail, source, expects]).toEqual(
          [detail, source, expects].map(() => expect.stringMatching(/\.$/)),
        );
      }
    },
  );

  it.each(all.filter(([, { way }]) => way === 'assisted'))(
    '%s begins with what is there, ends with the proof, and every step names who does it',
    (_id, { steps }) => {
      expect(steps.map(({ kind, verifiedBy }) => [kind, verifiedBy])).toEqual(
        steps.map(() => ['manual', 'evidence']),
      );
      expect(steps.every(({ who }) => who !== undefined && who.length > 0)).toBe(true);
      expect(steps.some(({ id }) => id === 'note-before' || id === 'choose-group')).toBe(true);
      expect(steps.at(-1)?.id).toBe('prove-after');
      expect(steps.some(({ who }) => who?.includes('MySonicWall login'))).toBe(true);
    },
  );

  it.each(all.filter(([, { way }]) => way === 'api'))(
    '%s: every step is a call, shown as it is sent',
    (_id, { steps }) => {
      for (const step of steps) {
        const call = API_STEPS.find((known) => known === step.id);
        expect(call && requestLineOf(call)).toBe(step.place);
        expect([step.kind, step.verifiedBy]).toEqual(['api', 'reading']);
      }
    },
  );

  it.each(all.filter(([, { way }]) => way === 'api'))(
    '%s has a checklist for the case that its calls fail, with the place of each step; no checklist has another',
    (_id, { byHandId }) => {
      const checklist = SONICWALL_PROCEDURES.find(({ id }) => id === byHandId);
      expect([checklist?.way, checklist?.byHandId]).toEqual(['assisted', undefined]);
      expect(checklist?.steps.map(({ id, kind }) => [id, kind])).toEqual([
        ['note-before', 'manual'],
        ['synchronize', 'manual'],
        ['other-unit', 'manual'],
        ['prove-after', 'manual'],
      ]);
      const press = checklist?.steps.find(({ id }) => id === 'synchronize');
      expect(press?.place).toMatch(/^Web page: .* > Licenses$/);
      expect([press?.detail, press?.isVerified]).toEqual([
        expect.stringContaining('by SSH configure'),
        false,
      ]);
    },
  );

  it('signatures are asked for per service, and only once its licence is back', () => {
    const steps = SONICWALL_PROCEDURES.flatMap((procedure) => procedure.steps);
    const updates = steps.filter(({ place }) => place.endsWith('/update-signatures'));
    expect(updates.map(({ when, service }) => [when, service])).toEqual([
      ['restored', 'gateway-av'],
      ['restored', 'anti-spyware'],
      ['restored', 'ips'],
      ['restored', 'app-control'],
    ]);
    expect(steps.filter(({ when, service }) => when === 'restored' && service === undefined)).toEqual([]);
  });

  it('only the first call goes out unasked; the others wait for a reading', () => {
    const [line] = SONICWALL_PROCEDURES;
    expect(line?.steps.map(({ id, when }) => `${id} ${when}`)).toEqual([
      'license-synchronize always',
      'license-lmsync still-lost',
      'security-services-synchronize still-lost',
      'update-gateway-antivirus restored',
      'update-anti-spyware restored',
      'update-intrusion-prevention restored',
      'update-app-control restored',
    ]);
  });

  it('the list of calls is POSTs with an empty object, anchored, and nothing that changes configuration', () => {
    expect(RESYNC_ALLOWED).toHaveLength(API_STEPS.length);
    for (const { method, path, bodies } of RESYNC_ALLOWED) {
      expect([method, bodies]).toEqual(['POST', ['{}']]);
      expect(path.source).toMatch(/^\^.*\$$/);
      expect(path.source).not.toMatch(/config|pending|deregister|reboot|restart|import|license.base/);
    }
  });
});
