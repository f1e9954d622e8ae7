import { GEN5_FIRMWARE, type FirmwareProfile, type ModelProfile } from './firmware-profiles.js';

/**
 * Products of 2008 and later that no client can read: a page in a browser at most.
 * Shape   `silent` takes connections and says nothing, as Windows software behind a firewall does.
 */
export const ASSISTED_KINDS = [
  'enhanced-2008',
  'standard-2008',
  'email-security',
  'email-software',
  'csm',
  'cdp',
  'ssl-vpn',
  'sgms',
  'silent',
] as const;
export type AssistedKind = (typeof ASSISTED_KINDS)[number];

export interface AssistedProduct {
  readonly model: ModelProfile;
  readonly firmware: FirmwareProfile;
  readonly isSilent: boolean;
}

function product(name: string, text: string, isSilent = false): AssistedProduct {
  return {
    model: { name, productCode: '00000', maxConnections: 8_000, generation: 'gen5' },
    firmware: { ...GEN5_FIRMWARE, version: text, text },
    isSilent,
  };
}

/** Version texts are modelled on the style of the time; none was read on a device. */
export const ASSISTED_PRODUCTS: Readonly<Record<AssistedKind, AssistedProduct>> = {
  'enhanced-2008': product('PRO 2040', 'SonicOS Enhanced 4.0.1.1-41e'),
  'standard-2008': product('TZ 170', 'SonicOS Standard 3.1.6.3-1s'),
  'email-security': product('Email Security 300', 'Email Security 7.0.1'),
  'email-software': product('Email Security Software', 'Email Security 7.0.1 for Windows', true),
  csm: product('CSM 2200', 'SonicOS CF 2.6'),
  cdp: product('CDP 2440i', 'CDP 5.0'),
  'ssl-vpn': product('SSL-VPN 2000', 'SSL-VPN 3.0'),
  sgms: product('SGMS 5', 'SonicWALL GMS 5.0'),
  silent: product('unknown', 'unknown', true),
};
