import { useSyncExternalStore } from 'react';

const PHONE = '(max-width: 720px)';
const subscribe = (listener: () => void): (() => void) => {
  const media = matchMedia(PHONE);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
};

/** Narrower than 720 px: rows become cards. */
export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(PHONE).matches);
