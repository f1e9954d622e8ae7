import type { Clock } from '../clock.js';
import type { CertificateMaker, DeviceCertificate } from './certificate.js';
import type { Device } from './device.js';
import type { IdentityFile } from './identity-file.js';

/** What certificates of a whole fleet are made with and kept in. */
export interface IdentityStore {
  readonly maker: CertificateMaker;
  readonly file: IdentityFile;
  readonly clock: Clock;
}

/** The certificates of one device: one per unit, each renewed or not, and a strange one while a fault says so. */
export class DeviceIdentity {
  private readonly bySerial = new Map<string, Promise<DeviceCertificate>>();
  private readonly delivered = new Map<string, DeviceCertificate>();
  private strange: Promise<DeviceCertificate> | null = null;

  constructor(
    private readonly device: Device,
    private readonly address: string,
    private readonly store: IdentityStore,
  ) {}

  /** Of the unit that answers, whatever a fault makes it show. */
  genuine(): Promise<DeviceCertificate> {
    return this.of(this.device.serial);
  }

  /** What the next connection sees. */
  shown(): Promise<DeviceCertificate> {
    return this.strange ?? this.genuine();
  }

  of(serial: string): Promise<DeviceCertificate> {
    const known = this.bySerial.get(serial) ?? this.firstOf(serial);
    this.bySerial.set(serial, known);
    return known;
  }

  wearStrange(isOn: boolean): void {
    const { maker, clock } = this.store;
    const place = { serial: this.device.serial, address: this.address };
    this.strange = isOn ? Promise.resolve(maker.make(place, clock.now())) : null;
  }

  async renew(sameKey: boolean): Promise<void> {
    const { serial } = this.device;
    const before = await this.of(serial);
    if (!this.delivered.has(serial)) this.delivered.set(serial, before);
    const place = { serial, address: this.address };
    this.keep(serial, this.store.maker.renew(before, place, sameKey, this.store.clock.now()));
  }

  /** Back to the certificates as delivered. */
  reset(): void {
    for (const [serial, certificate] of this.delivered) this.keep(serial, certificate);
    this.delivered.clear();
  }

  private keep(serial: string, certificate: DeviceCertificate): void {
    this.store.file.put(serial, certificate);
    this.bySerial.set(serial, Promise.resolve(certificate));
  }

  private firstOf(serial: string): Promise<DeviceCertificate> {
    const known = this.store.file.get(serial);
    if (known) return Promise.resolve(known);
    const made = this.store.maker.make({ serial, address: this.address }, this.store.clock.now());
    this.store.file.put(serial, made);
    return Promise.resolve(made);
  }
}
