import { readdirSync } from 'node:fs';
import { SERVICES } from '@firewatch/shared/domain/service';
import { describe, expect, it } from 'vitest';
import { VENDORS } from './registry.js';

describe('the vendor registry', () => {
  it('has one row per folder and one folder per row', () => {
    const entries = readdirSync(new URL('.', import.meta.url), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(VENDORS.map((vendor) => vendor.id).toSorted()).toEqual(folders.toSorted());
  });

  it.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))(
    '%s declares facts that do not contradict each other',
    (_id, vendor) => {
      for (const service of SERVICES) {
        const profile = vendor.profile[service];
        if (!profile) continue;
        expect(profile.required.filter((fact) => profile.notOffered.includes(fact))).toEqual([]);
        expect(profile.required).toContain('licence');
        const ages = profile.freshness;
        const isOrdered = ages && ages.ageingMs < ages.staleMs && ages.attemptAgeingMs < ages.attemptStaleMs;
        expect(isOrdered ?? !profile.required.includes('signatures')).toBe(true);
      }
    },
  );

  it.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))(
    '%s anchors every allowed path at both ends',
    (_id, vendor) => {
      for (const { path } of vendor.allowed) expect(path.source).toMatch(/^\^.*\$$/);
    },
  );

  it.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))(
    '%s can neither write configuration nor deregister',
    (_id, vendor) => {
      const writes = vendor.allowed.filter(({ method }) => !['GET', 'POST', 'DELETE'].includes(method));
      expect(writes).toEqual([]);
      const all = vendor.allowed.map(({ path }) => path.source).join('\n');
      expect(all).not.toMatch(/config.pending|config-mode|deregister|reboot|restart|update-signatures/);
    },
  );

  it.each(VENDORS.flatMap((vendor) => (vendor.resync ? [[vendor.id, vendor.resync] as const] : [])))(
    '%s, resynchronising, gives exact orders of a list, and can neither write configuration nor reboot nor deregister',
    (_id, { allowed, procedures, productLines }) => {
      const orders = allowed.map(({ method, path, bodies }) => `${method} ${path.source} ${bodies?.length}`);
      expect(orders).toEqual(orders.map(() => expect.stringMatching(/^POST \^.*\$ 1$/)));
      expect(orders.join('\n')).not.toMatch(/config|deregister|reboot|restart|import|upgrade|firmware|\.\*/);
      const ids = procedures.map(({ id }) => id);
      expect(productLines.map(({ procedureId }) => procedureId).toSorted()).toEqual(ids.toSorted());
      expect(new Set(productLines.map(({ id }) => id)).size).toBe(productLines.length);
      const assisted = procedures.filter(({ way }) => way === 'assisted').map(({ id }) => id);
      const instead = procedures.flatMap(({ byHandId }) => byHandId ?? []);
      expect(instead.filter((id) => !assisted.includes(id))).toEqual([]);
    },
  );
});
