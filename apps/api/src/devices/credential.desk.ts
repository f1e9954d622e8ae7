import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type FieldFault, Refusal, wrongField } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import type { Caller } from '../platform/http/request-call.js';
import type { Tx } from '../store/database.js';
import {
  type CredentialSetRow,
  findCredentialSet,
  insertCredentialSet,
} from '../store/devices-credentials.repo.js';
import { Vault } from '../store/vault.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';

export type CredentialChoice =
  | { readonly credentialSetId: string }
  | { readonly credential: Record<string, string>; readonly credentialName?: string | undefined };

/** Where a chosen credential is to be used. */
export interface CredentialUse {
  readonly vendor: VendorAdapter;
  readonly customerId: string | null;
  /** For a set that is made on the way. */
  readonly name: string;
  /** Where it was given, for what is said of it; absent = `access`. */
  readonly field?: string;
}

/** Vendors and their credentials: what is typed is checked against the vendor's own fields, sealed, and never given out again. */
@Injectable()
export class CredentialDesk {
  constructor(
    @Inject(VENDOR_ADAPTERS) private readonly vendors: readonly VendorAdapter[],
    private readonly vault: Vault,
  ) {}

  all(): readonly VendorAdapter[] {
    return this.vendors;
  }

  vendor(id: string): VendorAdapter {
    const found = this.vendors.find((one) => one.id === id);
    if (found) return found;
    const known = this.vendors.map((one) => one.id).join(', ');
    throw wrongField(
      'vendor',
      `is not known here; ${known} ${this.vendors.length === 1 ? 'is' : 'are'} accepted`,
    );
  }

  /** @throws Refusal naming each field of the vendor's credential that is missing, or unknown. */
  check(vendor: VendorAdapter, credential: Readonly<Record<string, string>>, path: string): void {
    const { fields } = vendor.credential;
    const missing = fields
      .filter((field) => field.required && !credential[field.name])
      .map((field): FieldFault => ({
        field: `${path}.${field.name}`,
        message: `is missing (${field.label})`,
      }));
    const unknown = Object.keys(credential)
      .filter((key) => !fields.some((field) => field.name === key))
      .map((key): FieldFault => ({
        field: `${path}.${key.slice(0, 60)}`,
        message: `is not a field of a ${vendor.name} credential; ${fields.map((field) => field.name).join(', ')} are`,
      }));
    const errors = [...missing, ...unknown];
    if (errors.length === 0) return;
    throw new Refusal(422, errors.map((one) => `${one.field} ${one.message}.`).join(' '), errors);
  }

  sealSet(id: string, version: number, credential: object): Buffer {
    return this.vault.seal(credential, { purpose: 'credential-set', recordId: id, field: 'sealed', version });
  }

  sealCall(id: string, credential: object): Buffer {
    return this.vault.seal(credential, { purpose: 'device-call', recordId: id, field: 'sealed', version: 1 });
  }

  /** @returns the id of the set to use; a typed credential becomes one. */
  async chosen(tx: Tx, caller: Caller, choice: CredentialChoice, use: CredentialUse): Promise<string> {
    if ('credentialSetId' in choice) return (await this.existing(tx, choice.credentialSetId, use)).id;
    this.check(use.vendor, choice.credential, `${use.field ?? 'access'}.credential`);
    return this.create(tx, caller, {
      ...use,
      name: choice.credentialName ?? use.name,
      credential: choice.credential,
    });
  }

  async create(
    tx: Tx,
    caller: Caller,
    input: CredentialUse & { readonly credential: Readonly<Record<string, string>> },
  ): Promise<string> {
    const id = randomUUID();
    await insertCredentialSet(tx, {
      id,
      customerId: input.customerId,
      name: input.name,
      vendor: input.vendor.id,
      sealed: this.sealSet(id, 1, input.credential),
      personId: caller.personId,
    });
    await audit(tx, caller, {
      action: 'credential-set.created',
      subjectKind: 'credential-set',
      subjectId: id,
      customerId: input.customerId,
      detail: { name: input.name, vendor: input.vendor.id },
    });
    return id;
  }

  /** A stored secret is about to go to an address that a person names: on record, because it cannot be taken back. */
  async lend(
    tx: Tx,
    caller: Caller,
    id: string,
    to: {
      readonly vendor: VendorAdapter;
      readonly host: string;
      readonly port: number;
      readonly fingerprint: string;
    },
  ): Promise<void> {
    const { vendor, ...detail } = to;
    const set = await this.existing(tx, id, { vendor, customerId: null, name: '' });
    await audit(tx, caller, {
      action: 'credential-set.tried',
      subjectKind: 'credential-set',
      subjectId: id,
      customerId: set.customer_id,
      detail,
    });
  }

  /** @throws Refusal at the field where no such set is seen. */
  async found(tx: Tx, id: string, field: string): Promise<CredentialSetRow> {
    const set = await findCredentialSet(tx, id);
    if (!set) throw wrongField(field, 'there is no such credential set');
    return set;
  }

  private async existing(tx: Tx, id: string, use: CredentialUse): Promise<CredentialSetRow> {
    const field = `${use.field ?? 'access'}.credentialSetId`;
    const set = await this.found(tx, id, field);
    if (set.vendor !== use.vendor.id) {
      throw wrongField(field, `this set is for ${set.vendor}, the device is ${use.vendor.id}`);
    }
    if (set.customer_id !== null && use.customerId !== null && set.customer_id !== use.customerId) {
      throw wrongField(field, 'this set belongs to another customer');
    }
    return set;
  }
}
