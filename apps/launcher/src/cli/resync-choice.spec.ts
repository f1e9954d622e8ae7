import { expect, it } from 'vitest';
import { choiceOf, filterParts, runOf, type ChoiceOptions, type Reader } from './resync-choice.js';

const ID = '0199a000-0000-7000-8000-000000000001';
const OTHER = '0199a000-0000-7000-8000-000000000002';
/** Answers as the running program would, cut to what is read here; the schemas are its own. */
const rest: Reader = {
  get: (path) => {
    const answers: Record<string, unknown> = {
      '/customers': { items: [{ id: ID, name: 'Kestrel Freight' }] },
      '/incidents?state=open&limit=10000': { items: [{ id: ID, label: 'F-12' }] },
      '/devices?search=KST-PDX-02': {
        items: [{ id: ID, name: 'KST-PDX-02', customerName: 'Kestrel Freight' }],
      },
      '/devices?search=FW': {
        items: [ID, OTHER].map((id) => ({ id, name: 'fw', customerName: 'Kestrel Freight' })),
      },
      '/resync-runs?limit=10000': { items: [{ id: ID, label: 'R-118' }] },
    };
    return Promise.resolve((answers[path] ?? { items: [] }) as never);
  },
};

it.each<[ChoiceOptions, unknown]>([
  [{ incident: 'f-12' }, { by: 'incident', incidentId: ID }],
  [{ incident: OTHER }, { by: 'incident', incidentId: OTHER }],
  [{ device: ['KST-PDX-02', OTHER] }, { by: 'list', deviceIds: [ID, OTHER] }],
  [
    { filter: 'customer=kestrel freight, verdict=exposed' },
    { by: 'filter', customer: ID, verdict: 'exposed' },
  ],
  [
    { filter: 'vendor=sonicwall,tag=hq,search=pdx' },
    { by: 'filter', vendor: 'sonicwall', tag: 'hq', search: 'pdx' },
  ],
])('%j chooses %j', async (options, choice) => {
  expect(await choiceOf(options, rest)).toEqual(choice);
});

it.each<[ChoiceOptions, RegExp]>([
  [{}, /^One of --incident F-12, --filter name=value or --device NAME/],
  [{ incident: 'F-12', filter: 'vendor=x' }, /^One of --incident/],
  [{ incident: 'F-13' }, /^--incident F-13 is not open/],
  [{ filter: 'customer=Nobody' }, /^--filter customer=Nobody: there is no such customer/],
  [{ device: ['nothing'] }, /^--device nothing: there is no firewall of this name/],
  [{ device: ['FW'] }, /^--device FW is the name of 2 firewalls; give one of the ids/],
])('%j is refused in one sentence', async (options, sentence) => {
  await expect(choiceOf(options, rest)).rejects.toThrow(sentence);
});

it.each([
  ['size=9', /^--filter size=9 is not understood: name=value is accepted, with the names customer, verdict/],
  ['vendor', /^--filter vendor is not understood/],
  ['vendor=', /^--filter vendor= is not understood/],
  ['verdict=fine', /^--filter verdict=fine is not one of exposed, weakened, blocking, unknown/],
])('--filter %s is refused', (text, sentence) => {
  expect(() => filterParts(text)).toThrow(sentence);
});

it('finds a run by its label', async () => {
  expect(await runOf(rest, 'r-118')).toBe(ID);
  await expect(runOf(rest, 'R-9')).rejects.toThrow(
    'There is no resync run R-9: a label such as R-118 is accepted.',
  );
});
