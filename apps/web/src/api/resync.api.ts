import { page } from '@firewatch/shared/wire/primitives';
import {
  doNotTouch,
  resyncRunDetail,
  resyncRunRow,
  resyncSettings,
  runLogLine,
  stepUpState,
  type newDoNotTouch,
  type ResyncChoice,
  type ResyncRunDetail,
  type startResync,
  type stepUp,
} from '@firewatch/shared/wire/resync';
import { resyncProcedure } from '@firewatch/shared/wire/resync-procedure';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { command, request, requestText } from './http.js';
import { keys } from './keys.js';

/** Named as the topic of the live link, which makes all of it be asked for again. */
export const resyncKey = keys.topic('resync');

const rowPage = page(resyncRunRow);
const LONGEST_LIST = 100;

export const runsQuery = queryOptions({
  queryKey: [...resyncKey, 'runs'],
  queryFn: async ({ signal }) =>
    (await request('resync-runs', rowPage, { signal, query: { limit: LONGEST_LIST } })).items,
});

/** Runs that held this firewall, each with what came of it there. */
export const deviceRunsQuery = (deviceId: string) =>
  queryOptions({
    queryKey: [...resyncKey, 'runs', 'device', deviceId],
    queryFn: async ({ signal }) =>
      (await request('resync-runs', rowPage, { signal, query: { device: deviceId, limit: 20 } })).items,
  });

/** Runs that were planned from this incident. */
export const incidentRunsQuery = (incidentId: string) =>
  queryOptions({
    queryKey: [...resyncKey, 'runs', 'incident', incidentId],
    queryFn: async ({ signal }) =>
      (await request('resync-runs', rowPage, { signal, query: { incident: incidentId, limit: 20 } })).items,
  });

export const runKey = (id: string) => [...resyncKey, 'run', id] as const;
/** From this size on an answer is megabytes, and changes come every second. */
const LARGE_RUN = 1_000;
const LARGE_REST_MS = 5_000;

/** How long a run of this size is left alone after its last answer, ms from `now`; times are epoch ms. */
export const restBefore = (size: number, answeredAt: number, now: number): number =>
  size < LARGE_RUN ? 0 : Math.max(0, answeredAt + LARGE_REST_MS - now);

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: runKey(id),
    queryFn: async ({ client, signal }) => {
      const known = client.getQueryState<ResyncRunDetail>(runKey(id));
      const size = known?.data?.devices.length ?? 0;
      const rest = restBefore(size, known?.dataUpdatedAt ?? 0, Date.now());
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
      return request(`resync-runs/${id}`, resyncRunDetail, { signal });
    },
  });

const logPage = page(runLogLine);
/** What was done to one firewall and what it answered, oldest first. */
export const runLogQuery = (runId: string, deviceId: string) =>
  infiniteQueryOptions({
    queryKey: [...resyncKey, 'log', runId, deviceId],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      request(`resync-runs/${runId}/log`, logPage, {
        signal,
        query: { device: deviceId, ...(pageParam === '' ? {} : { cursor: pageParam }) },
      }),
    getNextPageParam: (last) => last.nextCursor,
  });

const procedureList = z.object({ items: z.array(resyncProcedure) });
export const proceduresQuery = queryOptions({
  // Not under the topic: procedures come with the program and do not change while it runs.
  queryKey: ['resync-procedures'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await request('resync-procedures', procedureList, { signal })).items,
});

export const resyncSettingsQuery = queryOptions({
  queryKey: [...resyncKey, 'settings'],
  queryFn: ({ signal }) => request('resync-settings', resyncSettings, { signal }),
});

const flagList = z.object({ items: z.array(doNotTouch) });
export const doNotTouchQuery = queryOptions({
  queryKey: [...resyncKey, 'do-not-touch'],
  queryFn: async ({ signal }) => (await request('do-not-touch', flagList, { signal })).items,
});

/** What this person is asked for before a run starts, and until when the last answer holds. */
export const stepUpQuery = queryOptions({
  queryKey: ['step-up'],
  staleTime: 0,
  queryFn: ({ signal }) => request('session/step-up', stepUpState, { signal }),
});

type Detail = Promise<ResyncRunDetail>;
const act = (id: string, verb: string, body: unknown = {}): Detail =>
  request(`resync-runs/${id}/${verb}`, resyncRunDetail, { method: 'POST', body });

/** Writes a plan down; nothing is sent to any firewall by it. */
export const makePlan = (choice: ResyncChoice): Detail =>
  request('resync-runs', resyncRunDetail, { method: 'POST', body: { choice } });

export const approveRun = (id: string, hash: string): Detail => act(id, 'approve', { hash });
export const startRun = (id: string, body: z.input<typeof startResync>): Detail => act(id, 'start', body);
export const pauseRun = (id: string): Detail => act(id, 'pause');
export const resumeRun = (id: string): Detail => act(id, 'resume');
export const cancelRun = (id: string, reason: string): Detail => act(id, 'cancel', { reason });
export const retryDevices = (id: string, deviceIds: readonly string[]): Detail =>
  act(id, 'retry', { deviceIds });
/** What their calls did not bring about is a person's from here on; nothing is sent. */
export const takeOverDevices = (id: string, deviceIds: readonly string[]): Detail =>
  act(id, 'by-hand', { deviceIds });
export const tickStep = (id: string, tick: { deviceId: string; stepId: string; evidence: string }): Detail =>
  act(id, 'tick', tick);

export const stepUpNow = (body: z.input<typeof stepUp>): Promise<z.output<typeof stepUpState>> =>
  request('session/step-up', stepUpState, { method: 'POST', body });

const change = (body: unknown): Promise<void> => command('resync-settings', { method: 'PATCH', body });
export const switchRuns = (isOn: boolean, reason: string): Promise<void> => change({ isOn, reason });
export const askSecondPersonFrom = (secondPersonFrom: number | null): Promise<void> =>
  change({ secondPersonFrom });

export const addDoNotTouch = (body: z.input<typeof newDoNotTouch>): Promise<void> =>
  command('do-not-touch', { method: 'POST', body });
export const endDoNotTouch = (id: string): Promise<void> =>
  command(`do-not-touch/${id}`, { method: 'DELETE' });

/** Text for a case at the vendor: serials and times, nobody named. */
export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKey(id), 'ticket'],
    queryFn: ({ signal }) => requestText(`resync-runs/${id}/report`, { signal, query: { format: 'ticket' } }),
  });

/** Address of the evidence, for a link that downloads it. */
export const reportAddress = (id: string, format: 'csv' | 'pdf', customerId?: string): string => {
  const query = new URLSearchParams({
    format,
    ...(customerId === undefined ? {} : { customer: customerId }),
  });
  return `/api/v1/resync-runs/${id}/report?${query.toString()}`;
};
