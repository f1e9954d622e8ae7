/** Tabs of Administration, in order; each is a child page of `/administration` in `app/router.tsx`. */
export const ADMIN_TABS: readonly { readonly to: string; readonly label: string }[] = [
  { to: 'people', label: 'People' },
  { to: 'tokens', label: 'Tokens' },
  { to: 'audit', label: 'Audit' },
  { to: 'health', label: 'Health' },
];
