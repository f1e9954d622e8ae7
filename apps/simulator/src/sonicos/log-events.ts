interface LogEvent {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly group: string;
  readonly priority_level: 'alert' | 'warning' | 'notice' | 'inform';
  readonly syslog: { readonly redundancy_interval: number };
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

/** The events that touch subscriptions. Source: catalogue in sonicwall notes 6.2; 0 = no trap of its own. */
export const LOG_EVENTS: readonly LogEvent[] = [
  event(614, 'IDP Subscription Expired', 'warning', 571),
  event(796, 'Anti-Spyware Service Expired', 'warning', 8631),
  event(810, 'Gateway Anti-Virus Service Expired', 'warning', 8633),
  event(1381, 'Application Control Subscription Expired', 'warning', 15003),
  event(1195, 'Botnet Filter Subscription Expired', 'warning', 0),
  event(1086, 'Anti-Spam Subscription Expired', 'warning', 13805),
  event(1382, 'Configuration Change Succeeded', 'inform', 5609),
  event(1383, 'Configuration Change Failed', 'inform', 5610),
];
