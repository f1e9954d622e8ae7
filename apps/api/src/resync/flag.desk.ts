import { Inject, Injectable } from '@nestjs/common';
import { includesRole } from '@firewatch/shared/domain/roles';
import type { DoNotTouch, newDoNotTouch } from '@firewatch/shared/wire/resync';
import type { z } from 'zod';
import { conflict, notFound, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { findDevice } from '../store/devices.repo.js';
import {
  endFlag,
  findFlag,
  insertFlag,
  listFlags,
  type NewFlag,
  type StoredFlag,
} from '../store/do-not-touch.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { nowOf } from '../store/maintenance.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';

type New = z.output<typeof newDoNotTouch>;
const LONGEST_DAYS = 366;

/** Flags that keep firewalls from being resynchronised, each with an owner and an end. */
@Injectable()
export class FlagDesk {
  constructor(@Inject(VENDOR_ADAPTERS) private readonly vendors: readonly VendorAdapter[]) {}

  async list(tx: Tx, caller: Caller): Promise<DoNotTouch[]> {
    return (await listFlags(tx)).map((flag) => this.view(flag, caller));
  }

  async create(tx: Tx, caller: Caller, input: New): Promise<DoNotTouch> {
    await checkEnd(tx, input.until);
    const flag = await this.targeted(tx, caller, input);
    const id = await insertFlag(tx, flag);
    const stored = await findFlag(tx, id);
    if (!stored) throw new Error('a flag was not stored');
    await this.record(tx, caller, stored, 'do-not-touch.set');
    return this.view(stored, caller);
  }

  /** Whoever set it hears of it too, being told what the owners are. */
  async end(tx: Tx, caller: Caller, id: string): Promise<void> {
    const flag = await findFlag(tx, id);
    if (!flag) throw notFound('flag');
    if (!mayChange(flag, caller)) {
      throw conflict('It holds for every customer; somebody who sees them all may end it.');
    }
    await endFlag(tx, id, caller.name);
    await tellOwners(tx, caller, {
      did: `ended the do-not-touch flag on ${this.words(flag)} before its time`,
      lines: [`${flag.owner} had set it: ${flag.reason}`],
      path: '/resync',
    });
    await this.record(tx, caller, flag, 'do-not-touch.ended');
  }

  private async targeted(tx: Tx, caller: Caller, { target, reason, until }: New): Promise<NewFlag> {
    const base = {
      kind: target.kind,
      deviceId: null,
      customerId: null,
      vendor: null,
      model: null,
      firmware: null,
      reason,
      until,
      ownerId: caller.personId,
      ownerName: caller.name,
    };
    if (target.kind === 'device') {
      const device = await findDevice(tx, target.deviceId);
      if (!device) throw wrongField('target.deviceId', 'there is no such firewall');
      return { ...base, deviceId: device.id, customerId: device.customer_id };
    }
    if (caller.scope !== 'all') {
      throw conflict('A model, a firmware or a vendor is every customer’s; flag your firewalls one by one.');
    }
    this.checkVendor(target.vendor);
    switch (target.kind) {
      case 'vendor':
        return { ...base, vendor: target.vendor };
      case 'model':
        return { ...base, vendor: target.vendor, model: target.model };
      case 'firmware':
        return { ...base, vendor: target.vendor, firmware: target.firmware };
    }
  }

  private checkVendor(id: string): void {
    if (this.vendors.some((vendor) => vendor.id === id)) return;
    const known = this.vendors.map((vendor) => vendor.id).join(', ');
    throw wrongField(
      'target.vendor',
      `is not known here; ${known} ${this.vendors.length === 1 ? 'is' : 'are'} accepted`,
    );
  }

  private words(flag: StoredFlag): string {
    const vendor = this.vendors.find(({ id }) => id === flag.vendor)?.name ?? flag.vendor ?? '';
    switch (flag.kind) {
      case 'device':
        return flag.deviceName ?? 'a firewall';
      case 'model':
        return flag.model ?? '';
      case 'firmware':
        return `${vendor} firmware ${flag.firmware ?? ''}`;
      case 'vendor':
        return `everything of ${vendor}`;
    }
  }

  private view(flag: StoredFlag, caller: Caller): DoNotTouch {
    return {
      id: flag.id,
      target: targetOf(flag),
      words: this.words(flag),
      reason: flag.reason,
      owner: flag.owner,
      createdAt: new Date(flag.createdAt).toISOString(),
      until: new Date(flag.until).toISOString(),
      mayChange: mayChange(flag, caller),
    };
  }

  private async record(tx: Tx, caller: Caller, flag: StoredFlag, action: string): Promise<void> {
    await audit(tx, caller, {
      action,
      subjectKind: 'do-not-touch',
      subjectId: flag.id,
      customerId: flag.customerId,
      detail: { target: targetOf(flag), reason: flag.reason, until: new Date(flag.until).toISOString() },
    });
    await appendEvents(tx, [{ type: 'resync.changed', customerId: flag.customerId, payload: {} }]);
  }
}

const mayChange = (flag: StoredFlag, caller: Caller): boolean =>
  includesRole(caller.role, 'engineer') && (flag.customerId !== null || caller.scope === 'all');

function targetOf(flag: StoredFlag): DoNotTouch['target'] {
  const vendor = flag.vendor ?? '';
  switch (flag.kind) {
    case 'device':
      return { kind: 'device', deviceId: flag.deviceId ?? '' };
    case 'model':
      return { kind: 'model', vendor, model: flag.model ?? '' };
    case 'firmware':
      return { kind: 'firmware', vendor, firmware: flag.firmware ?? '' };
    case 'vendor':
      return { kind: 'vendor', vendor };
  }
}

async function checkEnd(tx: Tx, until: string): Promise<void> {
  const now = await nowOf(tx);
  const at = Date.parse(until);
  if (at <= now) throw wrongField('until', 'is in the past; a time to come is accepted');
  if (at > now + LONGEST_DAYS * 24 * 3_600_000) {
    throw wrongField('until', `is too far ahead; at most ${LONGEST_DAYS} days from now are accepted`);
  }
}
