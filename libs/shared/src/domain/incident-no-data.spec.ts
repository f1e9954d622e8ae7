import { describe, expect, it } from 'vitest';
import { groupSilence, type OpenSilence, type SilenceInput, type SilentDevice } from './incident-no-data.js';
import { DEFAULT_POLICY } from './policy.js';

const T0 = 1_000_000_000;
const silent = (n: number, siteId: string | null, at = T0): SilentDevice => ({
  deviceId: `d${n}`,
  siteId,
  cohort: 'c',
  firstFailedAt: at,
});
const ask = (devices: readonly SilentDevice[], over: Partial<SilenceInput> = {}) => {
  const [device] = devices;
  if (!device) throw new Error('no device');
  return groupSilence(
    { device, silent: devices, siteSize: 5, cohortSize: 50, open: [], ...over },
    DEFAULT_POLICY,
  );
};
const single = (n: number): OpenSilence => ({
  id: `N-${n}`,
  deviceId: `d${n}`,
  siteId: null,
  cohort: 'c',
  since: T0,
  memberIds: [`d${n}`],
});

describe('groupSilence', () => {
  it('2 silent devices stay alone, 3 of 50 are one incident of the cohort', () => {
    expect(ask([silent(1, 's1'), silent(2, 's2')])).toMatchObject({ type: 'open', about: 'device' });
    expect(ask([silent(1, 's1'), silent(2, 's2'), silent(3, 's3')])).toMatchObject({
      about: 'cohort',
      members: [{}, {}, {}],
    });
  });

  it('3 of 5 at one site are an incident of that site', () => {
    expect(ask([silent(1, 's'), silent(2, 's'), silent(3, 's')])).toMatchObject({ about: 'site' });
  });

  it('a dark site among many others is one incident of the cohort', () => {
    const here = [silent(1, 's'), silent(2, 's'), silent(3, 's')];
    const elsewhere = [silent(4, 't'), silent(5, 'u'), silent(6, 'v')];
    const change = ask([...here, ...elsewhere]);
    expect(change).toMatchObject({ about: 'cohort' });
    expect(change.type === 'open' && change.members).toHaveLength(6);
  });

  it('counts first failures up to 30 min apart', () => {
    const at = (ms: number) => ask([silent(1, null), silent(2, null), silent(3, null, T0 - ms)]);
    expect(at(1_800_000)).toMatchObject({ about: 'cohort' });
    expect(at(1_800_001)).toMatchObject({ about: 'device' });
  });

  it('takes over single incidents of its members', () => {
    const devices = [silent(3, null), silent(1, null), silent(2, null)];
    expect(ask(devices, { open: [single(1), single(2), single(9)] })).toMatchObject({
      absorbs: ['N-1', 'N-2'],
    });
  });

  it('later devices join an open group; members and known singles change nothing', () => {
    const group: OpenSilence = {
      id: 'N',
      deviceId: null,
      siteId: null,
      cohort: 'c',
      since: T0,
      memberIds: ['d1'],
    };
    expect(ask([silent(4, null)], { open: [group] })).toMatchObject({ type: 'join', incidentId: 'N' });
    expect(ask([silent(1, null)], { open: [group] })).toEqual({ type: 'none' });
    expect(ask([silent(1, null)], { open: [single(1)] })).toEqual({ type: 'none' });
  });
});
