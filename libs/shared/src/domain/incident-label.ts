import type { IncidentKind } from './incident.js';

const LETTERS: Readonly<Record<IncidentKind, string>> = {
  device: 'D',
  fleet: 'F',
  'no-data': 'N',
  identity: 'I',
  credential: 'C',
};

/** What people say aloud: `F-12`. */
export const incidentLabel = (kind: IncidentKind, number: number): string => `${LETTERS[kind]}-${number}`;
