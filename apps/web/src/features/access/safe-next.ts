/** Stands for this site: only what stays below it is followed. */
const OWN = 'http://own.invalid';

/** Where to go after signing in: a path of this product, never another site's address. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || !URL.canParse(next, OWN)) return '/';
  // As a browser reads it: it drops tabs and line breaks, takes `\` for `/`, and `//host` for another site.
  const { origin, pathname, search, hash } = new URL(next, OWN);
  if (origin !== OWN || pathname.startsWith('//')) return '/';
  return ['/sign-in', '/enter', '/password', '/forgot'].some((door) => pathname.startsWith(door))
    ? '/'
    : `${pathname}${search}${hash}`;
}
