import { Injectable } from '@nestjs/common';
import { counted } from '@firewatch/shared/domain/headline';
import { wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from '../store/database.js';
import { type BulkRecord, setResyncSets } from '../store/devices-bulk.repo.js';
import type { CredentialSetRow } from '../store/devices-credentials.repo.js';
import { type CredentialChoice, CredentialDesk } from './credential.desk.js';

const FIELD = 'resyncAccess';

/** Undefined = each keeps its own, null = none any more. */
type Choice = CredentialChoice | null | undefined;

/** One resync credential for many firewalls, or none any more. */
@Injectable()
export class BulkResync {
  constructor(private readonly credentials: CredentialDesk) {}

  /** The stored set that was named; null = none was. */
  named(tx: Tx, choice: Choice): Promise<CredentialSetRow | null> {
    return choice && 'credentialSetId' in choice
      ? this.credentials.found(tx, choice.credentialSetId, `${FIELD}.credentialSetId`)
      : Promise.resolve(null);
  }

  /** What is typed becomes one set: its customer's, or any customer's where they are of several. */
  async give(tx: Tx, caller: Caller, devices: readonly BulkRecord[], choice: Choice): Promise<void> {
    if (choice === undefined || devices.length === 0) return;
    await setResyncSets(
      tx,
      devices.map((device) => device.id),
      choice && (await this.setFor(tx, caller, devices, choice)),
    );
  }

  private setFor(
    tx: Tx,
    caller: Caller,
    devices: readonly BulkRecord[],
    choice: CredentialChoice,
  ): string | Promise<string> {
    if ('credentialSetId' in choice) return choice.credentialSetId;
    const [vendor = '', ...otherVendors] = new Set(devices.map((device) => device.vendor));
    if (otherVendors.length > 0)
      throw wrongField(FIELD, 'a new credential is for one vendor; choose firewalls of one');
    const [customerId = null, ...otherCustomers] = new Set(devices.map((device) => device.customerId));
    if (otherCustomers.length > 0 && caller.scope !== 'all')
      throw wrongField(
        FIELD,
        'a new credential for several customers is made by people who see all of them; choose firewalls of one',
      );
    return this.credentials.chosen(tx, caller, choice, {
      vendor: this.credentials.vendor(vendor),
      customerId: otherCustomers.length > 0 ? null : customerId,
      name: `Resync of ${counted(devices.length, 'firewall')}`,
      field: FIELD,
    });
  }
}

/** Why this firewall cannot have it; null = it can. @param set the stored one that was named. */
export function whyNotResync(
  device: BulkRecord,
  choice: Choice,
  set: CredentialSetRow | null,
): string | null {
  if (!choice) return null;
  if (device.readability === 'checklist') return 'It is on a checklist: it is never signed in to.';
  if (set === null) return null;
  if (set.vendor !== device.vendor) return `The set ${set.name} is for firewalls of another vendor.`;
  if (set.customer_id !== null && set.customer_id !== device.customerId)
    return `The set ${set.name} is for firewalls of another customer.`;
  if (set.id === device.credentialSetId)
    return `It is read with the set ${set.name}: its resync credential is another one.`;
  return null;
}
