import type { Device, DeviceView } from '../devices/device.js';
import { LOST_IN_2008, type ServiceId } from '../devices/service-catalogue.js';
import { hasKey } from '../devices/service-state.js';
import type { LicenceCall } from '../devices/synchronizing.js';
import { accepted, bare, refused, type Answer } from './answer.js';
import { licenceRows, securityServices, withoutLossKeys } from './licence-answers.js';
import { logEvents } from './log-events.js';
import {
  botnetReport,
  geoIpReport,
  highAvailabilityReport,
  signatureReport,
  systemStatus,
  versionAnswer,
  webFilterReport,
} from './reporting-answers.js';
import type { Session } from './session.js';
import {
  administrationAnswer,
  antiSpamSettings,
  antiSpywareSettings,
  appControlSettings,
  botnetSettings,
  gatewayAvSettings,
  geoIpSettings,
  globalServiceSettings,
  ipsSettings,
  sandboxSettings,
  webFilterSettings,
  zonesAnswer,
} from './settings-answers.js';

/** What a route may look at once the caller is signed in. */
export interface RouteContext {
  readonly device: Device;
  readonly view: DeviceView;
  readonly session: Session;
  readonly path: string;
  readonly port: number;
}

export type Route = (context: RouteContext) => Answer;
export type Methods = Readonly<Partial<Record<'GET' | 'POST' | 'DELETE', Route>>>;
export type Routes = ReadonlyMap<string, Methods>;

export const STATUS_PATH = '/reporting/status/security-services';

export const read = (make: (view: DeviceView) => unknown): Methods => ({
  GET: ({ view }) => bare(make(view)),
});

function statusRoute({ device, view, path }: RouteContext): Answer {
  const lies = device.faults.hit('glitch', path) !== null;
  const isPartial = device.faults.hit('partial', path) !== null;
  const full = securityServices(view, lies ? { services: LOST_IN_2008 } : null);
  const isLost = LOST_IN_2008.some((service) => !hasKey(view.services[service]));
  const answer = bare(isPartial ? withoutLossKeys(full, LOST_IN_2008) : full);
  if (isPartial) return { ...answer, why: 'fault:partial' };
  const showed = isLost || lies ? ('not-licensed' as const) : ('licensed' as const);
  return lies ? { ...answer, showed, why: 'fault:glitch' } : { ...answer, showed };
}

// Any other serial: the box next door answers.
const foreignSerial = (serial: string): string =>
  `${serial.slice(0, 6)}${serial.endsWith('0') ? '1' : '0'}FFEE${serial.slice(-1)}`;

function serialOf({ device, path }: RouteContext): string {
  const isWrong = device.faults.hit('wrong-serial', path) !== null;
  return isWrong ? foreignSerial(device.serial) : device.serial;
}

export function needsLicence(service: ServiceId, make: (view: DeviceView) => unknown): Methods {
  return {
    GET: ({ view }) =>
      hasKey(view.services[service])
        ? bare(make(view))
        : refused({
            status: 400,
            code: 'E_UNLICENSED',
            message: 'Licensing must be activated.',
            why: 'unlicensed',
          }),
  };
}

/** Actions are not configuration; a box set so answers "Non config mode" all the same (notes 4.1, unverified). */
function action(run: (context: RouteContext) => Answer): Methods {
  return {
    POST: (context) => {
      const { behaviour, sessions } = context.device;
      const isNeeded = behaviour.actionsNeedConfigMode || sessions.isConfigModeHeld;
      if (isNeeded && !context.session.hasConfigMode) {
        return refused({ status: 200, code: 'E_ERROR', message: 'Non config mode.', why: 'non-config-mode' });
      }
      return run(context);
    },
  };
}

function synchronize(call: LicenceCall): Methods {
  return action(({ device }) => {
    const afterMs = device.behaviour.synchronizeAnswerMs;
    const isReached = device.synchronize('api', call).kind !== 'none';
    const answer = isReached
      ? accepted()
      : refused({
          status: 200,
          code: 'E_ERROR',
          message: 'Unable to reach license manager.',
          why: 'authority-unreachable',
        });
    return { ...answer, afterMs };
  });
}

function updateSignatures(service: ServiceId): Methods {
  return action(({ device }) => {
    if (!hasKey(device.services[service])) {
      return refused({
        status: 200,
        code: 'E_UNLICENSED',
        message: 'Licensing must be activated.',
        why: 'unlicensed',
      });
    }
    device.updateSignatures(service);
    return accepted();
  });
}

