/** The security services a firewall may run, in the order every screen shows them. */
export const SERVICES = [
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

export type Service = (typeof SERVICES)[number];

/** Words for screens and mails; `short` is the 2-4 letter column head. */
export const SERVICE_WORDS: Readonly<Record<Service, { readonly name: string; readonly short: string }>> = {
  'gateway-av': { name: 'Gateway AV', short: 'AV' },
  'anti-spyware': { name: 'Anti-spyware', short: 'AS' },
  ips: { name: 'IPS', short: 'IPS' },
  'app-control': { name: 'App control', short: 'App' },
  'web-filter': { name: 'Web filter', short: 'Web' },
  'anti-spam': { name: 'Anti-spam', short: 'Spam' },
  'dns-filter': { name: 'DNS filter', short: 'DNS' },
  sandbox: { name: 'Sandbox', short: 'SBX' },
  'geo-botnet': { name: 'Geo / botnet', short: 'Geo' },
};
