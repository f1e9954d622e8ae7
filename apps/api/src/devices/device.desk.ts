import { Injectable } from '@nestjs/common';
import { isIP } from 'node:net';
import { restate, type OwnBaseline } from '@firewatch/shared/domain/baseline';
import type { Baseline } from '@firewatch/shared/domain/fact';
import type { TrustMode } from '@firewatch/shared/domain/reading';
import { tidyTags } from '@firewatch/shared/domain/tags';
import type { editDevice, newDevice } from '@firewatch/shared/wire/device-edit';
import type { acceptIdentity } from '@firewatch/shared/wire/devices';
import type { z } from 'zod';
import type { Caller } from '../platform/http/request-call.js';
import { notFound, wrongField } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import { type BaselineRow, judgeAnew, lockBaselines } from '../store/baselines.repo.js';
import { customerExists, siteBelongsTo } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import {
  acceptIdentityRow,
  type DeviceRecord,
  findBySerial,
  findDevice,
  updateDevice,
} from '../store/devices.repo.js';
import { probeSoon } from '../store/devices-credentials.repo.js';
import { changeInterval, startAgain } from '../store/enrolment.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { makeDue } from '../store/poll-slots.repo.js';
import type { VendorAdapter } from '../vendors/contract.js';
import { CredentialDesk } from './credential.desk.js';
import { checkGroup } from './group-check.js';
import { tellQuieted } from './quieted.js';
import { ResyncPart } from './resync-part.js';
import { cohortOf, watchDevice } from './watch-device.js';

type NewDevice = z.output<typeof newDevice>;
type EditDevice = z.output<typeof editDevice>;
type AcceptIdentity = z.output<typeof acceptIdentity>;

/** Changes of the inventory by a person: each with its audit line and the event that tells the screens. */
@Injectable()
export class DeviceDesk {
  constructor(
    private readonly credentials: CredentialDesk,
    private readonly resync: ResyncPart,
  ) {}

  async create(tx: Tx, caller: Caller, input: NewDevice): Promise<string> {
    const vendor = this.credentials.vendor(input.vendor);
    const { customerId, siteId, name } = input;
    if (!(await customerExists(tx, customerId))) throw wrongField('customerId', 'there is no such customer');
    await this.checkSite(tx, siteId, customerId);
    await checkGroup(tx, input.groupId, customerId);
    checkBaseline(vendor, input.baseline ?? {});
    if (input.serial !== undefined) await this.checkSerial(tx, vendor.id, input.serial);
    const host = input.host ?? '';
    checkTrust({ ...input, host });
    const credentialSetId = input.access
      ? await this.credentials.chosen(tx, caller, input.access, { vendor, customerId, name })
      : null;
    const tags = tidyTags(input.tags);
    const deviceId = await watchDevice(
      tx,
      caller,
      {
        ...input,
        host,
        vendor: vendor.id,
        credentialSetId,
        cohort: cohortOf(vendor),
        serial: input.serial ?? null,
        intervalMs: input.intervalSeconds * 1_000,
        baseline: input.baseline ?? null,
        tags,
      },
      input.fingerprint === undefined
        ? null
        : { fingerprint: input.fingerprint, reason: 'approved at enrolment' },
    );
    const fresh = { id: deviceId, customer_id: customerId, name, host, resync_credential_set_id: null };
    await this.resync.edit(tx, caller, { ...fresh, vendor, readWith: credentialSetId }, input);
    await note(tx, caller, about({ id: deviceId, customer_id: customerId }, 'device.added'), {
      name,
      host,
      port: input.port,
      fingerprint: input.fingerprint ?? null,
      ...(input.productLine === undefined ? {} : { productLine: input.productLine }),
    });
    return deviceId;
  }

