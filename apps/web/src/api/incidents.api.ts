import type { Service } from '@firewatch/shared/domain/service';
import {
  ackLinkAnswer,
  type AckLinkAnswer,
  incidentDetail,
  incidentRow,
  type IncidentRow,
} from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { queryOptions } from '@tanstack/react-query';
import { command, request } from './http.js';
import { keys } from './keys.js';

const incidentPage = page(incidentRow);
export type IncidentStateFilter = 'open' | 'closed';

/** One state of the list, newest needs first as the server orders them. */
export const incidentsQuery = (state: IncidentStateFilter, kind?: IncidentRow['kind']) =>
  queryOptions({
    queryKey: keys.incidentList(state, kind ?? ''),
    queryFn: ({ signal }) =>
      request('incidents', incidentPage, {
        signal,
        query: { state, ...(kind === undefined ? {} : { kind }), limit: state === 'open' ? 1_000 : 100 },
      }),
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.incident(id),
    queryFn: ({ signal }) => request(`incidents/${id}`, incidentDetail, { signal }),
  });

export const acknowledge = (id: string, reason: string, until: number | null): Promise<void> =>
  command(`incidents/${id}/ack`, {
    method: 'POST',
    body: { reason, until: until === null ? null : new Date(until).toISOString() },
  });

export const unacknowledge = (id: string): Promise<void> =>
  command(`incidents/${id}/ack`, { method: 'DELETE' });

export const addUpdate = (id: string, body: string): Promise<void> =>
  command(`incidents/${id}/updates`, { method: 'POST', body: { body, customerId: null } });

export const declareIntended = (
  id: string,
  body: { service: Service; reason: string } & ({ deviceIds: readonly string[] } | { groupId: string }),
): Promise<void> => command(`incidents/${id}/intended`, { method: 'POST', body });

export const undoIntended = (actId: string): Promise<void> =>
  command(`intended/${actId}/undo`, { method: 'POST' });

export const closeIncident = (id: string, reason: string): Promise<void> =>
  command(`incidents/${id}/close`, { method: 'POST', body: { reason } });

/** What a mail's link stands for; changes nothing. */
export const lookAtAckLink = (token: string): Promise<AckLinkAnswer> =>
  request('ack-link/look', ackLinkAnswer, { method: 'POST', body: { token } });

export const acknowledgeByLink = (token: string, reason: string): Promise<AckLinkAnswer> =>
  request('ack-link', ackLinkAnswer, { method: 'POST', body: { token, reason } });
