import { Controller } from '@nestjs/common';
import { certificateSeen } from '@firewatch/shared/wire/devices';
import {
  type LookAnswer,
  lookAnswer,
  lookRequest,
  type TryAnswer,
  tryAnswer,
  tryRequest,
} from '@firewatch/shared/wire/enrolment';
import { z } from 'zod';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { findBySerial } from '../store/devices.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { CredentialDesk } from './credential.desk.js';
import { DeviceCalls } from './device-calls.js';

const LOOK_LIMIT_MS = 20_000;
const TRY_LIMIT_MS = 50_000;

const look = route({
  method: 'POST',
  path: 'devices/look',
  access: 'engineer',
  summary: 'Which certificate stands there? Nothing is sent but the handshake',
  body: lookRequest,
  answer: lookAnswer,
  perMinute: 300,
});
const attempt = route({
  method: 'POST',
  path: 'devices/try',
  access: 'engineer',
  summary: 'One full read with the approved certificate and the credential',
  body: tryRequest,
  answer: tryAnswer,
  perMinute: 300,
});

/** What the caller process stores; the serial's other owner is looked up here, inside the person's scope. */
const triedSchema = z.union([tryAnswer.options[0].omit({ sameSerialAs: true }), tryAnswer.options[1]]);
const lookedSchema = z.union([
  z.object({ ok: z.literal(true), certificate: certificateSeen }),
  lookAnswer.options[1],
]);

@Controller()
export class EnrolController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: CredentialDesk,
    private readonly calls: DeviceCalls,
  ) {}

  @Route(look)
  async look(@Call() call: CallOf<typeof look>): Promise<LookAnswer> {
    const { host, port, tls } = call.body;
    const vendor = this.desk.vendor(call.body.vendor);
    const result = await this.calls.ask(
      {
        id: this.calls.newId(),
        kind: 'look',
        vendor: vendor.id,
        host,
        port,
        tls,
        fingerprint: null,
        sealed: null,
        credentialSetId: null,
        personId: call.caller.personId,
      },
      LOOK_LIMIT_MS,
    );
    return lookedSchema.parse(result);
  }

  @Route(attempt)
  async attempt(@Call() call: CallOf<typeof attempt>): Promise<TryAnswer> {
    const { host, port, tls, fingerprint, access } = call.body;
    const vendor = this.desk.vendor(call.body.vendor);
    const id = this.calls.newId();
    const isStored = 'credentialSetId' in access;
    if (isStored) {
      const to = { vendor, host, port, fingerprint };
      await this.writer.write(call, (tx) => this.desk.lend(tx, call.caller, access.credentialSetId, to));
    } else {
      this.desk.check(vendor, access.credential, 'access.credential');
    }
    const result = triedSchema.parse(
      await this.calls.ask(
        {
          id,
          kind: 'try',
          vendor: vendor.id,
          host,
          port,
          tls,
          fingerprint,
          sealed: isStored ? null : this.desk.sealCall(id, access.credential),
          credentialSetId: isStored ? access.credentialSetId : null,
          personId: call.caller.personId,
        },
        TRY_LIMIT_MS,
      ),
    );
    if (!result.ok) return result;
    const same = await this.writer.read(call, (tx) => findBySerial(tx, vendor.id, result.serial));
    return { ...result, sameSerialAs: same };
  }
}
