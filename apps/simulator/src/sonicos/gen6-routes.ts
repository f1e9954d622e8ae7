import type { DeviceView } from '../devices/device.js';
import { COMMON_ROUTES, needsLicence, read, REPORTING_ROUTES, type Methods, type Routes } from './routes.js';
import {
  antiSpywareSettings,
  appControlSettings,
  gatewayAvSettings,
  geoIpSettings,
  globalServiceSettings,
  ipsSettings,
  sandboxSettings,
  webFilterSettings,
} from './settings-answers.js';

/** Its leaf is `global` and its switch is a choice, absent when off. Source: vendor's own client (sonicwall notes 3.5). */
export function gen6Botnet(view: DeviceView): object {
  const connections = view.services['geo-botnet'].enabled ? { all: true } : {};
  return { botnet: { block: { connections, database_not_downloaded: false }, logging: true } };
}

/**
 * Leaves of 6.5.
 * Source  `/gateway-antivirus/settings` and `/intrusion-prevention/global` third party, `/botnet/global` the vendor's own
 *         client; the other names are modelled on those (sonicwall notes 10, item 5).
 */
const LEAVES: readonly (readonly [string, Methods])[] = [
  ['/gateway-antivirus/settings', read(gatewayAvSettings)],
  ['/anti-spyware/global', read(antiSpywareSettings)],
  ['/intrusion-prevention/global', read(ipsSettings)],
  ['/app-control/global', read(appControlSettings)],
  ['/content-filter/settings', read(webFilterSettings)],
  ['/botnet/global', needsLicence('geo-botnet', gen6Botnet)],
  ['/geo-ip/global', needsLicence('geo-botnet', geoIpSettings)],
  ['/capture-atp/settings', read(sandboxSettings)],
  ['/security-services/global', read(globalServiceSettings)],
];

/** A 6.5.4 box: the reporting paths of Gen7, leaves of its own. */
export const GEN6_ROUTES: Routes = new Map<string, Methods>([
  ...COMMON_ROUTES,
  ...REPORTING_ROUTES,
  ...LEAVES,
]);

/** An earlier 6.5 box: what it tells beyond this comes through `/direct/cli`. */
export const GEN6_CLI_ROUTES: Routes = new Map<string, Methods>(
  COMMON_ROUTES.filter(([path]) => path !== '/zones'),
);
