/** The security services a simulated firewall sells, in the words of the control API. */
export const SERVICE_IDS = [
  'gateway-av',
  'anti-spyware',
  'ips',
  'app-control',
  'web-filter',
  'anti-spam',
  'dns-filter',
  'sandbox',
  'geo-botnet',
] as const;

export type ServiceId = (typeof SERVICE_IDS)[number];

/** Services whose keys a wrong answer of the licence authority took away on 2 December 2008. */
export const LOST_IN_2008: readonly ServiceId[] = ['gateway-av', 'anti-spyware', 'ips'];

/** Services that carry a signature database with a date of its own. */
export const WITH_SIGNATURES: readonly ServiceId[] = ['gateway-av', 'anti-spyware', 'ips', 'app-control'];

/**
 * Names used by the vendor for one service.
 * Source  sonicwall notes 3.1 (licence keys) and 3.4 (expiry fields); absent where the vendor has none.
 */
export interface VendorNames {
  readonly licenceKey: string;
  readonly title: string;
}

export const VENDOR_NAMES: Readonly<Record<ServiceId, VendorNames>> = {
  'gateway-av': { licenceKey: 'gateway_anti_virus', title: 'Gateway Anti-Virus' },
  'anti-spyware': { licenceKey: 'anti_spyware', title: 'Anti-Spyware' },
  ips: { licenceKey: 'intrusion_prevention', title: 'Intrusion Prevention' },
  'app-control': { licenceKey: 'app_control', title: 'App Control' },
  'web-filter': { licenceKey: 'cfs_content_filter', title: 'Content Filtering' },
  'anti-spam': { licenceKey: 'anti_spam', title: 'Comprehensive Anti-Spam' },
  'dns-filter': { licenceKey: 'dns_filtering', title: 'DNS Filtering' },
  sandbox: { licenceKey: 'capture_atp', title: 'Capture ATP' },
  'geo-botnet': { licenceKey: 'botnet', title: 'Botnet Filter' },
};
