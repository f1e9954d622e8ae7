import { deviceRenewals } from '@firewatch/shared/wire/renewals';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

/** Under the topic of the live link: dates and marks of any firewall that changed are asked for again. */
export const deviceRenewalsQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.topic('renewals'), 'device', id],
    queryFn: ({ signal }) => request(`devices/${id}/renewals`, deviceRenewals, { signal }),
  });
