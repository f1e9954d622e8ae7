/** How a client must sign in. `digest-*-int` is the TZ270 oddity: only qop auth-int offered. */
export const SIGN_IN_MODES = [
  'basic',
  'digest-md5',
  'digest-sha256',
  'digest-md5-int',
  'digest-sha256-int',
] as const;
export type SignInMode = (typeof SIGN_IN_MODES)[number];

/**
 * What differs between firmware versions and is visible to a client.
 * Source  sonicwall notes 2.3 (bearer check since 7.3.2-7010 / 8.2.0-8009) and 3.1 (key drift).
 */
export interface FirmwareProfile {
  readonly version: string;
  readonly generation: 'gen7' | 'gen8';
  /** A later firmware answers `cfs_content_filter_` with a trailing underscore. */
  readonly webFilterKey: 'cfs_content_filter' | 'cfs_content_filter_';
  readonly hasDnsFiltering: boolean;
  /** Keys of the 7.0.1 list that this firmware no longer answers. */
  readonly missingLicenceKeys: readonly string[];
  /** The option "Non-UI API session bearer token check" exists. */
  readonly canCheckBearer: boolean;
}

const LATER_DROPS = [
  'end_point_control',
  'expanded_feature_set',
  'e_mail_filter',
  'view_point',
  'wxac_acceleration',
];

function early(version: string): FirmwareProfile {
  return {
    version,
    generation: 'gen7',
    webFilterKey: 'cfs_content_filter',
    hasDnsFiltering: false,
    missingLicenceKeys: [],
    canCheckBearer: false,
  };
}

function later(version: string, generation: 'gen7' | 'gen8', canCheckBearer: boolean): FirmwareProfile {
  return {
    version,
    generation,
    webFilterKey: 'cfs_content_filter_',
    hasDnsFiltering: true,
    missingLicenceKeys: LATER_DROPS,
    canCheckBearer,
  };
}

export const GEN7_FIRMWARE: readonly [FirmwareProfile, ...FirmwareProfile[]] = [
  early('7.0.1-5145'),
  early('7.0.1-5161'),
  later('7.1.1-7058', 'gen7', false),
  later('7.1.3-7015', 'gen7', false),
  later('7.3.2-7010', 'gen7', true),
];

export const GEN8_FIRMWARE: readonly [FirmwareProfile, ...FirmwareProfile[]] = [
  later('8.0.0-8037', 'gen8', false),
  later('8.2.0-8009', 'gen8', true),
];

export interface ModelProfile {
  readonly name: string;
  readonly productCode: string;
  readonly maxConnections: number;
  readonly generation: 'gen7' | 'gen8';
}

const model = (
  name: string,
  productCode: string,
  maxConnections: number,
  generation: 'gen7' | 'gen8' = 'gen7',
): ModelProfile => ({ name, productCode, maxConnections, generation });

/** Product codes are placeholders: the vendor publishes no list. */
export const MODELS: Readonly<Record<string, ModelProfile>> = Object.fromEntries(
  [
    model('TZ 270', '33510', 750_000),
    model('TZ 370', '33520', 900_000),
    model('TZ 470', '33530', 1_000_000),
    model('TZ 570', '33540', 1_250_000),
    model('TZ 670', '33550', 1_500_000),
    model('NSa 2700', '33610', 1_500_000),
    model('NSa 3700', '33620', 2_000_000),
    model('TZ 80', '34010', 500_000, 'gen8'),
    model('TZ 280', '34020', 750_000, 'gen8'),
    model('TZ 380', '34030', 900_000, 'gen8'),
    model('TZ 480', '34040', 1_000_000, 'gen8'),
  ].map((entry) => [entry.name, entry]),
);
