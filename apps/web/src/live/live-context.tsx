import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LinkState } from './connection.js';
import type { FleetSnapshot } from './device-store.js';
import type { Live } from './start-live.js';

const Context = createContext<Live | null>(null);
export const LiveProvider = Context.Provider;

export function useLive(): Live {
  const live = useContext(Context);
  if (!live) throw new Error('useLive needs a LiveProvider above it');
  return live;
}

/** Rows of the fleet as they may be shown now; a new snapshot at most once per picture. */
export function useFleet(): FleetSnapshot {
  const { store } = useLive();
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

export function useLink(): LinkState {
  const { connection } = useLive();
  return useSyncExternalStore(connection.subscribe, connection.getSnapshot);
}
