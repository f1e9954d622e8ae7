/**
 * How a client must sign in.
 * Shape   digest-*-int     only qop auth-int is offered, the TZ270 oddity
 *         chap             `GET /auth` gives id and challenge, `POST /auth` the MD5 over them
 *         two-factor       `/auth` refuses, `POST /tfa` takes a one-time code and gives a token
 *         password-change  Basic; the right password is answered with API_AUTH_PASSWORD_UPDATE
 */
export const SIGN_IN_MODES = [
  'basic',
  'digest-md5',
  'digest-sha256',
  'digest-md5-int',
  'digest-sha256-int',
  'chap',
  'two-factor',
  'password-change',
] as const;
export type SignInMode = (typeof SIGN_IN_MODES)[number];

export type Generation = 'gen5' | 'gen6' | 'gen7' | 'gen8';

/**
 * What differs between firmware versions and is visible to a client.
 * Source  sonicwall notes 2.3 (bearer check since 7.3.2-7010 / 8.2.0-8009) and 3.1 (key drift).
 */
export interface FirmwareProfile {
  readonly version: string;
  readonly generation: Generation;
  /** none = no `/api` at all; cli-only = `/direct/cli` and no reporting paths; gen6 and gen7 = whose leaf names it uses. */
  readonly api: 'none' | 'cli-only' | 'gen6' | 'gen7';
  /** A later firmware answers `cfs_content_filter_` with a trailing underscore. */
  readonly webFilterKey: 'cfs_content_filter' | 'cfs_content_filter_';
  readonly hasDnsFiltering: boolean;
  /** Keys of the 7.0.1 list that this firmware no longer answers. */
  readonly missingLicenceKeys: readonly string[];
  /** The option "Non-UI API session bearer token check" exists. */
  readonly canCheckBearer: boolean;
  /** As the product words its version, where that is not as a firewall does. */
  readonly text?: string;
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
    api: 'gen7',
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
    api: 'gen7',
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

/** Version texts as seen on such boxes; which 6.5 builds have the reporting paths is unverified (sonicwall notes 10, item 5). */
export const GEN6_FIRMWARE: Readonly<Record<'rest' | 'cli', FirmwareProfile>> = {
  rest: { ...early('6.5.4.15-117n'), generation: 'gen6', api: 'gen6' },
  cli: { ...early('6.5.1.1-42n'), generation: 'gen6', api: 'cli-only' },
};

export const GEN5_FIRMWARE: FirmwareProfile = {
  ...early('5.9.1.7-2o'),
  generation: 'gen5',
  api: 'none',
};

/** How a box words its version; "Enhanced" was dropped with SonicOS 7. */
export function firmwareText({ version, generation, text }: FirmwareProfile): string {
  if (text !== undefined) return text;
  const isOld = generation === 'gen5' || generation === 'gen6';
  return isOld ? `SonicOS Enhanced ${version}` : `SonicOS ${version}`;
}

export interface ModelProfile {
  readonly name: string;
  readonly productCode: string;
  readonly maxConnections: number;
  readonly generation: Generation;
}

const model = (
  name: string,
  productCode: string,
  maxConnections: number,
  generation: Generation = 'gen7',
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
    model('TZ 300', '30310', 50_000, 'gen6'),
    model('TZ 400', '30410', 100_000, 'gen6'),
    model('TZ 600', '30610', 150_000, 'gen6'),
    model('NSa 2650', '32650', 1_000_000, 'gen6'),
    model('TZ 105', '20105', 8_000, 'gen5'),
    model('TZ 215', '20215', 48_000, 'gen5'),
    model('NSA 240', '20240', 85_000, 'gen5'),
  ].map((entry) => [entry.name, entry]),
);
