import { Inject, Injectable } from '@nestjs/common';
import type { ReadScope, Reading, UnreadableReason } from '@firewatch/shared/domain/reading';
import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { DEVICE_TRANSPORT, type DeviceTransport } from '../platform/http/device-transport.js';
import type { ClaimedDevice } from '../store/device-targets.repo.js';
import { Vault, VaultRefusal } from '../store/vault.js';
import { VENDOR_ADAPTERS, type Credential, type Target, type VendorAdapter } from '../vendors/contract.js';
import { PollContext } from './poll.context.js';

/** Adapters end every read by their own deadline (45 s at most); one that does not is broken off here. */
const BROKEN_OFF_MS = 60_000;

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
    const credential = this.open(device, call.opened);
    if (credential instanceof VaultRefusal) {
      return this.unreadable({ scope, startedAt }, 'credential-unavailable', credential.message);
    }
    const target: Target = {
      deviceId: device.device_id,
      host: device.host,
      port: device.port,
      tls: device.tls,
      pins: [...new Set(device.accepted.map((identity) => identity.fingerprint))],
      credential,
      clockOffsetMs: device.pulse.clockOffsetMs ?? 0,
    };
    return this.call(adapter, target, scope, call.signal);
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

  private open(device: ClaimedDevice, opened: OpenedCredentials): Credential | VaultRefusal {
    const known = opened.get(device.credential_set_id);
    if (known) return known;
    const credential = this.unseal(device.sealed, {
      purpose: 'credential-set',
      recordId: device.credential_set_id,
      version: device.seal_version,
    });
    opened.set(device.credential_set_id, credential);
    return credential;
  }

  /** Errors: a refusal comes back as the value. */
  unseal(
    sealed: Uint8Array,
    as: {
      readonly purpose: 'credential-set' | 'device-call';
      readonly recordId: string;
      readonly version: number;
    },
  ): Credential | VaultRefusal {
    try {
      const fields = this.vault.unseal(sealed, { ...as, field: 'sealed' });
      return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    } catch (error) {
      if (error instanceof VaultRefusal) return error;
      throw error;
    }
  }

  private unreadable(
    read: { readonly scope: ReadScope; readonly startedAt: number },
    why: UnreadableReason,
    detail: string,
  ): Reading {
    return { kind: 'unreadable', ...read, endedAt: this.context.clock.now(), why, detail };
  }
}
