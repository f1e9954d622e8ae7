import type { ProcedureStep, ResyncProcedure } from '@firewatch/shared/domain/resync';

/** Who may do a step. */
export const ADMINISTRATOR = 'An administrator of the device';
export const ADMINISTRATOR_WITH_LOGIN =
  'An administrator of the device with the MySonicWall login it is registered under';
export const MYSONICWALL_USER = 'Somebody with the MySonicWall login the device is registered under';
export const MYSONICWALL = 'https://www.mysonicwall.com';

/** Where facts come from; the sentences stand on the step and in the docs. */
export const OF_2008 =
  "Reports of December 2008: each device needed an administrator and the MySonicWall login, with steps that differed per product (vendors/sonicwall 9.1). The vendor's own step list was not found.";
export const RECALLED = 'Recalled, confirmed by nothing we have seen (vendors/sonicwall 1).';
export const OUR_RULE = 'Our own rule: an accepted order is no proof.';

type Told = Omit<ProcedureStep, 'id' | 'kind' | 'when' | 'verifiedBy' | 'isVerified'> &
  Partial<Pick<ProcedureStep, 'when' | 'isVerified'>>;

/** A step a person does and ticks, with evidence. Unverified unless it says otherwise. */
export const byHand = (id: string, told: Told): ProcedureStep => ({
  id,
  kind: 'manual',
  when: 'always',
  verifiedBy: 'evidence',
  isVerified: false,
  ...told,
});

/** The first step of every checklist: afterwards nobody can tell any more what was there. */
export const noteBefore = (place: string, source: string, isVerified = false): ProcedureStep =>
  byHand('note-before', {
    title: 'Copy what the licence page shows now',
    place,
    detail: 'Paste the whole table of services with their states and end dates, and the serial number.',
    who: ADMINISTRATOR,
    source,
    isVerified,
  });

/** The last one: the proof, where nothing can be read from here. */
export const proveAfter = (place: string, more = ''): ProcedureStep =>
  byHand('prove-after', {
    title: 'Copy what the licence page shows afterwards',
    place,
    detail: `Load the page anew and paste the same table. Every paid service must be licensed; where one is not, say so in the evidence and leave the device open.${more}`,
    who: ADMINISTRATOR,
    source: OUR_RULE,
    isVerified: true,
  });

/** Told in minutes, because a person is. */
const MINUTE_S = 60;

export interface Checklist {
  readonly line: string;
  readonly productLine: string;
  readonly expects: string;
  readonly minutes: number;
  readonly steps: readonly ProcedureStep[];
}

export const checklist = ({ line, minutes, ...told }: Checklist): ResyncProcedure => ({
  id: `sonicwall/${line}`,
  way: 'assisted',
  estimateSeconds: minutes * MINUTE_S,
  page: line,
  ...told,
});
