import { fileURLToPath } from 'node:url';

/** The only place of the launcher that looks at the environment. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

/** Same folder from `src` and from `dist`. */
export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');
