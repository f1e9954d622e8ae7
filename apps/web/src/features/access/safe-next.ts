/** Where to go after signing in: a path of this product, never another site's address. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/')) return '/';
  // `//host` and `/\host` are addresses of other sites to a browser.
  return /^\/[/\\]/.test(next) || next.startsWith('/sign-in') || next.startsWith('/enter') ? '/' : next;
}