  async edit(tx: Tx, caller: Caller, id: string, input: EditDevice): Promise<void> {
    const device = await this.found(tx, id);
    if (input.siteId !== undefined) await this.checkSite(tx, input.siteId, device.customer_id);
    if (input.groupId !== undefined) await checkGroup(tx, input.groupId, device.customer_id);
    checkBaseline(this.credentials.vendor(device.vendor), input.baseline ?? {});
    checkTrust({ ...device, ...given(input) });
    checkReadable(device, input);
    const credentialSetId = input.access
      ? await this.credentials.chosen(tx, caller, input.access, {
          vendor: this.credentials.vendor(device.vendor),
          customerId: device.customer_id,
          name: input.name ?? device.name,
        })
      : undefined;
    const intervalMs = input.intervalSeconds === undefined ? undefined : input.intervalSeconds * 1_000;
    const tags = input.tags && tidyTags(input.tags);
    const [stood] = await lockBaselines(tx, [id]);
    const baseline = input.baseline && restate(ownOf(device), input.baseline);
    await updateDevice(tx, id, { ...input, credentialSetId, intervalMs, tags, baseline });
    const readWith = credentialSetId ?? device.credential_set_id;
    const vendor = this.credentials.vendor(device.vendor);
    await this.resync.edit(tx, caller, { ...device, vendor, readWith }, input);
    if (stood && (baseline !== undefined || input.groupId !== undefined))
      await this.expectAnew(tx, caller, stood, input.reason);
    if (intervalMs !== undefined && intervalMs !== device.interval_ms)
      await changeInterval(tx, id, intervalMs);
    const isOtherSet = credentialSetId !== undefined && credentialSetId !== device.credential_set_id;
    // The form sends what did not change as well: wrong tries are forgotten only with what they were made with.
    const isElsewhere = differs(input.host, device.host) || differs(input.port, device.port);
    const isOtherwise =
      differs(input.tls, device.tls) ||
      differs(input.trust, device.trust) ||
      differs(input.readability, device.readability);
    if (isElsewhere || isOtherSet) await startAgain(tx, [id], 'access');
    else if (isOtherwise) await startAgain(tx, [id], 'identity');
    else if (input.baseline) await makeDue(tx, [id], { why: 'asked', scope: 'full' });
    if (isOtherSet && device.credential_set_id !== null) await probeSoon(tx, device.credential_set_id);
    const { access, resyncAccess, ...shown } = input;
    await note(tx, caller, about(device, 'device.changed'), {
      ...shown,
      credentialChanged: access !== undefined,
      resyncCredentialChanged: resyncAccess !== undefined,
    });
  }

  async confirmBaseline(
    tx: Tx,
    caller: Caller,
    id: string,
    input: { baseline: NonNullable<EditDevice['baseline']>; reason: string },
  ): Promise<void> {
    const device = await this.found(tx, id);
    checkBaseline(this.credentials.vendor(device.vendor), input.baseline);
    const [stood] = await lockBaselines(tx, [id]);
    await updateDevice(tx, id, { baseline: restate(ownOf(device), input.baseline) });
    if (stood) await this.expectAnew(tx, caller, stood, input.reason);
    await makeDue(tx, [id], { why: 'asked', scope: 'full' });
    await note(tx, caller, about(device, 'baseline.confirmed'), { ...input, before: device.expected });
  }

  /** Judged at once by what is expected now; the owners hear of what became quieter. */
  private async expectAnew(tx: Tx, caller: Caller, stood: BaselineRow, reason?: string): Promise<void> {
    await judgeAnew(tx, [stood.id]);
    const did = `changed what the firewall ${stood.name} should run`;
    await tellQuieted(tx, caller, [stood], { did, reason, path: `/devices/${stood.id}` });
  }

