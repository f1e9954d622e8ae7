import { renewals, type RENEWAL_WINDOWS } from '@firewatch/shared/wire/renewals';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

export type RenewalWindow = (typeof RENEWAL_WINDOWS)[number];

interface Asked {
  readonly within: RenewalWindow;
  /** One customer only; null = all. */
  readonly customer: string | null;
}

/** Named as the topic of the live link, which makes it be asked for again. */
export const renewalsQuery = ({ within, customer }: Asked) =>
  queryOptions({
    queryKey: [...keys.topic('renewals'), within, customer],
    queryFn: ({ signal }) =>
      request('renewals', renewals, { signal, query: { within, customer: customer ?? undefined } }),
  });

/** Where the browser gets the same as a file. */
export const csvAddress = ({ within, customer }: Asked): string =>
  `/api/v1/renewals.csv?${new URLSearchParams({ within, ...(customer === null ? {} : { customer }) }).toString()}`;
