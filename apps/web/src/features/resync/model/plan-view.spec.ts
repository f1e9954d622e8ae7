import { describe, expect, it } from 'vitest';
import { buildPlanView } from './plan-view.js';
import { byHand, runDetail, runDevice, uuid } from './run.builder.js';

const detail = runDetail(
  [runDevice(1, { wave: 0, isCanary: true }), runDevice(2), runDevice(3), byHand(40)],
  'planned',
  {
    leftOut: [
      {
        deviceId: uuid(60),
        name: 'FW-060',
        customerName: 'Old Mill',
        why: 'do-not-touch',
        words: 'Flagged.',
      },
      { deviceId: uuid(61), name: 'FW-061', customerName: 'Old Mill', why: 'protecting', words: 'Fine.' },
    ],
  },
);

describe('rows of a plan', () => {
  it('are the waves in turn, what a person does, and what is left out by reason', () => {
    const lines = buildPlanView(detail, new Set()).map((item) => {
      if (item.kind === 'group') return `# ${item.title}: ${item.note}`;
      return item.kind === 'out' ? `- ${item.out.name}` : item.device.name;
    });
    expect(lines).toEqual([
      '# Canary: 1 firewall, about 1 min',
      'FW-001',
      '# Wave 1: 2 firewalls, about 1 min',
      'FW-002',
      'FW-003',
      '# By hand: 1 firewall, each with its checklist',
      'FW-040',
      '# Left out: do not touch: 1 firewall',
      '- FW-060',
      '# Left out: protecting already: 1 firewall',
      '- FW-061',
    ]);
  });

  it('show the procedure of an opened firewall right below it', () => {
    const items = buildPlanView(detail, new Set([uuid(2)]));
    const at = items.findIndex((item) => item.kind === 'detail');
    expect(items[at - 1]).toMatchObject({ kind: 'row', key: uuid(2), isOpen: true });
    expect(items.filter((item) => item.kind === 'detail')).toHaveLength(1);
  });
});
