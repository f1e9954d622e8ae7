import type { Me } from '@firewatch/shared/wire/access';
import { createContext, useContext } from 'react';

const Context = createContext<Me | null>(null);
export const MeProvider = Context.Provider;

/** Who is signed in; only below the session guard. */
export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error('useMe needs a signed-in person above it');
  return me;
}
