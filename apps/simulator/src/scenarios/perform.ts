import { WITH_SIGNATURES, type ServiceId } from '../devices/service-catalogue.js';
import type { FleetVerbs } from '../fleet-verbs.js';
import type { ScenarioAction } from './scenario.js';

/** Services that are bought and end together. */
const BUNDLE: readonly ServiceId[] = [...WITH_SIGNATURES, 'geo-botnet'];

/** Everything a scenario does to the fleet; `phase` is the runner's own. */
export type FleetAction = Exclude<ScenarioAction, { type: 'phase' }>;

/** Whether a device is counted as affected by the story because of this. */
export function isHit(action: FleetAction): boolean {
  switch (action.type) {
    case 'authority':
    case 'synchronize':
    case 'behaviour':
    case 'clear-fault':
    case 'admin-session':
      return false;
    case 'service':
      return action.change.enabled !== true;
    case 'freeze-signatures':
      return action.sinceSeconds !== null;
    case 'check-in':
    case 'fault':
    case 'publish-signatures':
    case 'expiry':
    case 'renew-certificate':
    case 'failover':
    case 'reboot':
      return true;
  }
}

/** Does one thing of a story by the verbs anybody else would use; what takes a while is handed back as a promise. */
export function perform(verbs: FleetVerbs, action: FleetAction, now: number): Promise<unknown> | null {
  if (action.type === 'renew-certificate')
    return verbs.renewCertificates({ ids: [action.device] }, action.sameKey);
  performAtOnce(verbs, action, now);
  return null;
}

type ImmediateAction = Exclude<FleetAction, { type: 'renew-certificate' }>;

function performAtOnce(verbs: FleetVerbs, action: ImmediateAction, now: number): void {
  switch (action.type) {
    case 'authority':
      return verbs.setAuthority({ mode: action.mode });
    case 'check-in':
      verbs.checkIn({ ids: [action.device] });
      return;
    case 'behaviour':
      verbs.changeBehaviour({ ids: [action.device] }, action.change);
      return;
    case 'synchronize':
      verbs.synchronize({ ids: [action.device] });
      return;
    case 'fault':
      verbs.setFault({ ids: [action.device] }, action.spec);
      return;
    case 'clear-fault':
      verbs.clearFaults({ ids: [action.device] }, action.kind);
      return;
    case 'admin-session':
      return verbs.adminSession(action.device, action.seconds);
    case 'service':
      return verbs.changeService(action.device, action.service, action.change);
    case 'freeze-signatures':
      for (const service of WITH_SIGNATURES)
        verbs.freezeSignatures(action.device, service, action.sinceSeconds);
      return;
    case 'publish-signatures':
      return verbs.publishSignatures(action.device);
    case 'expiry':
      for (const service of BUNDLE) verbs.setExpiry(action.device, service, now + action.inMs, action.grace);
      return;
    case 'failover':
      return verbs.failover(action.device);
    case 'reboot':
      return verbs.reboot(action.device);
  }
}
