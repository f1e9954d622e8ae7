import { Injectable } from '@nestjs/common';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { CredentialSet, CredentialSetDetail, newCredentialSet } from '@firewatch/shared/wire/devices';
import type { z } from 'zod';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import { customerExists } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import {
  type CredentialSetRow,
  deleteCredentialSet,
  devicesOfSet,
  findCredentialSet,
  renameCredentialSet,
  rotateCredentialSet,
  waitingWith,
} from '../store/devices-credentials.repo.js';
import { CredentialDesk } from './credential.desk.js';

const NAMED = 3;

export const setOf = (row: CredentialSetRow): CredentialSet => ({
  id: row.id,
  name: row.name,
  vendor: row.vendor,
  customerId: row.customer_id,
  customerName: row.customer_name,
  state: row.state,
  deviceCount: row.device_count,
  refusedCount: row.refused_count,
  heldSince: isoOrNull(row.held_at),
  probeAt: isoOrNull(row.probe_at),
  createdAt: new Date(row.created_at).toISOString(),
  createdBy: row.created_by,
  changedAt: new Date(row.changed_at).toISOString(),
  changedBy: row.changed_by,
});

async function found(tx: Tx, id: string): Promise<CredentialSetRow> {
  const row = await findCredentialSet(tx, id);
  if (!row) throw notFound('credential set');
  return row;
}

/** Credential sets by themselves: made, named, rotated, destroyed. Their secrets go in and never come out. */
@Injectable()
export class CredentialSetDesk {
  constructor(private readonly credentials: CredentialDesk) {}

  async detail(tx: Tx, id: string): Promise<CredentialSetDetail> {
    const set = setOf(await found(tx, id));
    const devices = (await devicesOfSet(tx, id)).map((device) => ({
      id: device.id,
      name: device.name,
      customerName: device.customer_name,
      use: device.use,
      contact: device.contact,
      detail: device.detail,
    }));
    return { set, devices };
  }

  async create(tx: Tx, caller: Caller, input: z.output<typeof newCredentialSet>): Promise<CredentialSet> {
    const { name, customerId, credential } = input;
    const vendor = this.credentials.vendor(input.vendor);
    this.credentials.check(vendor, credential, 'credential');
    if (customerId !== null && !(await customerExists(tx, customerId))) {
      throw wrongField('customerId', 'there is no such customer');
    }
    const id = await this.credentials.create(tx, caller, { vendor, customerId, name, credential });
    return setOf(await found(tx, id));
  }

  async rename(tx: Tx, caller: Caller, id: string, name: string): Promise<CredentialSet> {
    const set = await found(tx, id);
    await renameCredentialSet(tx, id, name);
    await this.note(tx, caller, set, 'credential-set.renamed', { before: set.name, name });
    return setOf(await found(tx, id));
  }

  async rotate(
    tx: Tx,
    caller: Caller,
    id: string,
    credential: Readonly<Record<string, string>>,
  ): Promise<CredentialSet> {
    const set = await found(tx, id);
    this.credentials.check(this.credentials.vendor(set.vendor), credential, 'credential');
    const version = set.seal_version + 1;
    const sealed = this.credentials.sealSet(id, version, credential);
    const devices = await rotateCredentialSet(tx, { id, sealed, version, personId: caller.personId });
    await this.note(tx, caller, set, 'credential-set.rotated', { devices: devices.length });
    return setOf(await found(tx, id));
  }

  async remove(tx: Tx, caller: Caller, id: string): Promise<void> {
    const set = await found(tx, id);
    const users = await devicesOfSet(tx, id);
    if (users.length > 0) {
      const names = users.slice(0, NAMED).map((device) => device.name);
      const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : '';
      throw conflict(
        `${names.join(', ')}${more} ${users.length === 1 ? 'uses' : 'use'} this set; give ${users.length === 1 ? 'it' : 'them'} another one first.`,
      );
    }
    const waiting = await waitingWith(tx, id);
    if (waiting > 0) {
      throw conflict(
        `${waiting} waiting for approval with this set; approve or remove ${waiting === 1 ? 'it' : 'them'} first.`,
      );
    }
    await deleteCredentialSet(tx, id);
    await this.note(tx, caller, set, 'credential-set.destroyed', { name: set.name });
  }

  private async note(
    tx: Tx,
    caller: Caller,
    set: CredentialSetRow,
    action: string,
    detail: object,
  ): Promise<void> {
    await audit(tx, caller, {
      action,
      subjectKind: 'credential-set',
      subjectId: set.id,
      customerId: set.customer_id,
      detail,
    });
    await appendEvents(tx, [
      { type: 'credential-set.changed', customerId: set.customer_id, payload: { setId: set.id, action } },
    ]);
  }
}
