import { describe, expect, it } from 'vitest';
import { readBody, readSelection, checkInBody, faultBody } from './body-schemas.js';
import { matchPath } from './control-server.js';
import { bodyOf, fleetOf, selectionOf } from './press.js';

describe('words of the press verb', () => {
  it('reads devices as all, a number or ids', () => {
    expect([selectionOf(['all']), selectionOf(['7']), selectionOf(['hdg-tac-01', 'psd-spo-01'])]).toEqual([
      { ids: 'all' },
      { count: 7 },
      { ids: ['hdg-tac-01', 'psd-spo-01'] },
    ]);
    expect(() => selectionOf([])).toThrow('devices: name them');
  });

  it('reads devices of a fleet verb the same way', () => {
    expect([fleetOf(['all']), fleetOf(['20']), fleetOf(['hdg-tac-01'])]).toEqual([
      { deviceIds: 'all' },
      { count: 20 },
      { deviceIds: ['hdg-tac-01'] },
    ]);
  });

  it('reads name=value with numbers, flags and values that hold "="', () => {
    expect(bodyOf(['overSeconds=30', 'cut=true', 'to=https://a/?b=c'])).toEqual({
      overSeconds: 30,
      cut: true,
      to: 'https://a/?b=c',
    });
    expect(() => bodyOf(['x'])).toThrow('"x": give name=value.');
  });
});

describe('bodies', () => {
  it.each([
    [{ kind: 'explode' }, /^kind: give one of refuse, stall, /],
    [{ kind: 'slow', ms: -1 }, /^ms: give milliseconds from 0\.$/],
    [{ kind: 'slow', speed: 1 }, /^body: Unrecognized key: "speed"\.$/],
    ['text', /^body: /],
  ])('refuses the fault %j in one sentence', (body, sentence) => {
    expect(() => readBody(faultBody, body)).toThrow(sentence);
  });

  it('wants devices named in exactly one way', () => {
    expect(readSelection(readBody(checkInBody, { all: true }))).toEqual({ ids: 'all' });
    expect(readSelection(readBody(checkInBody, { count: 3 }))).toEqual({ count: 3 });
    const sentence = 'ids: name the devices by "ids" (a list or "all") or by "count", one of the two.';
    expect(() => readSelection({})).toThrow(sentence);
    expect(() => readSelection({ ids: 'all', count: 3 })).toThrow(sentence);
  });

  it('matches paths by segment', () => {
    expect(matchPath('/devices/:id/fault', '/devices/hdg-tac-01/fault/')).toEqual({ id: 'hdg-tac-01' });
    expect(matchPath('/devices/:id', '/devices')).toBeNull();
    expect(matchPath('/devices', '/devices')).toEqual({});
  });
});
