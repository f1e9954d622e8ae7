import { SERVICE_IDS, type ServiceId } from './service-catalogue.js';
import { hasKey, type ServiceStates } from './service-state.js';

/**
 * Something a box writes into its own log and may send by syslog.
 * Shape   id  SonicOS event id (sonicwall notes 6.2)
 *         fields  further key=value pairs of the line, in order
 */
export interface BoxEvent {
  readonly id: number;
  readonly message: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Where a device reports its events; `device` is the id of the simulated firewall. */
export interface EventSink {
  emit(source: EventSource, event: BoxEvent): void;
}

/** Who reports: what a syslog line names, and whether this box sends the event at all. */
export interface EventSource {
  readonly device: string;
  readonly serial: string;
  readonly address: string | null;
  readonly now: number;
  readonly eventsNotSent: readonly number[];
}

/** Event of a service whose subscription is gone; services without an event of their own send none. Source: notes 6.2. */
const LOSS_EVENTS: Readonly<Partial<Record<ServiceId, BoxEvent>>> = {
  ips: { id: 614, message: 'Received IPS Alert: Your Intrusion Prevention (IDP) subscription has expired.' },
  'anti-spyware': { id: 796, message: 'Anti-Spyware Service expired.' },
  'gateway-av': { id: 810, message: 'Gateway Anti-Virus Service expired.' },
  'app-control': { id: 1381, message: 'Application Control subscription has expired.' },
  'geo-botnet': { id: 1195, message: 'Botnet Filter subscription has expired.' },
  'anti-spam': { id: 1086, message: 'Anti-Spam service has expired.' },
  'web-filter': { id: 1461, message: 'CFS Alert: Content Filtering subscription has expired.' },
};

/** What a box writes of the keys that went. */
export const lossEvents = (before: ServiceStates, next: ServiceStates): BoxEvent[] =>
  SERVICE_IDS.flatMap((service) => {
    const event = hasKey(before[service]) && !hasKey(next[service]) ? LOSS_EVENTS[service] : undefined;
    return event ? [event] : [];
  });

/** A person changed a setting of a service. Source: notes 6.2; fields as 7.x adds them. */
export function configurationEvent(what: string, oldValue: string, newValue: string): BoxEvent {
  return {
    id: 1382,
    message: `Configuration succeeded: ${what}`,
    fields: { usr: 'admin', sess: 'Web', userMode: 'Full Administrator', oldValue, newValue },
  };
}

export function administratorEvent(hasConfigMode: boolean): BoxEvent {
  return hasConfigMode
    ? {
        id: 994,
        message: 'Configuration mode administration session started',
        fields: { usr: 'admin', sess: 'Web' },
      }
    : {
        id: 996,
        message: 'Read-only mode administration session started',
        fields: { usr: 'admin', sess: 'Web' },
      };
}

export function deniedEvent(from: string, user: string): BoxEvent {
  return {
    id: 30,
    message: 'Administrator login denied due to bad credentials',
    fields: { src: from, usr: user, sess: 'API' },
  };
}

export function antiSpamEvent(isEnabled: boolean): BoxEvent {
  const fields = { usr: 'admin', sess: 'Web' };
  return isEnabled
    ? { id: 1084, message: 'Anti-Spam service is enabled by administrator', fields }
    : { id: 1085, message: 'Anti-Spam service is disabled by administrator', fields };
}
