import { setImmediate } from 'node:timers/promises';
import { LicenceAuthority } from './authority.js';
import { SystemClock } from './clock.js';
import { ControlServer } from './control/control-server.js';
import type { ControlSurface } from './control/control-surface.js';
import { CertificateMaker } from './devices/certificate.js';
import { usualBehaviour } from './devices/behaviour.js';
import { Device } from './devices/device.js';
import { deviceCard, deviceStatus, type DeviceCard, type DeviceStatus } from './devices/device-card.js';
import { avalonFleet, type FleetOptions } from './devices/fleet.js';
import { FleetHost, type HostedDevice } from './devices/fleet-host.js';
import { IdentityFile } from './devices/identity-file.js';
import { FleetVerbs } from './fleet-verbs.js';
import { ActivityLog } from './log/activity-log.js';
import { Mailbox } from './mailbox/mailbox.js';
import { SmtpFaults } from './mailbox/smtp-fault.js';
import { SmtpListener } from './mailbox/smtp-listener.js';
import { Problem } from './problem.js';
import { seededRandom } from './random.js';
import type { Pager } from './receivers/pager.js';
import type { ReceiverFaults } from './receivers/receiver-fault.js';
import { Receivers } from './receivers/receivers.js';
import type { WebhookInbox } from './receivers/webhook-inbox.js';
import { memberOf } from './scenarios/choosing.js';
import { ScenarioRunner } from './scenarios/runner.js';
import { readSettings, type Settings, type SettingsInput } from './settings.js';
import { SyslogSender } from './syslog/syslog-sender.js';

/** Above this many devices the ready line leaves them to GET /devices. */
const DEVICES_ON_READY_LINE = 200;

/** What one line on stdout tells a parent process. */
export interface ReadyLine {
  readonly ready: true;
  readonly controlUrl: string;
  readonly smtpPort: number;
  readonly mailboxUrl: string;
  readonly pagerUrl: string;
  readonly webhookUrl: string;
  readonly devices?: readonly DeviceCard[];
}

interface Parts {
  readonly settings: Settings;
  readonly clock: SystemClock;
  readonly log: ActivityLog;
  readonly authority: LicenceAuthority;
  readonly host: FleetHost;
  readonly verbs: FleetVerbs;
  readonly scenarios: ScenarioRunner;
  readonly mailbox: Mailbox;
  readonly smtpFaults: SmtpFaults;
  readonly smtp: SmtpListener;
  readonly syslog: SyslogSender;
  readonly receivers: Receivers;
}

function fleetOptions({ generations, signIn, haPairs }: Settings): FleetOptions {
  return { haPairs, ...(generations ? { mix: generations } : {}), ...(signIn ? { signIn } : {}) };
}

async function build(settings: Settings): Promise<Parts> {
  const clock = new SystemClock();
  const log = new ActivityLog(settings.logCapacity, settings.log);
  const authority = new LicenceAuthority(clock, seededRandom(settings.seed, 'authority'));
  const syslog = new SyslogSender({ clock, log, random: seededRandom(settings.seed, 'syslog') });
  const profiles = avalonFleet(settings.devices, settings.seed, clock.now(), fleetOptions(settings));
  const fleet = new Map(
    profiles.map((profile) => {
      const behaviour = usualBehaviour(profile, settings);
      return [profile.id, new Device(profile, { clock, authority, log, events: syslog }, behaviour)];
    }),
  );
  const random = seededRandom(settings.seed, 'verbs');
  const verbs = new FleetVerbs(fleet, { clock, authority, log, random });
  const host = new FleetHost(clock, log, new IdentityFile(settings.identityFile));
  await host.start([...fleet.values()], settings);
  const mailbox = new Mailbox(clock, settings.mailFolder);
  const smtpFaults = new SmtpFaults();
  const starttls = settings.smtpStarttls
    ? new CertificateMaker().make({ serial: '00000000', address: '127.0.0.1' }, clock.now())
    : null;
  const smtp = new SmtpListener(mailbox, smtpFaults, clock, {
    port: settings.smtpPort,
    auth: settings.smtpAuth,
    starttls,
  });
  const members = profiles.map(memberOf);
  const scenarios = new ScenarioRunner({ clock, verbs, log, fleet: members, defaultSeed: settings.seed });
  const receivers = new Receivers(clock, seededRandom(settings.seed, 'receivers'));
  return {
    settings,
    clock,
    log,
    authority,
    host,
    verbs,
    scenarios,
    mailbox,
    smtpFaults,
    smtp,
    syslog,
    receivers,
  };
}

