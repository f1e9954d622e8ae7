import { threshold } from './fleet.js';
import type { CohortKey } from './incident.js';
import type { Policy } from './policy.js';

/** A device whose reads fail, alarmed or not yet. Instants epoch ms. */
export interface SilentDevice {
  readonly deviceId: string;
  readonly siteId: string | null;
  readonly cohort: CohortKey;
  readonly firstFailedAt: number;
}

/** An open incident of kind no-data. `deviceId` set = about one device; else about a site or a cohort. */
export interface OpenSilence {
  readonly id: string;
  readonly deviceId: string | null;
  readonly siteId: string | null;
  readonly cohort: CohortKey | null;
  readonly since: number;
  readonly memberIds: readonly string[];
}

export interface SilenceInput {
  /** Its deadline has come. */
  readonly device: SilentDevice;
  /** Every device of its site or cohort whose reads fail, this one or not. */
  readonly silent: readonly SilentDevice[];
  /** Devices watched at its site, of any vendor; 0 without a site. */
  readonly siteSize: number;
  readonly cohortSize: number;
  readonly open: readonly OpenSilence[];
}

export type SilenceChange =
  | { readonly type: 'none' }
  | { readonly type: 'join'; readonly incidentId: string; readonly members: readonly SilentDevice[] }
  | {
      readonly type: 'open';
      readonly about: 'device' | 'site' | 'cohort';
      readonly since: number;
      readonly members: readonly SilentDevice[];
      readonly absorbs: readonly string[];
    };

const near = (a: number, b: number, policy: Policy): boolean => Math.abs(a - b) <= policy.fleet.windowMs;

function groupOf(
  input: SilenceInput,
  policy: Policy,
): { about: 'site' | 'cohort'; members: SilentDevice[] } | null {
  const { device } = input;
  const together = input.silent.filter((one) => near(one.firstFailedAt, device.firstFailedAt, policy));
  const site = together.filter((one) => device.siteId !== null && one.siteId === device.siteId);
  const cohort = together.filter((one) => one.cohort === device.cohort);
  const elsewhere = cohort.filter((one) => device.siteId === null || one.siteId !== device.siteId);
  const isCohortWide = cohort.length >= threshold(input.cohortSize, policy);
  // A site that went dark is told as that site, unless enough others of the cohort fail elsewhere as well.
  const isSiteWide = site.length >= threshold(input.siteSize, policy);
  if (isSiteWide && elsewhere.length < threshold(input.cohortSize, policy))
    return { about: 'site', members: site };
  return isCohortWide ? { about: 'cohort', members: cohort } : null;
}

function openGroup(input: SilenceInput, policy: Policy): OpenSilence | null {
  const { device } = input;
  const groups = input.open.filter(
    (one) => one.deviceId === null && near(one.since, device.firstFailedAt, policy),
  );
  const ofSite = groups.find((one) => one.siteId !== null && one.siteId === device.siteId);
  return ofSite ?? groups.find((one) => one.siteId === null && one.cohort === device.cohort) ?? null;
}

/**
 * What becomes of a device whose no-data deadline came: devices that fell silent together are one incident, opened at
 * the first one's deadline and counted from first failed reads; it takes in all that are silent with it at once.
 * Shape   the device, its silent neighbours and the open no-data incidents -> one change.
 */
export function groupSilence(input: SilenceInput, policy: Policy): SilenceChange {
  const { device } = input;
  const inGroup = input.open.some((one) => one.deviceId === null && one.memberIds.includes(device.deviceId));
  if (inGroup) return { type: 'none' };
  const group = openGroup(input, policy);
  if (group) return { type: 'join', incidentId: group.id, members: [device] };
  const found = groupOf(input, policy);
  const single = input.open.find((one) => one.deviceId === device.deviceId);
  if (!found) {
    if (single) return { type: 'none' };
    return { type: 'open', about: 'device', since: device.firstFailedAt, members: [device], absorbs: [] };
  }
  const ids = new Set(found.members.map((one) => one.deviceId));
  return {
    type: 'open',
    about: found.about,
    since: Math.min(...found.members.map((one) => one.firstFailedAt)),
    members: found.members,
    absorbs: input.open.filter((one) => one.deviceId !== null && ids.has(one.deviceId)).map((one) => one.id),
  };
}
