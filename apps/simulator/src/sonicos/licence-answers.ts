import type { DeviceView } from '../devices/device.js';
import { SERVICE_IDS, VENDOR_NAMES, type ServiceId } from '../devices/service-catalogue.js';
import type { ServiceState } from '../devices/service-state.js';
import { utcTime } from './time-text.js';

/** Value texts seen in captures (sonicwall notes 3.1); "Expired" and the wording of grace were never seen: guesses. */
function licenceText(state: ServiceState, seesAsLost: boolean): string {
  if (seesAsLost) return 'Not Licensed';
  switch (state.licence) {
    case 'licensed':
      return 'Licensed';
    case 'grace':
      return 'Licensed - Grace Period';
    case 'expired':
      return 'Expired';
    case 'not-licensed':
    case 'never':
      return 'Not Licensed';
  }
}

/** What a lying read shows for the keys the authority can take. */
export interface Lie {
  readonly services: readonly ServiceId[];
}

const NODES: Readonly<Record<string, string>> = {
  registration_status: 'Registered',
  nodes_users: 'Licensed - Unlimited Nodes',
  ssl_vpn_nodes_users: 'Licensed - 12 Nodes(0 in use)',
  virtual_assist_nodes_users: 'Licensed - 1 Nodes(0 in use)',
  no_regist_nodes_users: '',
  no_regist_ssl_vpn_nodes_users: '',
  no_regist_virtual_assist_nodes_users: '',
  end_point_control: 'Not Licensed',
  vpn: 'Licensed',
  global_vpn_client: 'Licensed - 10 Licenses(1 in use)',
  expanded_feature_set: 'Licensed',
  endpoint_security: 'Licensed - Client/Server',
  app_visualization: 'Licensed',
  e_mail_filter: 'Not Licensed',
  view_point: 'Not Licensed',
  analyzer: 'Licensed',
  dpi_ssl: 'Licensed',
  dpi_ssh: 'Licensed',
  wan_acceleration: 'Not Licensed',
  wxac_acceleration: 'Not Licensed',
};

interface Keys {
  readonly webFilter: 'cfs_content_filter' | 'cfs_content_filter_';
  readonly hasDnsFiltering: boolean;
  readonly missing: readonly string[];
  readonly extra: Readonly<Record<string, string>>;
}

/** Which keys this box answers: its firmware's, or one of the drifts a client must live with. */
function keysOf({ profile, behaviour }: DeviceView): Keys {
  const { webFilterKey, hasDnsFiltering, missingLicenceKeys } = profile.firmware;
  const own = { webFilter: webFilterKey, hasDnsFiltering, missing: missingLicenceKeys, extra: {} };
  switch (behaviour.licenceKeys) {
    case 'as-firmware':
      return own;
    case 'plain':
      return { webFilter: 'cfs_content_filter', hasDnsFiltering: false, missing: [], extra: {} };
    case 'underscore':
      return { ...own, webFilter: 'cfs_content_filter_', hasDnsFiltering: true };
    case 'sparse':
      return { ...own, missing: [...missingLicenceKeys, 'anti_spyware', 'app_control'] };
    case 'extra':
      return {
        ...own,
        extra: {
          capture_labs_next: 'Licensed',
          zero_trust_edge_: '',
          gateway_anti_virus_plus: 'Not Licensed',
        },
      };
  }
}

/** `GET /reporting/status/security-services`: flat, every value a string, keys drifting with the firmware. */
export function securityServices(view: DeviceView, lie: Lie | null): Record<string, string> {
  const keys = keysOf(view);
  const answer: Record<string, string> = {};
  for (const [key, text] of Object.entries(NODES)) {
    if (!keys.missing.includes(key)) answer[key] = text;
  }
  for (const service of SERVICE_IDS) {
    const key = service === 'web-filter' ? keys.webFilter : VENDOR_NAMES[service].licenceKey;
    const isLeftOut = keys.missing.includes(key) || (service === 'dns-filter' && !keys.hasDnsFiltering);
    if (!isLeftOut)
      answer[key] = licenceText(view.services[service], lie?.services.includes(service) ?? false);
  }
  return { ...answer, ...keys.extra };
}

/** The same answer with the keys of three services cut out, as the fault `partial` sends it. */
export function withoutLossKeys(
  answer: Record<string, string>,
  services: readonly ServiceId[],
): Record<string, string> {
  const cut = new Set(services.map((service) => VENDOR_NAMES[service].licenceKey));
  return Object.fromEntries(Object.entries(answer).filter(([key]) => !cut.has(key)));
}

interface LicenceRow {
  readonly service_name: string;
  readonly license_status: string;
  readonly license_count: string;
  readonly license_expiration: string;
}

/**
 * `GET /reporting/license` and `/reporting/license/security-services`.
 * Source  the vendor leaves the schema empty; rows are modelled on `/reporting/endpoint-security/status`.
 */
export function licenceRows(view: DeviceView): LicenceRow[] {
  return SERVICE_IDS.filter((service) => view.services[service].licence !== 'never').map((service) => {
    const state = view.services[service];
    return {
      service_name: VENDOR_NAMES[service].title,
      license_status: licenceText(state, false),
      license_count: '1',
      license_expiration: state.expiresAt === null ? '' : utcTime(state.expiresAt),
    };
  });
}