const pending: Methods = { GET: () => accepted(), POST: () => accepted(), DELETE: () => accepted() };

function configMode(hasConfigMode: boolean): Methods {
  return {
    POST: ({ session }) => {
      session.hasConfigMode = hasConfigMode;
      return accepted();
    },
  };
}

function startManagement({ session }: RouteContext): Answer {
  session.isManaging = true;
  return accepted();
}

const systemRoute: Methods = {
  GET: (context) => bare(systemStatus(context.view, serialOf(context))),
};

function zonesRoute({ view }: RouteContext): Answer {
  const answer = bare(zonesAnswer(view));
  if (!view.behaviour.malformedLists) return answer;
  return { ...answer, body: answer.body.replace(/\}\]/, '},]'), why: 'malformed' };
}

/** Paths of every generation that has an API, below `/api/sonicos`. */
export const COMMON_ROUTES: readonly (readonly [string, Methods])[] = [
  ['/version', { GET: (context) => bare(versionAnswer(context.view, serialOf(context))) }],
  ['/zones', { GET: zonesRoute }],
  ['/administration/global', { GET: ({ view, port }) => bare(administrationAnswer(view, port)) }],
  ['/license/synchronize', synchronize('synchronize')],
  ['/config-mode', configMode(true)],
  ['/non-config-mode', configMode(false)],
  ['/config/pending', pending],
];

/** What the box reports, the same on 6.5.4 and later. */
export const REPORTING_ROUTES: readonly (readonly [string, Methods])[] = [
  ['/reporting/status/system', systemRoute],
  [STATUS_PATH, { GET: statusRoute }],
  ['/reporting/license', read((view) => ({ license: licenceRows(view) }))],
  ['/reporting/license/security-services', read((view) => ({ license: licenceRows(view) }))],
  [
    '/reporting/gateway-antivirus',
    read((view) => signatureReport(view, 'gateway-av', 'gateway_anti_virus_expiration_date')),
  ],
  [
    '/reporting/anti-spyware',
    read((view) => signatureReport(view, 'anti-spyware', 'anti_spyware_expiration_date')),
  ],
  [
    '/reporting/intrusion-prevention',
    read((view) => signatureReport(view, 'ips', 'ips_service_expiration_date')),
  ],
  [
    '/reporting/app-control',
    read((view) => signatureReport(view, 'app-control', 'app_signature_db_expiration_date')),
  ],
  ['/reporting/cfs/status', read(webFilterReport)],
  ['/reporting/geo-ip/status', read(geoIpReport)],
  ['/reporting/botnet/status', read(botnetReport)],
  ['/reporting/high-availability', read(highAvailabilityReport)],
];

/** Every path a Gen7 or Gen8 box knows behind its sign-in, below `/api/sonicos`. */
export const ROUTES: Routes = new Map<string, Methods>([
  ...COMMON_ROUTES,
  ...REPORTING_ROUTES,
  ['/gateway-antivirus/base', read(gatewayAvSettings)],
  ['/anti-spyware/base', read(antiSpywareSettings)],
  ['/intrusion-prevention/base', read(ipsSettings)],
  ['/app-control/base', read(appControlSettings)],
  ['/content-filter/settings', read(webFilterSettings)],
  ['/botnet/base', needsLicence('geo-botnet', botnetSettings)],
  ['/geo-ip/base', needsLicence('geo-botnet', geoIpSettings)],
  ['/capture-atp/base', read(sandboxSettings)],
  ['/anti-spam/settings', needsLicence('anti-spam', antiSpamSettings)],
  ['/security-services/base', read(globalServiceSettings)],
  ['/log/events', read((view) => ({ log: { event: logEvents(view) } }))],
  ['/license/lmsync', synchronize('lmsync')],
  // Only the two licence calls bring keys back; what this one does beyond accepting is unverified (notes 10, item 4).
  ['/security-services/synchronize', action(() => accepted())],
  ['/gateway-antivirus/update-signatures', updateSignatures('gateway-av')],
  ['/anti-spyware/update-signatures', updateSignatures('anti-spyware')],
  ['/intrusion-prevention/update-signatures', updateSignatures('ips')],
  ['/app-control/update-signatures', updateSignatures('app-control')],
  ['/start-management', { POST: startManagement }],
]);

/** True when the path leads towards a known one but stops before its leaf. */
export function isIncomplete(routes: Routes, path: string): boolean {
  return [...routes.keys()].some((known) => known.startsWith(`${path}/`));
}
