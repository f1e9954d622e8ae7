import { describe, expect, it } from 'vitest';
import { aRow } from '../../../live/device-row.builder.js';
import { choiceOf, EMPTY_FILTER, filterChoice, matches } from './choice.js';
import { uuid } from './run.builder.js';

const from = (search: string, handed?: unknown) => choiceOf(new URLSearchParams(search), handed);

describe('what an address chooses', () => {
  it.each([
    ['an incident', `incident=${uuid(1)}`, { by: 'incident', incidentId: uuid(1) }],
    ['firewalls', `devices=${uuid(1)},${uuid(2)}`, { by: 'list', deviceIds: [uuid(1), uuid(2)] }],
    ['a filter', 'verdict=exposed&tag=branch', { by: 'filter', verdict: 'exposed', tag: 'branch' }],
    ['nothing', '', null],
    ['nothing that is no id', 'incident=F-12', null],
    ['nothing that is no verdict', 'verdict=bad', null],
  ])('%s', (_, search, choice) => expect(from(search)).toEqual(choice));

  it('is outdone by the list that the page before handed over', () => {
    expect(from('verdict=exposed', [uuid(3)])).toEqual({ by: 'list', deviceIds: [uuid(3)] });
    expect(from('', 'no list')).toBeNull();
  });
});

describe('a filter', () => {
  it('leaves out what is empty', () => {
    expect(filterChoice({ ...EMPTY_FILTER, search: ' TZ ' })).toEqual({ by: 'filter', search: 'TZ' });
  });

  it('takes a firewall by its name, model or serial, whatever the case', () => {
    const row = aRow(1, { name: 'PSD-SPO-03', model: 'TZ 400', serial: '18B1690AAA' });
    const by = (search: string) => matches(row, { ...EMPTY_FILTER, search });
    expect([by('spo-03'), by('tz 400'), by('18b169'), by('tz 500')]).toEqual([true, true, true, false]);
  });
});
