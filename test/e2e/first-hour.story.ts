import { until } from '../support/fleet.ts';
import type { SimulatedDevice, SimulatedMail, SimulatorProcess } from '../support/simulator.ts';

export const OWNER = { name: 'Ida Novak', email: 'ida@msp.example', password: 'a sentence is easy to keep' };
export const COLLEAGUE = {
  name: 'Vera Lind',
  email: 'vera@msp.example',
  password: 'only the dentists for me',
};
export const HARBOR = 'Harbor Dental Group';
export const CEDAR = 'Cedar Logistics';
export const LARKSPUR = 'Larkspur Clinic';
export const SET = { name: 'Fleet reader', password: 'read the fleet, 2026' };
export const INTEGRATION_KEY = 'e93facc04764012d7bfb002500d5d1a6';

export interface PagerAlert {
  readonly dedupKey: string;
  readonly state: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
}
export interface Planned {
  readonly box: SimulatedDevice;
  readonly name: string;
  readonly customer: string;
}

/** Three customers; the first box is added by hand, the others come by file. */
export function planOf(devices: readonly SimulatedDevice[]): Planned[] {
  const of = (generation: SimulatedDevice['generation']): SimulatedDevice[] =>
    devices.filter((device) => device.generation === generation);
  const places = [
    ['HDG-TAC-01', HARBOR],
    ['HDG-TAC-02', HARBOR],
    ['CED-SEA-01', CEDAR],
    ['CED-SEA-02', CEDAR],
    ['HDG-OLY-01', HARBOR],
    ['LRK-YAK-01', LARKSPUR],
    ['LRK-YAK-02', LARKSPUR],
  ] as const;
  return [...of('gen7'), ...of('gen8'), ...of('gen6'), ...of('gen5')].map((box, index) => {
    const [name, customer] = places[index] ?? ['', ''];
    return { box, name, customer };
  });
}
export const fileOf = (boxes: readonly Planned[]): string =>
  [
    'customer,site,name,address,port,credential,interval',
    ...boxes.map(({ box, name, customer }) =>
      [customer, name.slice(4, 7), name, box.address, box.port, SET.name, 15].join(','),
    ),
  ].join('\r\n');

/** The first mail with such a link, and the link's path. */
export async function linkInMail(
  simulator: SimulatorProcess,
  fits: (mail: SimulatedMail) => boolean,
  link: RegExp,
): Promise<string> {
  const found = async (): Promise<string[]> =>
    (await simulator.mails()).filter(fits).flatMap((mail) => link.exec(mail.text)?.[0] ?? []);
  const [first] = await until(found, (links) => links.length > 0, 60_000);
  return first ?? '';
}
