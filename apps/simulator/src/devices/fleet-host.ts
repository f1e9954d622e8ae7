import type { Clock } from '../clock.js';
import type { FaultKind } from '../faults/fault.js';
import type { ActivityLog } from '../log/activity-log.js';
import { Box } from '../sonicos/box.js';
import { FleetFront } from '../sonicos/front.js';
import { addressPlan, type AddressPlan } from './addresses.js';
import { guardBlock } from './block-guard.js';
import { CertificateMaker } from './certificate.js';
import { ContextCache } from './context-cache.js';
import type { Device } from './device.js';
import { DeviceIdentity, type IdentityStore } from './device-identity.js';
import type { IdentityFile } from './identity-file.js';
import { DeviceListener } from './listener.js';

export interface HostSettings {
  readonly bind: string;
  readonly devicePort: number;
}

/** A device with its place on the network. */
export interface HostedDevice {
  readonly device: Device;
  readonly listener: DeviceListener;
  readonly identity: DeviceIdentity;
}

const isErrno = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** Puts a fleet on loopback addresses and keeps sockets in step with faults. */
export class FleetHost {
  readonly hosted = new Map<string, HostedDevice>();
  private readonly front: FleetFront;
  private readonly store: IdentityStore;
  private readonly contexts = new ContextCache();
  private releaseBlock: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly clock: Clock,
    log: ActivityLog,
    private readonly identities: IdentityFile,
  ) {
    this.front = new FleetFront(clock, log);
    this.store = { maker: new CertificateMaker(), file: identities, clock };
  }

  async start(devices: readonly Device[], settings: HostSettings): Promise<void> {
    const plan = addressPlan(settings.bind);
    const [first, ...rest] = devices;
    if (!first) return;
    const block = await this.hostFirst(first, plan, settings.devicePort);
    for (const [index, device] of rest.entries()) {
      const address = block === null ? '127.0.0.1' : plan.address(block, index + 1);
      await this.host(device, address, block === null ? 0 : settings.devicePort);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.hosted.values()].map(({ listener }) => listener.shut()));
    await this.releaseBlock();
    this.identities.save();
  }

  /** Makes every certificate now instead of at the first connection. */
  async warmUp(): Promise<void> {
    const waiting = [...this.hosted.values()];
    for (let i = 0; i < waiting.length; i += 16) {
      await Promise.all(waiting.slice(i, i + 16).map(({ identity }) => identity.genuine()));
    }
    this.identities.save();
  }

  /** The block the fleet lives in; null = one address, a port per device. */
  private async hostFirst(device: Device, plan: AddressPlan, port: number): Promise<number | null> {
    for (let block = 0; block < plan.blocks; block += 1) {
      try {
        await this.takeBlock(device, plan.address(block, 0), port);
        return block;
      } catch (error) {
        if (isErrno(error, 'EADDRNOTAVAIL')) break;
        if (!isErrno(error, 'EADDRINUSE')) throw error;
      }
    }
    await this.host(device, '127.0.0.1', 0);
    return null;
  }

  private async takeBlock(first: Device, address: string, port: number): Promise<void> {
    const release = await guardBlock(address, port);
    try {
      await this.host(first, address, port);
      this.releaseBlock = release;
    } catch (error) {
      await release();
      throw error;
    }
  }

  private async host(device: Device, address: string, port: number): Promise<void> {
    const identity = new DeviceIdentity(device, address, this.store);
    const listener = new DeviceListener(address, port, {
      onSecure: (socket) => this.front.serve(socket, box),
      context: async () => this.contexts.of(await identity.shown(), device.behaviour.tls),
      isStalled: () => device.profile.isSilent || device.faults.connection('stall') !== null,
    });
    const box = new Box(device, this.clock, () => listener.port);
    await listener.listen();
    device.hooks = {
      address,
      faultChanged: (kind, isOn) => {
        if (kind === 'changed-certificate') identity.wearStrange(isOn);
        followFault(listener, kind, isOn);
      },
      identityChanged: () => listener.cut(),
      renewCertificate: (sameKey) => identity.renew(sameKey),
      resetCertificate: () => identity.reset(),
    };
    this.hosted.set(device.profile.id, { device, listener, identity });
  }
}

function followFault(listener: DeviceListener, kind: FaultKind, isOn: boolean): void {
  if (kind === 'refuse') {
    // The port was this device's a moment ago; a failure to take it back shows as refused connections.
    if (isOn) void listener.shut();
    else if (!listener.isListening) listener.listen().catch(() => undefined);
  }
  if (kind === 'stall' || kind === 'changed-certificate') listener.cut();
}
