import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { keys } from '../../api/keys.js';
import { useLive } from '../../live/live-context.js';
import { shownRow } from '../../live/shown-row.js';
import { useNow } from '../../ui/clock.js';
import { toast } from '../../ui/toast.js';
import { ms } from '../../words/time-text.js';
import { verdictWord } from '../../words/verdict-text.js';
import { askForReading, deviceQuery } from './api/device.api.js';
import { mergeShown } from './model/merge-shown.js';

/** Ages reach the list every few seconds, verdicts at once: the row that was read last knows both. */
function younger(live: DeviceRow | undefined, asked: DeviceRow | undefined): DeviceRow | undefined {
  if (!live || !asked) return live ?? asked;
  const readAt = (row: DeviceRow): number => (row.readAt === null ? 0 : ms(row.readAt));
  return readAt(asked) > readAt(live) ? asked : live;
}

/** The live row where the list has it, else the one of the answer; past its time it is unknown. */
function useRow(detail: DeviceDetail | undefined): DeviceRow | undefined {
  const { store } = useLive();
  const now = useNow();
  const id = detail?.row.id ?? '';
  const live = useSyncExternalStore(store.subscribe, () => store.row(id));
  const row = younger(live, detail?.row);
  return row && shownRow(row, now);
}

export function useDevice(id: string) {
  const query = useQuery(deviceQuery(id));
  const row = useRow(query.data);
  return { query, row, detail: query.data && row ? mergeShown(query.data, row) : undefined };
}

const GIVE_UP_MS = 60_000;
const LOOK_MS = 1_000;

interface Reading {
  readonly isReading: boolean;
  readonly start: () => void;
}

/** Asks for a reading and waits until the row has one that is younger. */
export function useReadNow(row: DeviceRow | undefined): Reading {
  const client = useQueryClient();
  /** Epoch ms of the server; Infinity = the question is on its way. */
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const before = useRef<DeviceRow | undefined>(undefined);
  const told = useRef<number | null>(null);
  const id = row?.id ?? '';
  const readAt = row?.readAt ?? null;
  const isRead = askedAt !== null && readAt !== null && ms(readAt) >= askedAt;
  const isReading = askedAt !== null && !isRead;

  useEffect(() => {
    if (!isReading) return;
    const asking = setInterval(
      () => void client.invalidateQueries({ queryKey: keys.device(id), exact: true }),
      LOOK_MS,
    );
    const giveUp = setTimeout(() => {
      setAskedAt(null);
      toast('No reading came within a minute. It is still asked for; the page will show it.', {
        isError: true,
      });
    }, GIVE_UP_MS);
    return () => {
      clearInterval(asking);
      clearTimeout(giveUp);
    };
  }, [isReading, client, id]);

  useEffect(() => {
    if (!isRead || !row || told.current === askedAt) return;
    told.current = askedAt;
    toast(outcome(before.current, row));
    void client.invalidateQueries({ queryKey: keys.device(id) });
  }, [isRead, askedAt, row, client, id]);

  const start = (): void => {
    if (isReading || !row) return;
    before.current = row;
    setAskedAt(Number.POSITIVE_INFINITY);
    askForReading(row.id).then(setAskedAt, (error: unknown) => {
      setAskedAt(null);
      toast(error instanceof Error ? `Not read. ${error.message}` : 'Not read.', { isError: true });
    });
  };
  return { isReading, start };
}

function outcome(before: DeviceRow | undefined, row: DeviceRow): string {
  if (row.contact !== 'reachable')
    return `${row.name} was asked and gave no believable answer${row.why === '' ? '' : `: ${row.why}`}.`;
  const isSame = before?.worst.verdict === row.worst.verdict && before.worst.reason === row.worst.reason;
  return `${row.name} was read: ${isSame ? 'still ' : 'now '}${verdictWord(row.worst.verdict).toLowerCase()}.`;
}
