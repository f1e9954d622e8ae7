import { Controller } from '@nestjs/common';
import {
  credentialSet,
  credentialSetDetail,
  newCredentialSet,
  renameCredentialSet,
  rotateCredential,
  type CredentialSet,
  type CredentialSetDetail,
} from '@firewatch/shared/wire/devices';
import { vendorInfo, type VendorInfo } from '@firewatch/shared/wire/vendors';
import { SERVICES } from '@firewatch/shared/domain/service';
import { page } from '@firewatch/shared/wire/primitives';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { listCredentialSets } from '../store/devices-credentials.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import type { VendorAdapter } from '../vendors/contract.js';
import { CredentialDesk } from './credential.desk.js';
import { CredentialSetDesk, setOf } from './credential-set.desk.js';

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
const read = route({
  method: 'GET',
  path: 'credential-sets/:id',
  access: 'engineer',
  summary: 'One credential set and the devices that are read with it',
  answer: credentialSetDetail,
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
const rename = route({
  method: 'PATCH',
  path: 'credential-sets/:id',
  access: 'engineer',
  summary: 'Give a credential set another name',
  body: renameCredentialSet,
  answer: credentialSet,
});
const rotate = route({
  method: 'PUT',
  path: 'credential-sets/:id/secret',
  access: 'engineer',
  summary: 'Replace the secret; its devices are read anew',
  body: rotateCredential,
  answer: credentialSet,
});
const remove = route({
  method: 'DELETE',
  path: 'credential-sets/:id',
  access: 'engineer',
  summary: 'Destroy a credential set that no device uses',
});

const toInfo = (vendor: VendorAdapter): VendorInfo => ({
  id: vendor.id,
  name: vendor.name,
  defaultPort: vendor.defaultPort,
  credentialFields: vendor.credential.fields.map((field) => ({ ...field })),
  services: SERVICES.filter((service) => vendor.profile[service] !== undefined),
  ...(vendor.resync
    ? {
        productLines: vendor.resync.productLines.map(({ id, name, isReadable }) => ({
          id,
          name,
          isReadable,
        })),
      }
    : {}),
});

@Controller()
export class CredentialsController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: CredentialDesk,
    private readonly sets: CredentialSetDesk,
  ) {}

  @Route(vendors)
  vendors(): { items: VendorInfo[]; nextCursor: null } {
    return { items: this.desk.all().map(toInfo), nextCursor: null };
  }

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: CredentialSet[]; nextCursor: null }> {
    const rows = await this.writer.read(call, listCredentialSets);
    return { items: rows.map(setOf), nextCursor: null };
  }

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<CredentialSetDetail> {
    return this.writer.read(call, (tx) => this.sets.detail(tx, call.params.id));
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<CredentialSet> {
    return this.writer.write(call, (tx) => this.sets.create(tx, call.caller, call.body));
  }

  @Route(rename)
  rename(@Call() call: CallOf<typeof rename>): Promise<CredentialSet> {
    return this.writer.write(call, (tx) => this.sets.rename(tx, call.caller, call.params.id, call.body.name));
  }

  @Route(rotate)
  rotate(@Call() call: CallOf<typeof rotate>): Promise<CredentialSet> {
    return this.writer.write(call, (tx) =>
      this.sets.rotate(tx, call.caller, call.params.id, call.body.credential),
    );
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    await this.writer.write(call, (tx) => this.sets.remove(tx, call.caller, call.params.id));
  }
}
