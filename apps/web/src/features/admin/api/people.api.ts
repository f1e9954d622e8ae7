import { person } from '@firewatch/shared/wire/access';
import { page } from '@firewatch/shared/wire/primitives';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

/** Named as the topic of the live link, which makes it be asked for again. */
export const peopleKey = keys.topic('people');

export const peopleQuery = queryOptions({
  queryKey: peopleKey,
  queryFn: async ({ signal }) => (await request('users', page(person), { signal })).items,
});
