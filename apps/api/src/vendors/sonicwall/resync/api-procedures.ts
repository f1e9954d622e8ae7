import type { ProcedureStep, ResyncProcedure } from '@firewatch/shared/domain/resync';
import type { Service } from '@firewatch/shared/domain/service';
import { requestLineOf, type ApiStepId } from './calls.js';

const SPEC =
  "SonicOS API 7.0.1, the vendor's own description; 8.x is taken to be the same (vendors/sonicwall 4.1).";

type Told = Pick<ProcedureStep, 'title' | 'detail' | 'when' | 'source' | 'isVerified'>;

const call = (id: ApiStepId, told: Told): ProcedureStep => ({
  id,
  kind: 'api',
  place: requestLineOf(id),
  verifiedBy: 'reading',
  ...told,
});

const SYNCHRONIZE: Told = {
  title: 'Synchronise the licences with MySonicWall',
  detail:
    'The device fetches its licences anew. Accepted means that it took the order; only a later reading shows whether they are back.',
  when: 'always',
  source: SPEC,
  isVerified: true,
};

const LMSYNC: Told = {
  title: 'Synchronise the licences with the licence manager',
  detail: 'A second way to the same keys. What it brings beyond the first is not documented.',
  when: 'still-lost',
  source: SPEC,
  isVerified: true,
};

const SERVICES_SYNCHRONIZE: Told = {
  title: 'Synchronise the security services',
  detail: 'The last call there is. What it brings beyond the first two is not documented.',
  when: 'still-lost',
  source: SPEC,
  isVerified: true,
};

const update = (id: ApiStepId, service: Service, name: string): ProcedureStep => ({
  ...call(id, {
    title: `Fetch the signatures of ${name}`,
    detail:
      'Its database stood still while the licence was away. Only for this device, and only once the licence is verified back.',
    when: 'restored',
    source: SPEC,
    isVerified: true,
  }),
  service,
});

/** SonicOS 7 and 8: everything by call (vendors/sonicwall 4.1, 4.2). */
export const SONICOS_7: ResyncProcedure = {
  id: 'sonicwall/sonicos-7',
  productLine: 'SonicOS 7 and 8',
  way: 'api',
  expects:
    'Every paid service shows Licensed again, and its signatures move on; services that were off stay off.',
  estimateSeconds: 90,
  steps: [
    call('license-synchronize', SYNCHRONIZE),
    call('license-lmsync', LMSYNC),
    call('security-services-synchronize', SERVICES_SYNCHRONIZE),
    update('update-gateway-antivirus', 'gateway-av', 'Gateway Anti-Virus'),
    update('update-anti-spyware', 'anti-spyware', 'Anti-Spyware'),
    update('update-intrusion-prevention', 'ips', 'Intrusion Prevention'),
    update('update-app-control', 'app-control', 'App Control'),
  ],
  page: 'sonicos-7',
  byHandId: 'sonicwall/sonicos-7-by-hand',
};

/** SonicOS 6.5: the one call its REST API is known to have. */
export const SONICOS_6_5: ResyncProcedure = {
  id: 'sonicwall/sonicos-6.5',
  productLine: 'SonicOS 6.5',
  way: 'api',
  expects: 'Every paid service shows Licensed again; the device fetches its signatures by itself.',
  estimateSeconds: 90,
  steps: [
    call('license-synchronize', {
      ...SYNCHRONIZE,
      detail:
        'The device fetches its licences anew. A firmware that does not know this call refuses it as not found: what is left then is the checklist of SonicOS 6 without its API.',
      source: "A third party's test library for SonicOS, not the vendor's description (vendors/sonicwall 1).",
      isVerified: false,
    }),
  ],
  page: 'sonicos-6.5',
  byHandId: 'sonicwall/sonicos-6-by-hand',
};

export const API_PROCEDURES: readonly ResyncProcedure[] = [SONICOS_7, SONICOS_6_5];
