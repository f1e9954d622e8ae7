import type { Clock } from '../clock.js';
import type { Random } from '../random.js';
import { Pager } from './pager.js';
import { ReceiverFaults } from './receiver-fault.js';
import { ReceiverServer } from './receiver-server.js';
import { WebhookInbox } from './webhook-inbox.js';

/** The pager and the webhook receiver, on one port. */
export class Receivers {
  readonly pager: Pager;
  readonly webhook: WebhookInbox;
  readonly pagerFaults: ReceiverFaults;
  readonly webhookFaults: ReceiverFaults;
  private readonly server: ReceiverServer;
  private port = 0;

  constructor(clock: Clock, random: Random) {
    this.pager = new Pager(clock);
    this.webhook = new WebhookInbox(clock);
    this.pagerFaults = new ReceiverFaults(random);
    this.webhookFaults = new ReceiverFaults(random);
    this.server = new ReceiverServer(
      [
        { receiver: this.pager, faults: this.pagerFaults },
        { receiver: this.webhook, faults: this.webhookFaults },
      ],
      clock,
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    this.port = await this.server.listen(port);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
