import { Injectable } from '@nestjs/common';
import { placeKey } from '@firewatch/shared/domain/address';
import type { ApproveAnswer, approveWaiting } from '@firewatch/shared/wire/estate';
import type { z } from 'zod';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import { holdCustomers } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents, type NewEvent } from '../store/events.repo.js';
import { takenPlaces } from '../store/imports.repo.js';
import { destroySets } from '../store/removal.repo.js';
import { deleteWaiting, lockWaiting, ownersOfWaiting, type WaitingRecord } from '../store/waiting.repo.js';
import { CredentialDesk } from './credential.desk.js';
import { cohortOf, watchDevice } from './watch-device.js';

type Approval = z.output<typeof approveWaiting>;
type Approvable = WaitingRecord & { readonly credentialSetId: string };

/** Firewalls that wait for a person: approved, they are watched; dismissed, they are forgotten. */
@Injectable()
export class WaitingDesk {
  constructor(private readonly credentials: CredentialDesk) {}

  async approve(tx: Tx, caller: Caller, { items, reason }: Approval): Promise<ApproveAnswer> {
    const shown = new Map(items.map((item) => [item.id, item.fingerprint]));
    // Customers before their firewalls: the order of whoever removes a customer.
    await holdCustomers(tx, await ownersOfWaiting(tx, [...shown.keys()]));
    const records = await lockWaiting(tx, [...shown.keys()]);
    const watched = new Map(
      (await takenPlaces(tx)).flatMap((place) =>
        place.isWaiting ? [] : [[placeKey(place.host, place.port), place.name]],
      ),
    );
    const approved: ApproveAnswer['approved'] = [];
    const refused = goneOf([...shown.keys()], records);
    const events: NewEvent[] = [];
    for (const record of records) {
      const fingerprint = shown.get(record.id) ?? '';
      const place = placeKey(record.host, record.port);
      const there = watched.get(place);
      const why = there === undefined ? whyNot(record, fingerprint) : `It is watched already, as ${there}.`;
      if (why !== null || !isApprovable(record)) {
        refused.push({ id: record.id, name: record.name, why: why ?? 'Its credential set is gone.' });
        continue;
      }
      const deviceId = await this.watch(tx, caller, record, { fingerprint, reason });
      watched.set(place, record.name);
      approved.push({ id: record.id, deviceId });
      const payload = { action: 'device.added', by: caller.name };
      events.push({ type: 'inventory.changed', customerId: record.customerId, deviceId, payload });
    }
    await deleteWaiting(
      tx,
      approved.map((one) => one.id),
    );
    await appendEvents(tx, [...events, ...listChanged(records)]);
    return { approved, refused };
  }

  /** @returns how many were taken off the list. */
  async dismiss(tx: Tx, caller: Caller, ids: readonly string[], reason: string): Promise<number> {
    const records = await lockWaiting(tx, ids);
    await deleteWaiting(
      tx,
      records.map((record) => record.id),
    );
    const destroyed = await destroySets(
      tx,
      records.map((record) => record.credentialSetId),
    );
    for (const { id, customerId, name, host, port } of records) {
      await audit(tx, caller, {
        action: 'waiting-device.dismissed',
        subjectKind: 'waiting-device',
        subjectId: id,
        customerId,
        detail: { name, host, port, reason, destroyedCredentials: destroyed.map((set) => set.name) },
      });
    }
    await appendEvents(tx, listChanged(records));
    return records.length;
  }

  private async watch(
    tx: Tx,
    caller: Caller,
    record: Approvable,
    approved: { readonly fingerprint: string; readonly reason: string },
  ): Promise<string> {
    const { customerId, name, host, port } = record;
    const device = {
      ...record,
      readability: 'api' as const,
      cohort: cohortOf(this.credentials.vendor(record.vendor)),
      serial: null,
      baseline: null,
    };
    const deviceId = await watchDevice(tx, caller, device, approved);
    await audit(tx, caller, {
      action: 'device.added',
      subjectKind: 'device',
      subjectId: deviceId,
      customerId,
      detail: { name, host, port, ...approved },
    });
    return deviceId;
  }
}

const isApprovable = (record: WaitingRecord): record is Approvable => record.credentialSetId !== null;

/** Why the certificate that a person saw is not approved; null = it is the one. */
function whyNot(record: WaitingRecord, fingerprint: string): string | null {
  switch (record.state) {
    case 'same-serial':
      return 'Another firewall has its serial number already.';
    case 'unseen':
    case 'unreachable':
      return 'No certificate was seen there by now.';
    case 'seen':
      return record.fingerprint === fingerprint
        ? null
        : 'It shows another certificate by now than the one that was looked at.';
  }
}

function goneOf(ids: readonly string[], records: readonly WaitingRecord[]): ApproveAnswer['refused'] {
  const found = new Set(records.map((record) => record.id));
  return ids
    .filter((id) => !found.has(id))
    .map((id) => ({ id, name: 'One of them', why: 'It does not wait any more.' }));
}

const listChanged = (records: readonly WaitingRecord[]): NewEvent[] =>
  [...new Set(records.map((record) => record.customerId))].map((customerId) => ({
    type: 'waiting.changed',
    customerId,
    payload: {},
  }));