  /** @returns why nothing was accepted, in one sentence; null = accepted. */
  async accept(tx: Tx, caller: Caller, id: string, input: AcceptIdentity): Promise<string | null> {
    const device = await findDevice(tx, id, true);
    if (!device) return 'There is no such device.';
    const met = device.core?.contact.met;
    if (device.core?.contact.state !== 'identity-mismatch' || !met) {
      return 'It shows no unknown certificate or serial now.';
    }
    if (device.trust === 'ca' && device.core.contact.why === 'certificate-changed') {
      return 'It is trusted by its public name: have its certificate put right, or change what it is trusted by.';
    }
    const fingerprint = met.fingerprint ?? device.core.identity?.fingerprint;
    if (fingerprint === undefined || !input.fingerprints.includes(fingerprint)) {
      return 'It shows another certificate by now than the one that was looked at.';
    }
    await acceptIdentityRow(tx, {
      deviceId: id,
      customerId: device.customer_id,
      // A certificate that was not ours got no request, so its serial is not known: the old one, or learned from a partner.
      serial: met.serial ?? (input.as === 'member' ? '' : (device.serial ?? '')),
      fingerprint,
      keyFingerprint: met.keyFingerprint,
      personId: caller.personId,
      reason: input.reason,
    });
    await startAgain(tx, [id], 'identity');
    await note(tx, caller, about(device, 'identity.accepted'), {
      fingerprint,
      serial: met.serial,
      as: input.as,
      reason: input.reason,
    });
    return null;
  }

  private async found(tx: Tx, id: string): Promise<DeviceRecord> {
    const device = await findDevice(tx, id, true);
    if (!device) throw notFound('device');
    return device;
  }

  private async checkSite(tx: Tx, siteId: string | null, customerId: string): Promise<void> {
    if (siteId !== null && !(await siteBelongsTo(tx, siteId, customerId))) {
      throw wrongField('siteId', 'there is no such site of this customer');
    }
  }

  private async checkSerial(tx: Tx, vendor: string, serial: string): Promise<void> {
    const same = await findBySerial(tx, vendor, serial);
    if (same) throw wrongField('serial', `${same.name} has this serial already`);
  }
}

interface TrustChoice {
  readonly host: string;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
}

const given = ({ host, tls, trust }: EditDevice): Partial<TrustChoice> => ({
  ...(host === undefined ? {} : { host }),
  ...(tls === undefined ? {} : { tls }),
  ...(trust === undefined ? {} : { trust }),
});

/** @throws Refusal where no certificate could ever be accepted. */
function checkTrust({ host, tls, trust }: TrustChoice): void {
  if (trust !== 'ca') return;
  if (isIP(host.replace(/^\[(.+)\]$/, '$1')) !== 0)
    throw wrongField('trust', 'public authorities vouch for host names: give one, or choose pin or pin-key');
  if (tls === 'legacy')
    throw wrongField('trust', 'legacy TLS takes signatures that can be forged: choose pin or pin-key');
}

/** @throws Refusal for a device that would be read without a credential. */
function checkReadable(device: DeviceRecord, { readability, access }: EditDevice): void {
  const kind = readability ?? device.readability;
  if (kind === 'api' && device.credential_set_id === null && access === undefined)
    throw wrongField('access', 'a device that is read needs a credential set or a credential');
  if (kind === 'checklist' && access !== undefined)
    throw wrongField('access', 'a device on a checklist is never signed in to');
}

const ownOf = (device: DeviceRecord): OwnBaseline => ({
  baseline: device.baseline,
  own: device.own_services,
});

const differs = <T>(wish: T | undefined, present: T): boolean => wish !== undefined && wish !== present;

/** @throws Refusal naming a service that the vendor does not have. */
export function checkBaseline(vendor: VendorAdapter, baseline: Baseline): void {
  const foreign = Object.keys(baseline).find((service) => !Object.hasOwn(vendor.profile, service));
  if (foreign !== undefined) throw wrongField(`baseline.${foreign}`, `${vendor.name} has no such service`);
}

interface Subject {
  readonly id: string;
  readonly customerId: string;
  readonly action: string;
}

const about = (device: Pick<DeviceRecord, 'id' | 'customer_id'>, action: string): Subject => ({
  id: device.id,
  customerId: device.customer_id,
  action,
});

/** Audit line and the event that tells the screens: last in the transaction. */
async function note(tx: Tx, caller: Caller, subject: Subject, detail: object): Promise<void> {
  const { id, customerId, action } = subject;
  await audit(tx, caller, { action, subjectKind: 'device', subjectId: id, customerId, detail });
  await appendEvents(tx, [
    { type: 'inventory.changed', customerId, deviceId: id, payload: { action, by: caller.name } },
  ]);
}
