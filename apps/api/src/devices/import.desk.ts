import { Injectable } from '@nestjs/common';
import { changedSince, type ImportPlan, planImport } from '@firewatch/shared/domain/import-plan';
import type { Estate, ImportRow } from '@firewatch/shared/domain/import-row';
import type { ImportAnswer, ImportPreview } from '@firewatch/shared/wire/estate';
import { conflict, notFound, Refusal } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import { holdCustomers, insertCustomer, insertSite, listCustomers } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { listCredentialSets } from '../store/devices-credentials.repo.js';
import { appendEvents, type NewEvent } from '../store/events.repo.js';
import { listGroups } from '../store/groups.repo.js';
import { finishImport, insertImport, lockImport, takenPlaces } from '../store/imports.repo.js';
import { insertWaiting } from '../store/waiting.repo.js';
import { CredentialDesk } from './credential.desk.js';
import { readImportFile } from './import-csv.js';
import { cohortOf, watchDevice } from './watch-device.js';

interface Place {
  readonly customerId: string;
  readonly siteId: string | null;
}
type Placed = ImportRow & Place;

/** Firewalls from a file: what it would do, and doing exactly that. */
@Injectable()
export class ImportDesk {
  constructor(private readonly credentials: CredentialDesk) {}

  /** Nothing is written but the preview itself, and that only where a row can be applied. */
  async preview(tx: Tx, caller: Caller, csv: string): Promise<ImportPreview> {
    const cells = readImportFile(csv);
    const plan = planImport(cells, await this.estate(tx, caller));
    const rows = plan.rows.flatMap((one) => one.row ?? []);
    const bad = plan.rows.length - rows.length;
    const goodLines = new Set(rows.map((row) => row.line));
    const kept = cells.filter((one) => goodLines.has(one.line));
    const id = rows.length === 0 ? null : await insertImport(tx, caller.personId, { cells: kept, rows, bad });
    return { id, ...shown(plan), good: rows.length, bad };
  }

  /** Applies the previewed rows, all of them or none. */
  async commit(tx: Tx, caller: Caller, id: string, onlyGood: boolean): Promise<ImportAnswer> {
    const found = await lockImport(tx, id);
    if (!found || found.created_by !== caller.personId) throw notFound('preview; choose the file again');
    if (found.committed_at !== null) throw conflict('This file was applied already.');
    const { cells, rows, bad } = found.plan;
    if (bad > 0 && !onlyGood) {
      const message = `${bad} ${bad === 1 ? 'row is' : 'rows are'} faulty; mend the file, or choose to apply only the good rows`;
      throw new Refusal(422, `onlyGood: ${message}.`, [{ field: 'onlyGood', message }]);
    }
    await holdCustomers(
      tx,
      rows.flatMap((row) => row.customerId ?? []),
    );
    const now = planImport(cells, await this.estate(tx, caller));
    const changed = changedSince(rows, now.rows);
    if (changed !== null)
      throw conflict(`Nothing was applied, because something changed since the preview. ${changed}`);
    const { placed, customers, sites } = await this.place(tx, caller, rows);
    const watched = placed.filter((row) => row.fingerprint !== null);
    const waiting = placed.filter((row) => row.fingerprint === null);
    const events = await this.watch(tx, caller, watched);
    await insertWaiting(
      tx,
      waiting.map((row) => ({ ...row, intervalMs: row.intervalSeconds * 1_000 })),
      { importId: id, personId: caller.personId },
    );
    const answer = { watched: watched.length, waiting: waiting.length, customers, sites };
    await finishImport(tx, id, answer);
    await record(tx, caller, id, placed);
    const owners = [...new Set(placed.map((row) => row.customerId))];
    await appendEvents(tx, [
      ...events,
      ...owners.map((customerId): NewEvent => ({ type: 'waiting.changed', customerId, payload: {} })),
    ]);
    return answer;
  }

  private async estate(tx: Tx, caller: Caller): Promise<Estate> {
    const sets = await listCredentialSets(tx);
    return {
      customers: await listCustomers(tx),
      mayAddCustomers: caller.role === 'owner' && caller.scope === 'all',
      credentialSets: sets.map(({ id, name, vendor, customer_id }) => ({
        id,
        name,
        vendor,
        customerId: customer_id,
      })),
      groups: await listGroups(tx),
      vendors: this.credentials.all().map(({ id, defaultPort }) => ({ id, defaultPort })),
      places: await takenPlaces(tx),
    };
  }

