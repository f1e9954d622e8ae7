import { applyTuple } from '@firewatch/shared/wire/device-tuple';
import type { DeviceList, DeviceRow } from '@firewatch/shared/wire/devices';
import type { DeviceTuple } from '@firewatch/shared/wire/live';
import { isExpired, shownRow } from './shown-row.js';

export interface FleetSnapshot {
  /** As they may be shown now. Unchanged rows keep their identity from one snapshot to the next. */
  readonly rows: readonly DeviceRow[];
  readonly isLoaded: boolean;
  /** False when the server holds more rows than it sent. */
  readonly isComplete: boolean;
}

export type AgesOf = readonly [string, number | null, number | null, number | null];
export type Membership = DeviceRow['incident'];

interface StoreDeps {
  readonly now: () => number;
  /** Runs once before the next picture; the browser's animation frame outside tests. */
  readonly onNextFrame: (run: () => void) => void;
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The fleet's rows, outside React: frames patch single rows, listeners hear at most once per picture. */
export class DeviceStore {
  private readonly raw = new Map<string, DeviceRow>();
  private readonly places = new Map<string, number>();
  private readonly expired = new Set<string>();
  private readonly changed = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private snapshot: FleetSnapshot = { rows: [], isLoaded: false, isComplete: true };
  private isFlushDue = false;

  constructor(private readonly deps: StoreDeps) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getSnapshot = (): FleetSnapshot => this.snapshot;
  row = (id: string): DeviceRow | undefined => this.raw.get(id);

  /** A full answer of the server replaces everything. */
  load(list: DeviceList): void {
    this.raw.clear();
    this.places.clear();
    this.expired.clear();
    this.changed.clear();
    const now = this.deps.now();
    const rows = list.items.map((row, place) => {
      this.raw.set(row.id, row);
      this.places.set(row.id, place);
      if (isExpired(row, now)) this.expired.add(row.id);
      return shownRow(row, now);
    });
    this.snapshot = { rows, isLoaded: true, isComplete: list.nextCursor === null };
    this.tell();
  }

  /** False = a tuple this page cannot read or place: the list has to be fetched again. */
  apply(tuple: DeviceTuple): boolean {
    const row = this.raw.get(tuple[1]);
    if (!row) return false;
    try {
      this.put(applyTuple(row, tuple));
      return true;
    } catch {
      // Codes of a newer server; the fetched list will either parse or say what is wrong.
      return false;
    }
  }

  applyAges(ages: readonly AgesOf[]): void {
    for (const [id, believedAt, readAt, shownUntil] of ages) {
      const row = this.raw.get(id);
      if (!row) continue;
      this.put({ ...row, believedAt: iso(believedAt), readAt: iso(readAt), shownUntil: iso(shownUntil) });
    }
  }

  /** Who belongs to an incident now; all others that said so no longer do. */
  setMembership(incidentId: string, members: ReadonlyMap<string, Membership>): void {
    for (const [id, row] of this.raw) {
      const next = members.get(id);
      if (next) this.put({ ...row, incident: next });
      else if (row.incident?.id === incidentId) this.put({ ...row, incident: null });
    }
  }

  /** Each second: rows whose time has run out turn unknown without a frame. */
  expire(): void {
    const now = this.deps.now();
    for (const [id, row] of this.raw) {
      if (isExpired(row, now) !== this.expired.has(id)) this.touch(id);
    }
  }

  private put(row: DeviceRow): void {
    this.raw.set(row.id, row);
    this.touch(row.id);
  }

  private touch(id: string): void {
    this.changed.add(id);
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    this.deps.onNextFrame(() => this.flush());
  }

  private flush(): void {
    this.isFlushDue = false;
    if (this.changed.size === 0) return;
    const now = this.deps.now();
    const rows = this.snapshot.rows.slice();
    for (const id of this.changed) {
      const row = this.raw.get(id);
      const place = this.places.get(id);
      if (!row || place === undefined) continue;
      if (isExpired(row, now)) this.expired.add(id);
      else this.expired.delete(id);
      rows[place] = shownRow(row, now);
    }
    this.changed.clear();
    this.snapshot = { ...this.snapshot, rows };
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
