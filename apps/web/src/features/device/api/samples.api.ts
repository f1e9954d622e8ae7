import { page } from '@firewatch/shared/wire/primitives';
import { answerSample } from '@firewatch/shared/wire/samples';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

/** Hangs below the device's key: a read that fails changes the device, and asks for these again. */
export const samplesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.device(id), 'samples'],
    queryFn: async ({ signal }) =>
      (await request(`devices/${id}/samples`, page(answerSample), { signal })).items,
    // A sample is stored beside its reading, so maybe after the change was told.
    refetchInterval: 60_000,
  });
