import { Injectable } from '@nestjs/common';
import type { Readability } from '@firewatch/shared/domain/reading';
import { wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from '../store/database.js';
import { type DeviceRecord, updateForResync } from '../store/devices.repo.js';
import type { VendorAdapter } from '../vendors/contract.js';
import { type CredentialChoice, CredentialDesk } from './credential.desk.js';

const SAME_SET =
  'the resync credential is another one than the device is read with: choose or make another set';

/** The device as it stands with the change around it. */
type Part = Pick<DeviceRecord, 'id' | 'customer_id' | 'name' | 'host' | 'resync_credential_set_id'> & {
  readonly vendor: VendorAdapter;
  readonly readability?: Readability;
  /** The set it is read with from now on. */
  readonly readWith: string | null;
};

interface Wish {
  readonly name?: string | undefined;
  readonly readability?: Readability | undefined;
  readonly resyncAccess?: CredentialChoice | null | undefined;
  readonly productLine?: string | null | undefined;
  readonly lastKnown?: string | null | undefined;
  readonly controller?: string | null | undefined;
}

/** What a person says of a device for its resync: a credential of its own, its product line, what was last seen there, on what it hangs. */
@Injectable()
export class ResyncPart {
  constructor(private readonly credentials: CredentialDesk) {}

  async edit(tx: Tx, caller: Caller, device: Part, wish: Wish): Promise<void> {
    const { resyncAccess, productLine, lastKnown, controller } = wish;
    checkProductLine(device.vendor, productLine ?? undefined);
    if (productLine === null && device.host === '')
      throw wrongField(
        'productLine',
        'is needed: nobody reaches this device, so nothing else says what it is',
      );
    if (resyncAccess && (wish.readability ?? device.readability) === 'checklist')
      throw wrongField('resyncAccess', 'a device on a checklist is never signed in to');
    const credentialSetId = resyncAccess
      ? await this.chosen(tx, caller, resyncAccess, { ...device, name: wish.name ?? device.name })
      : resyncAccess;
    const isSame = device.readWith !== null && device.readWith === device.resync_credential_set_id;
    if (isSame && credentialSetId === undefined) throw wrongField('access', SAME_SET);
    await updateForResync(tx, device.id, { credentialSetId, productLine, lastKnown, controller });
  }

  /** A set of its own: what reads a device every minute must not be what changes it. */
  private async chosen(tx: Tx, caller: Caller, choice: CredentialChoice, device: Part): Promise<string> {
    const id = await this.credentials.chosen(tx, caller, choice, {
      vendor: device.vendor,
      customerId: device.customer_id,
      name: `${device.name} (resync)`.slice(0, 120),
      field: 'resyncAccess',
    });
    if (id === device.readWith) throw wrongField('resyncAccess', SAME_SET);
    return id;
  }
}

/** @throws Refusal naming the lines of this vendor. */
function checkProductLine(vendor: VendorAdapter, line: string | undefined): void {
  const lines = vendor.resync?.productLines ?? [];
  if (line === undefined || lines.some(({ id }) => id === line)) return;
  const known = lines.map(({ id }) => id).join(', ');
  throw wrongField('productLine', `is no product line of ${vendor.name}; ${known || 'none'} accepted`);
}
