import type { AllowedCall, AllowedCalls } from '../../../platform/http/device-transport.js';
import { wirePath } from '../allowed.js';

/**
 * Every step that is a call, and its path.
 * Source  vendors/sonicwall 4.1: SonicOS API 7.0.1; `/license/synchronize` is also known of 6.5, from a third party.
 */
export const RESYNC_PATHS = {
  'license-synchronize': '/license/synchronize',
  'license-lmsync': '/license/lmsync',
  'security-services-synchronize': '/security-services/synchronize',
  'update-gateway-antivirus': '/gateway-antivirus/update-signatures',
  'update-anti-spyware': '/anti-spyware/update-signatures',
  'update-intrusion-prevention': '/intrusion-prevention/update-signatures',
  'update-app-control': '/app-control/update-signatures',
} as const;

export type ApiStepId = keyof typeof RESYNC_PATHS;

/** The body of every step: SonicOS refuses a write without one before it looks at the sign-in. */
export const STEP_BODY = '{}';

/** As a checklist, a log and a vendor ticket quote it. */
export const requestLineOf = (step: ApiStepId): string => `POST ${RESYNC_PATHS[step]}`;

/** The one call of one step. */
export function allowedCallOf(step: ApiStepId): AllowedCall {
  return { method: 'POST', path: new RegExp(`^${wirePath(RESYNC_PATHS[step])}$`), bodies: [STEP_BODY] };
}

/** A step that is no call of this list is a bug of ours: it throws before a connection is made. */
export function apiStep(stepId: string): ApiStepId {
  const known = API_STEPS.find((step) => step === stepId);
  if (known === undefined) throw new Error(`Not a step that is done by a call: ${stepId}`);
  return known;
}

export const API_STEPS: readonly ApiStepId[] = [
  'license-synchronize',
  'license-lmsync',
  'security-services-synchronize',
  'update-gateway-antivirus',
  'update-anti-spyware',
  'update-intrusion-prevention',
  'update-app-control',
];

/**
 * All a resync can ever send beside signing in and out. None changes configuration, nothing is committed after any of them;
 * `/config-mode`, `/config/pending`, `/license/base`, `/import/…` and `/deregister/firewall` are not on the list.
 */
export const RESYNC_ALLOWED: AllowedCalls = API_STEPS.map(allowedCallOf);
