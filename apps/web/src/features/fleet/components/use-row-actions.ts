import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { readMany } from '../../../api/estate.api.js';
import type { AckTarget } from '../../../acting/use-acknowledge.js';
import type { ViewItem } from '../model/fleet-view.js';
import type { TableSelection } from './device-table.js';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';

/** Incidents of these rows, each once; rows without one are counted. */
export function ackTargets(
  rows: readonly DeviceRow[],
  incidents: readonly IncidentRow[],
): { targets: AckTarget[]; withoutIncident: number } {
  const known = new Map(incidents.map((incident) => [incident.id, incident]));
  const targets = new Map<string, AckTarget>();
  let withoutIncident = 0;
  for (const { incident } of rows) {
    if (!incident) withoutIncident += 1;
    else {
      const { id, label } = incident;
      targets.set(id, { id, label, headline: known.get(id)?.headline ?? '' });
    }
  }
  return { targets: [...targets.values()], withoutIncident };
}

/** Asks for readings now; the rows move by themselves when they come. */
export async function readRowsNow(rows: readonly DeviceRow[]): Promise<void> {
  try {
    const { refused } = await readMany(rows.map((row) => row.id));
    const [first] = refused;
    const one = rows.length === 1 ? rows[0]?.name : undefined;
    if (!first) toast(`Reading ${one ?? counted(rows.length, 'firewall')} now.`);
    else
      toast(`${counted(refused.length, 'firewall')} of ${rows.length} will not be read now. ${first.why}`, {
        isError: true,
      });
  } catch (error) {
    toast(error instanceof Error ? `Not read now. ${error.message}` : 'Not read now.', { isError: true });
  }
}

export const rowsOf = (items: readonly ViewItem[]): DeviceRow[] =>
  items.flatMap((item) => (item.kind === 'row' ? [item.row] : []));

interface ActionsOn {
  readonly items: readonly ViewItem[];
  readonly incidents: readonly IncidentRow[];
  readonly selection: TableSelection;
  readonly currentId: string | null;
  readonly mayAct: boolean;
  readonly ask: (asking: { targets: readonly AckTarget[]; withoutIncident: number }) => void;
  readonly onAcknowledgeFirst: () => void;
}

export interface RowActions {
  /** Incidents of what is chosen. */
  readonly targets: () => readonly AckTarget[];
  readonly acknowledge: () => void;
  readonly read: () => void;
  /** The selected rows, else the keyboard's. */
  readonly chosen: () => DeviceRow[];
}

/** What `a` and `r` do: to the selected rows, else to the keyboard's row, else to what waits first. */
export function useRowActions(on: ActionsOn): RowActions {
  const chosen = (): DeviceRow[] => {
    const rows = rowsOf(on.items);
    const { ids } = on.selection;
    return rows.filter((row) => (ids.size > 0 ? ids.has(row.id) : row.id === on.currentId));
  };
  return {
    chosen,
    targets: () => ackTargets(chosen(), on.incidents).targets,
    acknowledge: () => {
      if (!on.mayAct) return;
      const found = ackTargets(chosen(), on.incidents);
      if (found.targets.length > 0) on.ask(found);
      else on.onAcknowledgeFirst();
    },
    read: () => {
      const rows = chosen();
      if (on.mayAct && rows.length > 0) void readRowsNow(rows);
    },
  };
}
