import { Controller } from '@nestjs/common';
import { credentialSet, newCredentialSet, rotateCredential } from '@firewatch/shared/wire/devices';
import { vendorInfo, type VendorInfo } from '@firewatch/shared/wire/vendors';
import { SERVICES } from '@firewatch/shared/domain/service';
import { page } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { customerExists } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import {
  type CredentialSetRow,
  findCredentialSet,
  listCredentialSets,
  rotateCredentialSet,
} from '../store/devices-credentials.repo.js';
import { startAgain } from '../store/enrolment.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import type { VendorAdapter } from '../vendors/contract.js';
import { CredentialDesk } from './credential.desk.js';

type CredentialSet = z.infer<typeof credentialSet>;

const vendors = route({
  method: 'GET',
  path: 'vendors',
  access: 'signed-in',
  summary: 'Vendors that can be watched, with the fields of their credentials',
  answer: page(vendorInfo),
});
const list = route({
  method: 'GET',
  path: 'credential-sets',
  access: 'engineer',
  summary: 'Credential sets, never their secrets',
  answer: page(credentialSet),
});
const create = route({
  method: 'POST',
  path: 'credential-sets',
  access: 'engineer',
  summary: 'Add a credential set; its secret can be replaced but not read',
  body: newCredentialSet,
  answer: credentialSet,
  status: 201,
  idempotent: true,
});
const rotate = route({
  method: 'PUT',
  path: 'credential-sets/:id/secret',
  access: 'engineer',
  summary: 'Replace the secret; its devices are read anew',
  body: rotateCredential,
  answer: credentialSet,
});

const toWire = (row: CredentialSetRow): CredentialSet => ({
  id: row.id,
  name: row.name,
  vendor: row.vendor,
  customerId: row.customer_id,
  state: row.state,
  deviceCount: row.device_count,
  changedAt: new Date(row.changed_at).toISOString(),
});

const toInfo = (vendor: VendorAdapter): VendorInfo => ({
  id: vendor.id,
  name: vendor.name,
  defaultPort: vendor.defaultPort,
  credentialFields: vendor.credential.fields.map((field) => ({ ...field })),
  services: SERVICES.filter((service) => vendor.profile[service] !== undefined),
});

async function found(tx: Tx, id: string): Promise<CredentialSetRow> {
  const row = await findCredentialSet(tx, id);
  if (!row) throw notFound('credential set');
  return row;
}

@Controller()
export class CredentialsController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: CredentialDesk,
  ) {}

  @Route(vendors)
  vendors(): { items: VendorInfo[]; nextCursor: null } {
    return { items: this.desk.all().map(toInfo), nextCursor: null };
  }

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: CredentialSet[]; nextCursor: null }> {
    const rows = await this.writer.read(call, listCredentialSets);
    return { items: rows.map(toWire), nextCursor: null };
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<CredentialSet> {
    const { name, customerId, credential } = call.body;
    const vendor = this.desk.vendor(call.body.vendor);
    this.desk.check(vendor, credential, 'credential');
    return this.writer.write(call, async (tx) => {
      if (customerId !== null && !(await customerExists(tx, customerId))) {
        throw wrongField('customerId', 'there is no such customer');
      }
      const id = await this.desk.create(tx, call.caller, { vendor, customerId, name, credential });
      return toWire(await found(tx, id));
    });
  }

  @Route(rotate)
  rotate(@Call() call: CallOf<typeof rotate>): Promise<CredentialSet> {
    const { id } = call.params;
    return this.writer.write(call, async (tx) => {
      const set = await found(tx, id);
      this.desk.check(this.desk.vendor(set.vendor), call.body.credential, 'credential');
      const version = set.seal_version + 1;
      const sealed = this.desk.sealSet(id, version, call.body.credential);
      const devices = await rotateCredentialSet(tx, id, sealed, version);
      await audit(tx, call.caller, {
        action: 'credential-set.rotated',
        subjectKind: 'credential-set',
        subjectId: id,
        customerId: set.customer_id,
        detail: { devices: devices.length },
      });
      await startAgain(tx, devices);
      return toWire(await found(tx, id));
    });
  }
}
