import type { LicenceAuthority } from '../authority.js';
import type { DeviceCard, DeviceStatus } from '../devices/device-card.js';
import type { FleetVerbs } from '../fleet-verbs.js';
import type { ActivityLog } from '../log/activity-log.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { SmtpFaults } from '../mailbox/smtp-fault.js';
import type { Pager } from '../receivers/pager.js';
import type { ReceiverFaults } from '../receivers/receiver-fault.js';
import type { WebhookInbox } from '../receivers/webhook-inbox.js';
import type { ScenarioRunner } from '../scenarios/runner.js';
import type { SyslogSender } from '../syslog/syslog-sender.js';

/** What one can see of and do to a simulated world; the control API puts HTTP around it. */
export interface ControlSurface {
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
  /** `POST` here to raise and resolve pages. */
  readonly pagerUrl: string;
  /** This address, or any below it, keeps what is sent to it. */
  readonly webhookUrl: string;
  readonly controlUrl: string;
  readonly smtpPort: number;
  /** Every device with what a client needs to enrol it. */
  devices(): Promise<DeviceCard[]>;
  deviceStatus(id: string): Promise<DeviceStatus>;
  allStatuses(): Promise<DeviceStatus[]>;
  /** Epoch milliseconds of the simulator's clock, the one all its records carry. */
  now(): number;
}
