/** Every query key, once: fetchers and the live link name them alike. */
export const keys = {
  me: ['me'],
  setUp: ['set-up'],
  status: ['status'],
  devices: ['devices'],
  device: (id: string) => ['device', id],
  fleet: ['fleet'],
  fleetSummary: ['fleet', 'summary'],
  fleetHistory: ['fleet', 'history'],
  incidents: ['incidents'],
  incidentList: (state: string, kind: string) => ['incidents', 'list', state, kind],
  incident: (id: string) => ['incidents', 'one', id],
  topic: (topic: string) => [topic],
} as const;