  /** Makes the customers and sites that are new. */
  private async place(
    tx: Tx,
    caller: Caller,
    rows: readonly ImportRow[],
  ): Promise<{ placed: Placed[]; customers: number; sites: number }> {
    const maker = new PlaceMaker(tx, caller);
    const placed: Placed[] = [];
    for (const row of rows) placed.push({ ...row, ...(await maker.placeOf(row)) });
    return { placed, customers: maker.customers.size, sites: maker.sites.size };
  }

  private async watch(tx: Tx, caller: Caller, rows: readonly Placed[]): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const row of rows) {
      const { customerId, fingerprint } = row;
      if (fingerprint === null) continue;
      const vendor = this.credentials.vendor(row.vendor);
      const deviceId = await watchDevice(
        tx,
        caller,
        {
          ...row,
          readability: 'api',
          cohort: cohortOf(vendor),
          serial: null,
          intervalMs: row.intervalSeconds * 1_000,
          baseline: null,
        },
        { fingerprint, reason: 'its fingerprint stood in an imported file' },
      );
      const payload = { action: 'device.added', by: caller.name };
      events.push({ type: 'inventory.changed', customerId, deviceId, payload });
    }
    return events;
  }
}

/** Customers and sites of a file, made once each whatever their case. */
class PlaceMaker {
  readonly customers = new Map<string, string>();
  readonly sites = new Map<string, string>();

  constructor(
    private readonly tx: Tx,
    private readonly caller: Caller,
  ) {}

  async placeOf(row: ImportRow): Promise<Place> {
    const customerId = row.customerId ?? (await this.customer(row.customer));
    if (row.site === null || row.siteId !== null) return { customerId, siteId: row.siteId };
    return { customerId, siteId: await this.site(customerId, row.site) };
  }

  private async customer(name: string): Promise<string> {
    const known = this.customers.get(name.toLowerCase());
    if (known !== undefined) return known;
    const id = await insertCustomer(this.tx, name);
    if (id === null)
      throw conflict(`Nothing was applied: the customer ${name} was added by somebody meanwhile.`);
    await this.line('customer', id, id, name);
    this.customers.set(name.toLowerCase(), id);
    return id;
  }

  private async site(customerId: string, name: string): Promise<string> {
    const key = `${customerId}/${name.toLowerCase()}`;
    const known = this.sites.get(key);
    if (known !== undefined) return known;
    const id = await insertSite(this.tx, customerId, name);
    if (id === null) throw conflict(`Nothing was applied: the site ${name} was added by somebody meanwhile.`);
    await this.line('site', id, customerId, name);
    this.sites.set(key, id);
    return id;
  }

  private async line(kind: 'customer' | 'site', id: string, customerId: string, name: string): Promise<void> {
    await audit(this.tx, this.caller, {
      action: `${kind}.created`,
      subjectKind: kind,
      subjectId: id,
      customerId,
      detail: { name, by: 'import' },
    });
  }
}

const shown = ({
  rows,
  newCustomers,
  newSites,
}: ImportPlan): Pick<ImportPreview, 'rows' | 'newCustomers' | 'newSites'> => ({
  rows: rows.map(({ row, faults, ...line }) => ({
    ...line,
    waits: row === null ? null : row.fingerprint === null,
    faults: [...faults],
  })),
  newCustomers: [...newCustomers],
  newSites: [...newSites],
});

/** One line per customer, so that each reads of its own firewalls only. */
async function record(tx: Tx, caller: Caller, importId: string, rows: readonly Placed[]): Promise<void> {
  for (const customerId of new Set(rows.map((row) => row.customerId))) {
    const own = rows.filter((row) => row.customerId === customerId);
    const line = ({ name, host, port, credential, fingerprint }: Placed): object => ({
      name,
      host,
      port,
      credential,
      fingerprint,
    });
    await audit(tx, caller, {
      action: 'devices.imported',
      subjectKind: 'import',
      subjectId: importId,
      customerId,
      detail: { firewalls: own.map(line) },
    });
  }
}
