import type { LicenceValue } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';

/** Key of each service in `GET /reporting/status/security-services`. */
export const LICENCE_KEYS: Readonly<Record<Service, string>> = {
  'gateway-av': 'gateway_anti_virus',
  'anti-spyware': 'anti_spyware',
  ips: 'intrusion_prevention',
  'app-control': 'app_control',
  'web-filter': 'cfs_content_filter',
  'anti-spam': 'anti_spam',
  'dns-filter': 'dns_filtering',
  sandbox: 'capture_atp',
  'geo-botnet': 'botnet',
};

/** Other keys of the same answer: licences that carry no verdict. */
export const ENTITLEMENT_KEYS: Readonly<Record<string, string>> = {
  nodes_users: 'Nodes / users',
  ssl_vpn_nodes_users: 'SSL VPN users',
  virtual_assist_nodes_users: 'Virtual Assist users',
  vpn: 'VPN',
  global_vpn_client: 'Global VPN client',
  expanded_feature_set: 'Expanded feature set',
  endpoint_security: 'Endpoint security',
  end_point_control: 'Endpoint control',
  app_visualization: 'App visualization',
  e_mail_filter: 'E-mail filter',
  view_point: 'ViewPoint',
  analyzer: 'Analyzer',
  dpi_ssl: 'DPI-SSL',
  dpi_ssh: 'DPI-SSH',
  wan_acceleration: 'WAN acceleration',
  wxac_acceleration: 'WXA acceleration',
};

const IGNORED_KEYS = new Set([
  'registration_status',
  'no_regist_nodes_users',
  'no_regist_ssl_vpn_nodes_users',
  'no_regist_virtual_assist_nodes_users',
]);
const SERVICE_KEYS: ReadonlySet<string> = new Set(Object.values(LICENCE_KEYS));

export const isKnownKey = (key: string): boolean =>
  SERVICE_KEYS.has(key) || Object.hasOwn(ENTITLEMENT_KEYS, key) || IGNORED_KEYS.has(key);

export const hasServiceKey = (words: ReadonlyMap<string, unknown>): boolean =>
  [...SERVICE_KEYS].some((key) => words.has(key));

/** Words that contradict a text which begins like a valid licence. */
const CONTRADICTION = /expired?|\bnot\b|\bno\b|inactive|disabled|suspend|revoke|invalid|pending|unlicensed/i;

/**
 * Reads one licence text by its beginning.
 * Shape   anything not listed here is `unknown`, also when it looks friendly: an unread word must never be green.
 *         Past its end and in grace it still holds; a grace that itself is over contradicts.
 * Source  `Licensed…` and `Not Licensed` from a capture of December 2024; `Expired`, `Free Trial` and grace unverified.
 */
export function licenceValue(words: string): LicenceValue {
  const text = words.trim();
  if (/^not licensed\b/i.test(text)) return 'absent';
  if (/^(licen[sc]e )?expired\b/i.test(text)) return 'expired';
  if (/^free trial\b.*\bexpired\b/i.test(text)) return 'expired';
  const looksHeld = /^licensed(?=$|[\s(-])/i.test(text) || /^free trial\b/i.test(text);
  if (!looksHeld || CONTRADICTION.test(text)) return 'unknown';
  return /\bgrace\b/i.test(text) ? 'grace' : 'active';
}

/**
 * Undoes the drift of keys between firmwares: `cfs_content_filter_` is `cfs_content_filter`.
 * Shape   a key given twice with different words maps to null: neither may be believed.
 */
export function foldKeys(answer: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const folded = new Map<string, unknown>();
  for (const [key, value] of Object.entries(answer)) {
    const name = key.replace(/_+$/, '');
    const isContradicted = folded.has(name) && folded.get(name) !== value;
    folded.set(name, isContradicted ? null : value);
  }
  return folded;
}
