import { Inject, Injectable } from '@nestjs/common';
import type {
  ReadScope,
  Reading,
  UnreadableReading,
  UnreadableReason,
} from '@firewatch/shared/domain/reading';
import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { startDeadline } from '../platform/http/deadline.js';
import {
  DEVICE_TRANSPORT,
  TransportFailure,
  type Destination,
  type DeviceTransport,
} from '../platform/http/device-transport.js';
import { placeOf } from '../platform/http/place.js';
import type { ClaimedDevice } from '../store/device-targets.repo.js';
import { Vault, VaultRefusal } from '../store/vault.js';
import { VENDOR_ADAPTERS, type Credential, type Target, type VendorAdapter } from '../vendors/contract.js';
import { PollContext } from './poll.context.js';

/** Adapters end every read by their own deadline (45 s at most); one that does not is broken off here. */
const BROKEN_OFF_MS = 60_000;

/** A handshake takes no longer on a box worth waiting for. */
const REACH_MS = 13_000;
/** Which log events a device sends is asked for once a day: the list is long, and people change it seldom. */
const EVENTS_EVERY_MS = 24 * 3_600_000;

const wantsEvents = ({ core }: ClaimedDevice, now: number): boolean =>
  core.events === undefined || now - core.events.at >= EVENTS_EVERY_MS;

/** Credentials opened for the reads of one batch; forgotten with it. */
export type OpenedCredentials = Map<string, Credential | VaultRefusal>;

/** Calls devices: the only place of the program where a stored credential is opened for one. */
@Injectable()
export class DeviceReader {
  private readonly adapters: ReadonlyMap<string, VendorAdapter>;

  constructor(
    private readonly vault: Vault,
    @Inject(DEVICE_TRANSPORT) private readonly transport: DeviceTransport,
    @Inject(VENDOR_ADAPTERS) adapters: readonly VendorAdapter[],
    private readonly context: PollContext,
  ) {
    this.adapters = new Map(adapters.map((adapter) => [adapter.id, adapter]));
  }

  /** A vendor this version does not know (downgraded program) has no services to judge. */
  profileOf(vendor: string): VendorProfile {
    return this.adapters.get(vendor)?.profile ?? {};
  }

  adapterOf(vendor: string): VendorAdapter | null {
    return this.adapters.get(vendor) ?? null;
  }

  /** Errors: none; every failure is an unreadable reading with its reason. */
  async read(
    device: ClaimedDevice,
    scope: ReadScope,
    call: { readonly signal: AbortSignal; readonly opened: OpenedCredentials },
  ): Promise<Reading> {
    const startedAt = this.context.clock.now();
    const adapter = this.adapters.get(device.vendor);
    if (!adapter) {
      return this.unreadable(
        { scope, startedAt },
        'no-api',
        `This version does not know the vendor "${device.vendor}".`,
      );
    }
    const reach = { ...placeOf(device), signal: call.signal };
    if (device.readability === 'checklist') return this.reach(reach, { scope, startedAt });
    const credential = this.open(device, call.opened);
    if (credential === null)
      return this.unreadable(
        { scope, startedAt },
        'credential-unavailable',
        'This device has no credential.',
      );
    if (credential instanceof VaultRefusal) {
      return this.unreadable({ scope, startedAt }, 'credential-unavailable', credential.message);
    }
    const target: Target = {
      deviceId: device.device_id,
      ...placeOf(device),
      credential,
      clockOffsetMs: device.pulse.clockOffsetMs ?? 0,
      wantsEvents: wantsEvents(device, startedAt),
    };
    return this.call(adapter, target, scope, call.signal);
  }

  /** A device on a checklist is asked for nothing and signed in to by nobody: does it stand there with its certificate? */
  private async reach(
    { signal, ...place }: Destination & { readonly signal: AbortSignal },
    read: { readonly scope: ReadScope; readonly startedAt: number },
  ): Promise<Reading> {
    const deadline = startDeadline(REACH_MS, signal);
    try {
      await (await this.transport.open(place, [], deadline.signal)).close();
      return this.unreadable(read, 'not-readable', 'This device cannot be read; it is there and answers.');
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const reading = this.unreadable(read, error.why, error.message);
      return error.met === undefined ? reading : { ...reading, met: error.met };
    } finally {
      deadline.end();
    }
  }

  /** One read of a target that is not enrolled, or by `read`; bounded, never rejects. */
  async call(adapter: VendorAdapter, target: Target, scope: ReadScope, outer: AbortSignal): Promise<Reading> {
    const startedAt = this.context.clock.now();
    const controller = new AbortController();
    const breakOff = (): void => controller.abort();
    outer.addEventListener('abort', breakOff, { once: true });
    if (outer.aborted) breakOff();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<Reading>((resolve) => {
      timer = setTimeout(() => {
        breakOff();
        resolve(this.unreadable({ scope, startedAt }, 'timeout', 'The read did not end and was broken off.'));
      }, BROKEN_OFF_MS);
    });
    try {
      const context = {
        signal: controller.signal,
        transport: this.transport,
        now: () => this.context.clock.now(),
        log: this.context.report.log,
      };
      return await Promise.race([adapter.read(target, scope, context), tooLong]);
    } catch (error) {
      if (outer.aborted)
        return this.unreadable({ scope, startedAt }, 'cancelled', 'The read was broken off.');
      // Adapters reject only for faults of ours; the device is unread either way, and that must not look like an answer.
      this.context.report.fault('a read failed by a fault of Firewatch', {
        device: target.deviceId,
        vendor: adapter.id,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return this.unreadable({ scope, startedAt }, 'malformed', 'Firewatch could not process the answer.');
    } finally {
      clearTimeout(timer);
      outer.removeEventListener('abort', breakOff);
    }
  }

  private open(device: ClaimedDevice, opened: OpenedCredentials): Credential | VaultRefusal | null {
    const { credential_set_id: setId, sealed, seal_version: version } = device;
    if (setId === null || sealed === null || version === null) return null;
    const known = opened.get(setId);
    if (known) return known;
    const credential = this.openCredential(sealed, { purpose: 'credential-set', recordId: setId, version });
    opened.set(setId, credential);
    return credential;
  }

  /** For calls beside the reads. Errors: a refusal comes back as the value. */
  openCredential(...stored: Parameters<Vault['openCredential']>): Credential | VaultRefusal {
    return this.vault.openCredential(...stored);
  }

  private unreadable(
    read: { readonly scope: ReadScope; readonly startedAt: number },
    why: UnreadableReason,
    detail: string,
  ): UnreadableReading {
    return { kind: 'unreadable', ...read, endedAt: this.context.clock.now(), why, detail };
  }
}