/** A running simulated world; `verbs`, `scenarios`, `mailbox` and `log` are what the control API offers, as methods. */
export class Simulator implements ControlSurface {
  readonly log: ActivityLog;
  readonly authority: LicenceAuthority;
  readonly verbs: FleetVerbs;
  readonly scenarios: ScenarioRunner;
  readonly mailbox: Mailbox;
  readonly smtpFaults: SmtpFaults;
  readonly syslog: SyslogSender;
  readonly pager: Pager;
  readonly pagerFaults: ReceiverFaults;
  readonly webhook: WebhookInbox;
  readonly webhookFaults: ReceiverFaults;
  private control: ControlServer | null = null;
  private boundSmtpPort = 0;
  private boundControlUrl = '';

  constructor(private readonly parts: Parts) {
    this.log = parts.log;
    this.authority = parts.authority;
    this.verbs = parts.verbs;
    this.scenarios = parts.scenarios;
    this.mailbox = parts.mailbox;
    this.smtpFaults = parts.smtpFaults;
    this.syslog = parts.syslog;
    this.pager = parts.receivers.pager;
    this.pagerFaults = parts.receivers.pagerFaults;
    this.webhook = parts.receivers.webhook;
    this.webhookFaults = parts.receivers.webhookFaults;
  }

  get controlUrl(): string {
    return this.boundControlUrl;
  }

  get smtpPort(): number {
    return this.boundSmtpPort;
  }

  get pagerUrl(): string {
    return `${this.parts.receivers.url}/v2/enqueue`;
  }

  get webhookUrl(): string {
    return `${this.parts.receivers.url}/hook`;
  }

  async open(): Promise<void> {
    await this.parts.receivers.listen(this.parts.settings.receiverPort);
    this.boundSmtpPort = await this.parts.smtp.listen();
    this.control = new ControlServer(this);
    this.boundControlUrl = await this.control.listen(this.parts.settings.controlPort);
    this.scenarios.start({ name: this.parts.settings.scenario });
  }

  /** Every device with what a client needs to enrol it. */
  devices(): Promise<DeviceCard[]> {
    return inBatches([...this.parts.host.hosted.values()], deviceCard);
  }

  deviceStatus(id: string): Promise<DeviceStatus> {
    return deviceStatus(this.hosted(id));
  }

  allStatuses(): Promise<DeviceStatus[]> {
    return inBatches([...this.parts.host.hosted.values()], deviceStatus);
  }

  get size(): number {
    return this.parts.host.hosted.size;
  }

  now(): number {
    return this.parts.clock.now();
  }

  async readyLine(): Promise<ReadyLine> {
    const line = {
      ready: true as const,
      controlUrl: this.controlUrl,
      smtpPort: this.smtpPort,
      mailboxUrl: `${this.controlUrl}/mailbox`,
      pagerUrl: this.pagerUrl,
      webhookUrl: this.webhookUrl,
    };
    if (this.size > DEVICES_ON_READY_LINE) return line;
    await this.parts.host.warmUp();
    return { ...line, devices: await this.devices() };
  }

  async close(): Promise<void> {
    this.scenarios.stop();
    this.parts.clock.dispose();
    this.syslog.stop();
    const { smtp, host, receivers } = this.parts;
    await Promise.all([this.control?.close(), smtp.close(), host.close(), receivers.close()]);
    await this.log.close();
  }

  private hosted(id: string): HostedDevice {
    const hosted = this.parts.host.hosted.get(id);
    if (!hosted) throw new Problem(`No device has the id "${id}"; GET /devices lists them.`, 404);
    return hosted;
  }
}

/** Large fleets are described a part at a time, so that boxes go on answering meanwhile. */
const BATCH = 100;

async function inBatches<T>(
  hosted: readonly HostedDevice[],
  describe: (one: HostedDevice) => Promise<T>,
): Promise<T[]> {
  const described: T[] = [];
  for (let i = 0; i < hosted.length; i += BATCH) {
    described.push(...(await Promise.all(hosted.slice(i, i + BATCH).map(describe))));
    if (i + BATCH < hosted.length) await setImmediate();
  }
  return described;
}

/**
 * Starts a simulated world: firewalls, licence authority, mailbox, control API.
 * Shape   settings, each with a default -> a running simulator; `close()` ends all of it.
 * Errors  throws a Problem for a setting that is not accepted, the socket error for a port that is taken.
 */
export async function startSimulator(input: SettingsInput = {}): Promise<Simulator> {
  const parts = await build(readSettings(input));
  const simulator = new Simulator(parts);
  try {
    await simulator.open();
  } catch (error) {
    await simulator.close();
    throw error;
  }
  return simulator;
}
