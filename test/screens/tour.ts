import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumPath } from '../support/browser.ts';
import { until } from '../support/fleet.ts';
import { Program } from '../support/program.ts';
import { startWorld, type World } from '../support/world.ts';
import { capture, FORMS, type Shot } from './capture.ts';

const incidents = page(incidentRow);

/** A bad night to look at: 40 firewalls lost, one with a foreign certificate, one silent. */
async function makeTrouble(world: World): Promise<{ fleetId: string; identityId: string; lostId: string }> {
  await world.simulator.control('POST', '/scenario', { name: '2008-12-02', variant: 'fast', seed: 11 });
  const [fleet] = await until(
    async () => (await world.rest.get('/incidents?kind=fleet&state=open', incidents)).items,
    (items) => items[0]?.deviceCount === 40,
    150_000,
  );
  const { items } = await world.rest.get('/devices', deviceList);
  const lost = items.find((row) => row.worst.verdict === 'exposed');
  const well = items.filter((row) => row.worst.verdict === 'protecting').map((row) => row.id);
  const [swapped, silent] = [...world.enrolled].filter(([, id]) => well.includes(id));
  await world.simulator.control('POST', `/devices/${swapped?.[0]}/fault`, { kind: 'changed-certificate' });
  await world.simulator.control('POST', `/devices/${silent?.[0]}/fault`, { kind: 'html' });
  for (const id of [swapped?.[1], silent?.[1]]) await world.rest.json('POST', `/devices/${id}/read`, {});
  const [identity] = await until(
    async () => (await world.rest.get('/incidents?kind=identity&state=open', incidents)).items,
    (open) => open.length > 0,
    60_000,
  );
  return { fleetId: fleet?.id ?? '', identityId: identity?.id ?? '', lostId: lost?.id ?? '' };
}

/** Takes every page in both schemes and widths; returns everything wrong with them. */
export async function tour(folder: string): Promise<string[]> {
  const world = await startWorld();
  const fresh = await Program.start({
    env: { FIREWATCH_ADMIN_EMAIL: undefined, FIREWATCH_ADMIN_PASSWORD: undefined },
  });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] });
  try {
    const setUp = /\/setup#token=\S+/.exec(fresh.child.lines.join('\n'))?.[0] ?? '/setup';
    const { fleetId, identityId, lostId } = await makeTrouble(world);
    const shots: Shot[] = [
      { name: 'fleet', path: '/', ready: '[aria-rowindex]' },
      { name: 'incidents', path: '/incidents', ready: 'h1' },
      { name: 'incident', path: `/incidents/${fleetId}`, ready: 'h1' },
      { name: 'identity', path: `/incidents/${identityId}`, ready: 'h1' },
      { name: 'device', path: `/devices/${lostId}`, ready: 'h1' },
      { name: 'new-device', path: '/devices/new', ready: 'h1' },
      { name: 'alerting', path: '/alerting', ready: 'h1' },
      { name: 'not-found', path: '/no-such-page', ready: 'h1' },
      { name: 'sign-in', path: '/sign-in', ready: 'h1', signedOut: true },
    ];
    const faults: string[] = [];
    for (const form of FORMS) {
      for (const shot of shots) {
        faults.push(
          ...(await capture(
            { browser, url: world.program.url, cookie: world.rest.cookieHeader, folder },
            shot,
            form,
          )),
        );
      }
      const door: Shot = { name: 'set-up', path: setUp, ready: 'h1', signedOut: true };
      faults.push(...(await capture({ browser, url: fresh.url, cookie: '', folder }, door, form)));
    }
    return faults;
  } finally {
    await browser.close();
    await fresh.stop();
    fresh.removeData();
    await world.close();
  }
}
