import type { FirmwareProfile, SignInMode } from './firmware-profiles.js';
import type { ServiceId } from './service-catalogue.js';

/**
 * Which protocol versions a box's TLS speaks; Node's own OpenSSL can speak all of them at security level 0.
 * Shape   modern = 1.2 and 1.3 · the others exactly that one, with the ciphers of their time.
 */
export const TLS_KINDS = ['modern', 'tls1.2', 'tls1.1', 'tls1.0'] as const;
export type TlsKind = (typeof TLS_KINDS)[number];

/**
 * How the keys of the licence read drift from the 7.0.1 description.
 * Shape   as-firmware  what the firmware profile says
 *         plain        the 28 keys of 7.0.1, nothing else
 *         underscore   `cfs_content_filter_`, and `dns_filtering` present
 *         sparse       keys of services missing (anti-spyware, app-control), as an unknown firmware may leave them out
 *         extra        keys nobody has heard of, one of them friendly-looking
 */
export const LICENCE_KEY_DRIFTS = ['as-firmware', 'plain', 'underscore', 'sparse', 'extra'] as const;
export type LicenceKeyDrift = (typeof LICENCE_KEY_DRIFTS)[number];

/**
 * What a box makes of a Synchronize it has accepted.
 * Shape   full     as the authority answers
 *         half     only the services of `synchronizeRestores` come back; lmsync brings the rest
 *         none     accepted, and nothing follows
 *         worse    every key it still has goes, whatever the authority answers
 *         refused  "Unable to reach license manager." and nothing follows
 */
export const SYNCHRONIZE_EFFECTS = ['full', 'half', 'none', 'worse', 'refused'] as const;
export type SynchronizeEffect = (typeof SYNCHRONIZE_EFFECTS)[number];

/** Switches on the box that change how its API answers. */
export interface Behaviour {
  readonly apiEnabled: boolean;
  /** Actions answer "Non config mode" until the session took config mode. */
  readonly actionsNeedConfigMode: boolean;
  readonly sessionIdleSeconds: number;
  readonly clockSkewSeconds: number;
  /** Wait between an accepted Synchronize and its effect. */
  readonly synchronizeMs: number;
  /** Wait before the answer to a call that synchronises; the effect is counted from the answer. */
  readonly synchronizeAnswerMs: number;
  readonly synchronizeEffect: SynchronizeEffect;
  /** Services that come back by a half-effective Synchronize. */
  readonly synchronizeRestores: readonly ServiceId[];
  /** Accepts a Synchronize and restarts right after its answer, away for so long; 0 = does not. */
  readonly synchronizeRebootSeconds: number;
  /** Checks in by itself so long after a Synchronize took effect; 0 = does not. */
  readonly checkInAfterSynchronizeSeconds: number;
  readonly blockIfWebFilterUnavailable: boolean;
  readonly signIn: SignInMode;
  /** Every call but sign-in and sign-out is refused until `POST /start-management`. */
  readonly needsStartManagement: boolean;
  readonly licenceKeys: LicenceKeyDrift;
  readonly tls: TlsKind;
  /** `/zones` answers JSON with a comma too many. Source: vendor's own client, some lists on 6.5. */
  readonly malformedLists: boolean;
  /** Log events whose switch "report via syslog" is off. */
  readonly eventsNotSent: readonly number[];
}

export interface BehaviourSettings {
  readonly sessionIdleSeconds: number;
  readonly synchronizeMs: number;
  readonly synchronizeAnswerMs?: number;
}

/** How a box behaves as delivered. */
export function usualBehaviour(
  profile: {
    readonly signIn: SignInMode;
    readonly firmware: FirmwareProfile;
    readonly apiByDefault: boolean;
  },
  settings: BehaviourSettings,
): Behaviour {
  const isOld = profile.firmware.generation === 'gen6' || profile.firmware.generation === 'gen5';
  return {
    apiEnabled: profile.apiByDefault,
    actionsNeedConfigMode: false,
    sessionIdleSeconds: settings.sessionIdleSeconds,
    clockSkewSeconds: 0,
    synchronizeMs: settings.synchronizeMs,
    synchronizeAnswerMs: settings.synchronizeAnswerMs ?? 0,
    synchronizeEffect: 'full',
    synchronizeRestores: ['gateway-av'],
    synchronizeRebootSeconds: 0,
    checkInAfterSynchronizeSeconds: 0,
    blockIfWebFilterUnavailable: false,
    signIn: profile.signIn,
    needsStartManagement: false,
    licenceKeys: 'as-firmware',
    tls: isOld ? 'tls1.2' : 'modern',
    malformedLists: false,
    eventsNotSent: [],
  };
}
