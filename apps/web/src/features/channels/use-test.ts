import type { Delivery } from '@firewatch/shared/wire/channels';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { announce } from '../../ui/toast.js';
import { channelsKey, deliveriesKey, deliveryOf, testChannel } from './api/channels.api.js';

export type TestState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'asking' }
  | { readonly phase: 'watching'; readonly deliveryId: string; readonly delivery: Delivery | null }
  | { readonly phase: 'refused'; readonly why: string };

const LOOK_MS = 700;
/** After this a person is told how it stands; the log goes on showing it. */
const WATCH_MS = 120_000;

const isOver = (delivery: Delivery): boolean => delivery.state === 'delivered' || delivery.state === 'dead';

/** Sends a test and watches its delivery until it is there or says why not. */
export function useTest(channelId: string): { test: TestState; start: () => void } {
  const client = useQueryClient();
  const [test, setTest] = useState<TestState>({ phase: 'idle' });
  const deliveryId = test.phase === 'watching' ? test.deliveryId : null;

  const start = useCallback((): void => {
    setTest({ phase: 'asking' });
    testChannel(channelId).then(
      (id) => setTest({ phase: 'watching', deliveryId: id, delivery: null }),
      (error: unknown) =>
        setTest({
          phase: 'refused',
          why: error instanceof Error ? error.message : 'The test was not accepted.',
        }),
    );
  }, [channelId]);

  useEffect(() => {
    if (deliveryId === null) return;
    const aborter = new AbortController();
    const until = performance.now() + WATCH_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const delivery = await deliveryOf(deliveryId, aborter.signal);
        if (aborter.signal.aborted) return;
        setTest({ phase: 'watching', deliveryId, delivery });
        if (isOver(delivery)) {
          announce(delivery.state === 'delivered' ? 'Test delivered.' : 'Test not delivered.');
          void client.invalidateQueries({ queryKey: channelsKey });
          void client.invalidateQueries({ queryKey: deliveriesKey });
          return;
        }
      } catch (error) {
        if (aborter.signal.aborted) return;
        setTest({
          phase: 'refused',
          why: error instanceof Error ? error.message : 'Its fate could not be asked.',
        });
        return;
      }
      if (performance.now() < until) timer = setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [deliveryId, client]);

  return { test, start };
}

export const isTesting = (test: TestState): boolean =>
  test.phase === 'asking' ||
  (test.phase === 'watching' && (test.delivery === null || !isOver(test.delivery)));
