import { Injectable } from '@nestjs/common';
import { counted } from '@firewatch/shared/domain/headline';
import { changedTags, MOST_TAGS } from '@firewatch/shared/domain/tags';
import type { BulkAnswer, bulkChange, Group } from '@firewatch/shared/wire/estate';
import type { z } from 'zod';
import { wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { type BaselineRow, judgeAnew, lockBaselines } from '../store/baselines.repo.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import {
  type BulkRecord,
  lockMany,
  readMany,
  setChecklist,
  setIntervals,
  setPlaces,
} from '../store/devices-bulk.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { lockGroup } from '../store/groups.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { makeDue } from '../store/poll-slots.repo.js';
import { BulkResync, whyNotResync } from './bulk-resync.js';
import { tellQuieted } from './quieted.js';
import { heldWhy } from './read-held.js';

type Change = z.output<typeof bulkChange>;
/** Names in a message; the rest is counted. */
const NAMED = 20;

/** One act of a person on many firewalls: what cannot be changed is named and left alone, the rest is done. */
@Injectable()
export class BulkDesk {
  constructor(private readonly resync: BulkResync) {}

  async change(tx: Tx, caller: Caller, change: Change): Promise<BulkAnswer> {
    const group = await groupOf(tx, change.groupId);
    const set = await this.resync.named(tx, change.resyncAccess);
    const devices = await lockMany(tx, change.deviceIds);
    const refused = missing(change.deviceIds, devices);
    const changed: BulkRecord[] = [];
    for (const device of devices) {
      const tags = changedTags(device.tags, { add: change.addTags, remove: change.removeTags });
      const why = whyNot(device, tags, group) ?? whyNotResync(device, change.resyncAccess, set);
      if (why !== null) refused.push({ deviceId: device.id, name: device.name, why });
      else
        changed.push({
          ...device,
          tags,
          groupId: change.groupId === undefined ? device.groupId : change.groupId,
        });
    }
    const moved = devices.filter(
      (device) => changed.find((one) => one.id === device.id && one.groupId !== device.groupId) !== undefined,
    );
    const stood = await lockBaselines(
      tx,
      moved.map((device) => device.id),
    );
    await setPlaces(tx, changed);
    if (stood.length > 0) await this.followGroup(tx, caller, stood, group);
    const { intervalSeconds } = change;
    if (intervalSeconds !== undefined) await setIntervals(tx, changed, intervalSeconds * 1_000);
    if (change.readability) await this.callUnreadable(tx, caller, changed, change.reason ?? '');
    await this.resync.give(tx, caller, changed, change.resyncAccess);
    await this.note(tx, caller, changed, change);
    return { changed: changed.length, refused };
  }

  /** What a group says its firewalls should run holds for those that join it, and no longer for those that leave. */
  private async followGroup(
    tx: Tx,
    caller: Caller,
    stood: readonly BaselineRow[],
    group: Group | null,
  ): Promise<void> {
    await judgeAnew(
      tx,
      stood.map((device) => device.id),
    );
    const many = counted(stood.length, 'firewall');
    const did =
      group === null ? `took ${many} out of their group` : `put ${many} into the group ${group.name}`;
    await tellQuieted(tx, caller, stood, { did, reason: undefined, path: '/groups' });
  }

  /** Nobody hears any more that they cannot be read: the owners are told. */
  private async callUnreadable(
    tx: Tx,
    caller: Caller,
    devices: readonly BulkRecord[],
    reason: string,
  ): Promise<void> {
    if (devices.length === 0) return;
    await setChecklist(
      tx,
      devices.map((device) => device.id),
    );
    const names = devices.map((device) => device.name).sort();
    await tellOwners(tx, caller, {
      did: `put ${names.length === 1 ? `the firewall ${names[0] ?? ''}` : `${names.length} firewalls`} on the checklist`,
      lines: [
        `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}.`,
        `Reason: ${reason}`,
        'Their services stay unknown; only whether they are there is watched.',
      ],
      path: '/',
    });
  }

  async read(tx: Tx, caller: Caller, deviceIds: readonly string[]): Promise<BulkAnswer> {
    const devices = await readMany(tx, deviceIds);
    const refused = missing(deviceIds, devices);
    const due: BulkRecord[] = [];
    for (const device of devices) {
      const why = heldWhy(device.contact);
      if (why === null) due.push(device);
      else refused.push({ deviceId: device.id, name: device.name, why });
    }
    for (const device of due) {
      await audit(tx, caller, {
        action: 'device.read-asked',
        subjectKind: 'device',
        subjectId: device.id,
        customerId: device.customerId,
      });
    }
    await makeDue(
      tx,
      due.map((device) => device.id),
      { why: 'asked', scope: 'full' },
    );
    return { changed: due.length, refused };
  }

  /** Audit lines and the events that tell the screens: last in the transaction. */
  private async note(tx: Tx, caller: Caller, devices: readonly BulkRecord[], change: Change): Promise<void> {
    const { deviceIds, resyncAccess, ...shown } = change;
    const detail = resyncAccess === undefined ? shown : { ...shown, resyncCredentialChanged: true };
    for (const { id, customerId } of devices) {
      await audit(tx, caller, {
        action: 'device.changed',
        subjectKind: 'device',
        subjectId: id,
        customerId,
        detail: { ...detail, oneOf: deviceIds.length },
      });
    }
    await appendEvents(
      tx,
      devices.map(({ id, customerId }) => ({
        type: 'inventory.changed',
        customerId,
        deviceId: id,
        payload: { action: 'device.changed', by: caller.name },
      })),
    );
  }
}

async function groupOf(tx: Tx, groupId: string | null | undefined): Promise<Group | null> {
  if (groupId === undefined || groupId === null) return null;
  const group = await lockGroup(tx, groupId);
  if (!group) throw wrongField('groupId', 'there is no such group');
  return group;
}

function whyNot(device: BulkRecord, tags: readonly string[], group: Group | null): string | null {
  if (tags.length > MOST_TAGS) return `It would have ${tags.length} tags; at most ${MOST_TAGS} are accepted.`;
  if (group && group.customerId !== null && group.customerId !== device.customerId)
    return `The group ${group.name} is for devices of another customer.`;
  return null;
}

function missing(ids: readonly string[], found: readonly BulkRecord[]): BulkAnswer['refused'] {
  const known = new Set(found.map((device) => device.id));
  return [...new Set(ids)]
    .filter((id) => !known.has(id))
    .map((deviceId) => ({ deviceId, name: 'One of them', why: 'It is not watched any more.' }));
}
