import type { Baseline } from '@firewatch/shared/domain/fact';
import type { CertificateSeen } from '@firewatch/shared/wire/devices';
import type { TryAnswer } from '@firewatch/shared/wire/enrolment';
import type { Trust } from '../model/trust-words.js';

export type Tried = Extract<TryAnswer, { ok: true }>;
export const STEPS = ['place', 'certificate', 'credential', 'reading'] as const;
export type Step = (typeof STEPS)[number];

/** Where it stands and whose it is, as stored or chosen. */
export interface Place {
  readonly customerId: string;
  readonly customerName: string;
  readonly siteId: string | null;
  readonly siteName: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly tags: readonly string[];
  readonly groupId: string | null;
  readonly intervalSeconds: number;
  /** Management server it hangs on; null = none. */
  readonly controller: string | null;
  /** Serial number it must have, as it stands on the box or in its log lines; '' = any. */
  readonly serial: string;
}

/** What of a place is stored with the firewall: the names belong to its customer and site, the serial is read. */
export const storedPlace = ({
  customerName: _customer,
  siteName: _site,
  serial: _expected,
  tags,
  ...place
}: Place) => ({
  ...place,
  tags: [...tags],
});

const bare = (serial: string): string => serial.replaceAll(/[^0-9a-z]/gi, '').toUpperCase();

/** Another box answers there than the one that was meant; labels write serials with dashes, firewalls without. */
export const isOtherBox = (place: Pick<Place, 'serial'>, read: string): boolean =>
  bare(place.serial) !== '' && bare(place.serial) !== bare(read);

export type Access =
  | { readonly credentialSetId: string }
  | { readonly credential: Record<string, string>; readonly credentialName: string };

export interface EnrolState {
  readonly step: Step;
  readonly place: Place | null;
  readonly certificate: CertificateSeen | null;
  /** By what the approved certificate is trusted. */
  readonly trust: Trust;
  readonly access: Access | null;
  readonly tried: Tried | null;
  readonly baseline: Baseline;
}

export const START: EnrolState = {
  step: 'place',
  place: null,
  certificate: null,
  trust: 'pin',
  access: null,
  tried: null,
  baseline: {},
};

export type EnrolEvent =
  | { readonly type: 'looked'; readonly place: Place; readonly certificate: CertificateSeen }
  | { readonly type: 'approved'; readonly trust: Trust }
  | { readonly type: 'tried'; readonly access: Access; readonly tried: Tried }
  | { readonly type: 'baseline'; readonly baseline: Baseline }
  | { readonly type: 'back'; readonly to: Step };

const isBefore = (a: Step, b: Step): boolean => STEPS.indexOf(a) < STEPS.indexOf(b);

/** Going back forgets what rested on the step: a certificate of another address must not be approved by it. */
function backTo(state: EnrolState, to: Step): EnrolState {
  return {
    ...state,
    step: to,
    certificate: isBefore('place', to) ? state.certificate : null,
    access: isBefore('credential', to) ? state.access : null,
    tried: isBefore('credential', to) ? state.tried : null,
  };
}

export function enrol(state: EnrolState, event: EnrolEvent): EnrolState {
  switch (event.type) {
    case 'looked':
      return {
        ...state,
        step: 'certificate',
        place: event.place,
        certificate: event.certificate,
        trust: 'pin',
      };
    case 'approved':
      return { ...state, step: 'credential', trust: event.trust };
    case 'tried':
      return {
        ...state,
        step: 'reading',
        access: event.access,
        tried: event.tried,
        baseline: event.tried.proposedBaseline,
      };
    case 'baseline':
      return { ...state, baseline: event.baseline };
    case 'back':
      return backTo(state, event.to);
  }
}
