import { LicenceAuthority } from './authority.js';
import { ManualClock } from './clock.js';
import type { BoxEvent } from './devices/box-event.js';
import { usualBehaviour } from './devices/behaviour.js';
import { Device } from './devices/device.js';
import type { World } from './devices/device-world.js';
import {
  GEN5_FIRMWARE,
  GEN6_FIRMWARE,
  GEN7_FIRMWARE,
  GEN8_FIRMWARE,
  MODELS,
  type FirmwareProfile,
  type SignInMode,
} from './devices/firmware-profiles.js';
import type { DeviceProfile } from './devices/profile.js';
import { SERVICE_IDS, type ServiceId } from './devices/service-catalogue.js';
import { ActivityLog } from './log/activity-log.js';
import { seededRandom } from './random.js';
import { Box, type BoxAnswer } from './sonicos/box.js';
import type { BoxRequest } from './sonicos/request.js';

/** 2 December 2008, 02:00 PST. */
export const START = Date.UTC(2008, 11, 2, 10, 0, 0);
export const REMOTE = '127.0.0.1';
const ALL_FIRMWARE: readonly FirmwareProfile[] = [
  ...GEN7_FIRMWARE,
  ...GEN8_FIRMWARE,
  ...Object.values(GEN6_FIRMWARE),
  GEN5_FIRMWARE,
];

export interface Emitted extends BoxEvent {
  readonly device: string;
}

export interface TestWorld extends World {
  readonly clock: ManualClock;
  /** Events the boxes wrote, oldest first. */
  readonly emitted: Emitted[];
}

export function testWorld(): TestWorld {
  const clock = new ManualClock(START);
  const emitted: Emitted[] = [];
  return {
    clock,
    emitted,
    events: { emit: ({ device }, event) => void emitted.push({ device, ...event }) },
    authority: new LicenceAuthority(clock, seededRandom(1, 'authority')),
    log: new ActivityLog(10_000, null),
  };
}

export interface DeviceOptions {
  readonly id?: string;
  readonly firmware?: string;
  readonly signIn?: SignInMode;
  readonly offersBearer?: boolean;
  readonly isPair?: boolean;
  /** Also those the fixture does not buy: anti-spam, dns-filter, sandbox. */
  readonly allServices?: boolean;
}

const BOUGHT: readonly ServiceId[] = [
  'gateway-av',
  'anti-spyware',
  'ips',
  'app-control',
  'web-filter',
  'geo-botnet',
];
export const PAID_UNTIL = Date.UTC(2009, 2, 14);

function profile(options: DeviceOptions): DeviceProfile {
  const model = MODELS['TZ 370'];
  const version = options.firmware ?? '7.0.1-5145';
  const firmware = ALL_FIRMWARE.find((each) => each.version === version);
  if (!model || !firmware) throw new Error(`no profile for ${version}`);
  const bought = options.allServices ? SERVICE_IDS : BOUGHT;
  return {
    id: options.id ?? 'avt-sle-01',
    name: 'AVT-SLE-01',
    customer: 'Avery Title & Escrow',
    site: 'Salem',
    zone: 'America/Los_Angeles',
    model,
    firmware,
    serial: '2CB8ED010001',
    partnerSerial: options.isPair ? '2CB8ED018001' : null,
    user: 'firewatch',
    password: 'Circle of Life',
    signIn: options.signIn ?? 'basic',
    apiByDefault: true,
    isSilent: false,
    offersBearer: options.offersBearer ?? false,
    bootedAt: START - 90_061_000,
    expiresAt: Object.fromEntries(bought.map((service) => [service, PAID_UNTIL])),
    switchedOff: [],
  };
}

export interface TestDevice {
  readonly world: TestWorld;
  readonly device: Device;
  readonly box: Box;
}

export function testDevice(world: TestWorld, options: DeviceOptions = {}): TestDevice {
  const made = profile(options);
  const usual = usualBehaviour(made, { sessionIdleSeconds: 300, synchronizeMs: 1_500 });
  const device = new Device(made, world, usual);
  return { world, device, box: new Box(device, world.clock, () => 4443) };
}

export function request(method: string, path: string, more: Partial<BoxRequest> = {}): BoxRequest {
  return {
    method,
    path: `/api/sonicos${path}`,
    remote: REMOTE,
    authorization: null,
    accept: 'application/json',
    contentType: 'application/json',
    body: Buffer.from(method === 'POST' ? '{}' : ''),
    ...more,
  };
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export interface Caller {
  readonly last: BoxAnswer;
  get(path: string): BoxAnswer;
  post(path: string): BoxAnswer;
}

/** A caller signed in by Basic, with its token where the box gave one. */
export function signedIn(
  { box, device }: TestDevice,
  options: { readonly onlySignIn?: boolean } = {},
): Caller {
  const { user, password } = device.profile;
  const last = box.respond(request('POST', '/auth', { authorization: basic(user, password) }));
  const token = /"bearer_token":"([0-9a-f]+)"/.exec(last.answer.body)?.[1];
  const authorization = token && !options.onlySignIn ? `Bearer ${token}` : null;
  return {
    last,
    get: (path) => box.respond(request('GET', path, { authorization })),
    post: (path) => box.respond(request('POST', path, { authorization })),
  };
}

/** What the licence read shows for one key. */
export function licenceText(caller: Caller, key: string): unknown {
  const parsed: unknown = JSON.parse(caller.get('/reporting/status/security-services').answer.body);
  return typeof parsed === 'object' && parsed !== null
    ? Object.entries(parsed).find(([name]) => name === key)?.[1]
    : null;
}
