import type { DeviceView } from '../devices/device.js';

export interface LogEvent {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly group: string;
  readonly priority_level: 'alert' | 'warning' | 'notice' | 'inform';
  /** null or {} = not reported via syslog, by the vendor's description. */
  readonly syslog: { readonly redundancy_interval?: number } | null;
  readonly trap: { readonly redundancy_interval: number };
  readonly oid_name: string;
  readonly trap_type: number;
}

function event(id: number, name: string, priority: LogEvent['priority_level'], trapType: number): LogEvent {
  return {
    id,
    name,
    category: 'Security Services',
    group: 'General',
    priority_level: priority,
    syslog: { redundancy_interval: 0 },
    trap: { redundancy_interval: 0 },
    oid_name: `swEvent${id}`,
    trap_type: trapType,
  };
}

/**
 * Every event a client may look for.
 * Source  catalogue in sonicwall notes 6.2; 0 = no trap of its own. Names are those of the catalogue, shortened there.
 */
export const LOG_EVENTS: readonly LogEvent[] = [
  event(159, 'Network Anti-Virus Subscription Expired', 'warning', 526),
  event(482, 'Network Anti-Virus Expires In 7 Days', 'warning', 552),
  event(408, 'Anti-Virus Licenses Exceeded', 'inform', 0),
  event(491, 'E-Mail Filter Subscription 7 Days Left', 'warning', 564),
  event(492, 'E-Mail Filter Subscription Expired', 'warning', 565),
  event(614, 'IDP Subscription Expired', 'warning', 571),
  event(796, 'Anti-Spyware Service Expired', 'warning', 8631),
  event(810, 'Gateway Anti-Virus Service Expired', 'warning', 8633),
  event(1381, 'Application Control Subscription Expired', 'warning', 15003),
  event(1195, 'Botnet Filter Subscription Expired', 'warning', 0),
  event(1086, 'Anti-Spam Subscription Expired', 'warning', 13805),
  event(1084, 'Anti-Spam Enabled By Administrator', 'inform', 13803),
  event(1085, 'Anti-Spam Disabled By Administrator', 'inform', 13804),
  event(1088, 'Anti-Spam Startup Failure', 'warning', 13807),
  event(1159, 'Visualization Control Expired', 'warning', 0),
  event(1149, 'Active/Active Clustering Expired', 'warning', 0),
  event(1176, 'WAN Acceleration Expired', 'warning', 0),
  event(1564, 'DPI-SSL Enforcement Expired', 'warning', 0),
  event(1526, 'SonicWave License Invalid', 'inform', 0),
  event(1459, 'Gateway Anti-Virus Status', 'inform', 0),
  event(1460, 'Gateway Anti-Virus Inform', 'inform', 0),
  event(1461, 'CFS Alert', 'notice', 703),
  event(1462, 'CFS Inform', 'inform', 0),
  event(1382, 'Configuration Change Succeeded', 'inform', 5609),
  event(1383, 'Configuration Change Failed', 'inform', 5610),
  event(1432, 'Configuration Changed', 'inform', 0),
  event(1049, 'Settings Imported', 'inform', 0),
  event(1495, 'Rebooted By Settings Import', 'inform', 0),
  event(1496, 'Rebooted By Firmware', 'inform', 0),
  event(994, 'Configuration Mode Administration Session Started', 'inform', 0),
  event(996, 'Read-Only Mode Administration Session Started', 'inform', 0),
  event(29, 'Administrator Login Allowed', 'inform', 0),
  event(199, 'CLI Administrator Login Allowed', 'inform', 0),
  event(235, 'VPN Administrator Login Allowed', 'inform', 0),
  event(236, 'WAN Administrator Login Allowed', 'inform', 0),
  event(30, 'Administrator Login Denied', 'alert', 560),
  event(200, 'CLI Administrator Login Denied', 'warning', 0),
  event(608, 'IPS Detection Alert', 'alert', 569),
  event(609, 'IPS Prevention Alert', 'alert', 570),
  event(794, 'Anti-Spyware Prevention Alert', 'alert', 6437),
  event(795, 'Anti-Spyware Detection Alert', 'alert', 6438),
  event(809, 'Gateway Anti-Virus Alert', 'alert', 8632),
];

/** The events with the switches of this box. Both ways of saying "not sent" occur: null on 7.0, {} later. */
export function logEvents({ behaviour, profile }: DeviceView): LogEvent[] {
  const off = profile.firmware.hasDnsFiltering ? {} : null;
  return LOG_EVENTS.map((each) =>
    behaviour.eventsNotSent.includes(each.id) ? { ...each, syslog: off } : each,
  );
}
