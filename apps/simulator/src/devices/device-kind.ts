import type { Random } from '../random.js';
import { ASSISTED_KINDS, ASSISTED_PRODUCTS, type AssistedKind } from './assisted-products.js';
import { NAMED_MODELS } from './avalon-customers.js';
import {
  GEN5_FIRMWARE,
  GEN6_FIRMWARE,
  GEN7_FIRMWARE,
  GEN8_FIRMWARE,
  MODELS,
  type FirmwareProfile,
  type Generation,
  type ModelProfile,
} from './firmware-profiles.js';

/**
 * Sorts of boxes a fleet can be mixed from.
 * Shape   gen6       6.5 as delivered: the API is off
 *         gen6-rest  6.5 with the API on and the reporting paths
 *         gen6-cli   6.5 with the API on and `/direct/cli` alone
 *         gen5       no API
 *         the others: products that only a person can bring back (assisted-products.ts)
 */
export const DEVICE_KINDS = [
  'gen7',
  'gen8',
  'gen6',
  'gen6-rest',
  'gen6-cli',
  'gen5',
  ...ASSISTED_KINDS,
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** How many boxes of each sort. */
export type FleetMix = Readonly<Partial<Record<DeviceKind, number>>>;

/** One entry per device, in an order the seed decides. */
export function dealtKinds(mix: FleetMix, random: Random): DeviceKind[] {
  return random.shuffled(DEVICE_KINDS.flatMap((kind) => Array.from({ length: mix[kind] ?? 0 }, () => kind)));
}

export interface Build {
  readonly model: ModelProfile;
  readonly firmware: FirmwareProfile;
  readonly apiByDefault: boolean;
  /** Takes connections and says nothing. */
  readonly isSilent: boolean;
}

type FirewallKind = Exclude<DeviceKind, AssistedKind>;

const isAssisted = (kind: DeviceKind): kind is AssistedKind => ASSISTED_KINDS.some((each) => each === kind);

const GENERATION: Readonly<Record<FirewallKind, Generation>> = {
  gen7: 'gen7',
  gen8: 'gen8',
  gen6: 'gen6',
  'gen6-rest': 'gen6',
  'gen6-cli': 'gen6',
  gen5: 'gen5',
};

function firmwareOf(kind: FirewallKind, random: Random): FirmwareProfile {
  switch (kind) {
    case 'gen7':
      return random.pick(GEN7_FIRMWARE);
    case 'gen8':
      return random.pick(GEN8_FIRMWARE);
    case 'gen6':
      return random.pick([GEN6_FIRMWARE.rest, GEN6_FIRMWARE.cli]);
    case 'gen6-rest':
      return GEN6_FIRMWARE.rest;
    case 'gen6-cli':
      return GEN6_FIRMWARE.cli;
    case 'gen5':
      return GEN5_FIRMWARE;
  }
}

/** Model and firmware of a box of this sort; a model the story names is kept where its generation fits. */
export function buildOf(kind: DeviceKind, name: string, random: Random): Build {
  if (isAssisted(kind)) return { ...ASSISTED_PRODUCTS[kind], apiByDefault: false };
  const fitting = Object.values(MODELS).filter(({ generation }) => generation === GENERATION[kind]);
  const named = fitting.find((model) => model.name === NAMED_MODELS[name]);
  const [first, ...others] = fitting;
  if (!first) throw new Error(`No model profile is of ${GENERATION[kind]}.`);
  const model = named ?? random.pick([first, ...others]);
  return { model, firmware: firmwareOf(kind, random), apiByDefault: kind !== 'gen6', isSilent: false };
}

/** The mix of Avalon as it always was: a model by name or drawn, the firmware of its generation. */
export function drawnBuild(name: string, drawn: readonly [string, ...string[]], random: Random): Build {
  const modelName = NAMED_MODELS[name] ?? random.pick(drawn);
  const model = MODELS[modelName];
  if (!model) throw new Error(`No model profile is named "${modelName}".`);
  const firmware = random.pick(model.generation === 'gen7' ? GEN7_FIRMWARE : GEN8_FIRMWARE);
  return { model, firmware, apiByDefault: true, isSilent: false };
}
