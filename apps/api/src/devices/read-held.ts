/** Why a person may not have a device read now, in one sentence; null = they may. */
export function heldWhy(contact: string | null | undefined): string | null {
  if (contact === 'auth-failed')
    return 'Its sign-in was refused twice; enter a new credential first, so that no account is locked.';
  if (contact === 'identity-mismatch')
    return 'An unknown certificate or serial answers; approve it first, nothing is sent before.';
  return null;
}
