import { describe, expect, it } from 'vitest';
import { timeWords } from '../../../words/time-text.js';
import { baselineWords } from '../../../baseline/baseline-words.js';
import { caseBlocks, caseText } from './case-text.js';
import { aDetail, aLoss, aService, NOW } from './detail.builder.js';
import { changesOf, editFaults, startOf } from './edit-form.js';
import { factLook, toldFacts } from './facts.js';

const words = timeWords('UTC');

describe('factLook', () => {
  it('marks the fact that decides and says to when it was paid', () => {
    expect(factLook('licence', aLoss('ips'), NOW, words)).toMatchObject({
      value: 'absent',
      note: 'paid to 14 Mar 2009',
      isWorst: true,
      tone: 'bad',
    });
    expect(factLook('enabled', aLoss('ips'), NOW, words)).toMatchObject({
      value: 'on',
      isWorst: false,
      tone: 'plain',
    });
  });

  it('has source, age and the vendor’s words on hover', () => {
    expect(factLook('enabled', aService(), NOW, words)?.hover).toBe(
      '“enable true”\nGET /gateway-antivirus/base\n10 min ago, 2008-12-02 10:21:00 UTC',
    );
  });

  it('leaves out the columns in which no service says anything', () => {
    expect(toldFacts([aService(), aLoss('ips')])).toEqual(['licence', 'enabled']);
  });
});

describe('the vendor’s words', () => {
  it('put the request with the losses first and leave alone what is off on purpose', () => {
    const off = aLoss('anti-spam', { expectation: 'never' });
    const blocks = caseBlocks({ services: [off, aLoss('ips')] });
    expect(blocks[0]?.lines.map((line) => [line.label, line.tone])).toEqual([
      ['Anti-spam, licence', 'plain'],
      ['IPS, licence', 'bad'],
    ]);
  });

  it('copy as plain text with serial and UTC times', () => {
    const text = caseText(aDetail([aLoss('ips')]));
    expect(text).toContain('Model NSa 2700, serial 2CB8ED0A41F6, firmware 7.0.1-5161');
    expect(text).toContain('! IPS, licence: Not Licensed; until UTC 03/14/2009 00:00:00.000   -> absent');
  });
});

describe('edit form', () => {
  const detail = aDetail([aService()]);
  const groupId = '00000000-0000-4000-8000-000000000009';

  it('sends only what differs, and no reason alone', () => {
    const form = { ...startOf(detail), reason: 'moved' };
    expect(changesOf(detail, form)).toEqual({});
    expect(changesOf(detail, { ...form, tags: ' branch,Branch, vip', groupId })).toEqual({
      tags: ['branch', 'vip'],
      groupId,
      reason: 'moved',
    });
    expect(changesOf(detail, { ...form, port: '8443' })).toEqual({ port: 8443, reason: 'moved' });
  });

  it('sends what a resync goes by, and null where nothing is said any more', () => {
    const known = {
      ...detail,
      productLine: 'sonicos-5',
      lastKnown: { text: 'Licensed', at: '2008-12-01T00:00:00.000Z' },
    };
    const form = startOf(known);
    expect(changesOf(known, form)).toEqual({});
    expect(changesOf(known, { ...form, controller: ' GMS Portland ', productLine: '' })).toEqual({
      controller: 'GMS Portland',
      productLine: null,
    });
    expect(changesOf({ ...known, controller: 'NSM' }, { ...form, lastKnown: ' ' })).toEqual({
      controller: null,
      lastKnown: null,
    });
  });

  it('asks one that nobody reaches for its product line and for no address', () => {
    const unreached = { ...detail, host: '' };
    const faults = editFaults(unreached, startOf(unreached));
    expect([faults.host, faults.productLine]).toEqual([
      false,
      'Choose its product line: nothing here can ask it.',
    ]);
    expect(editFaults(detail, startOf(detail)).productLine).toBe(false);
  });

  it.each([
    ['0', 'Port is not a whole number from 1 to 65535.'],
    ['65536', 'Port is not a whole number from 1 to 65535.'],
    ['443', false],
  ])('judges port %s', (port, fault) => {
    expect(editFaults(detail, { ...startOf(detail), port }).port).toBe(fault);
  });
});

describe('baselineWords', () => {
  it('names what is on, off and not bought, in screen order', () => {
    expect(baselineWords({ ips: 'on', 'gateway-av': 'on', 'anti-spam': 'never' })).toBe(
      'On: Gateway AV and IPS. Not bought: Anti-spam.',
    );
  });
});
