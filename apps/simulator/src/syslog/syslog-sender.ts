import type { Clock } from '../clock.js';
import type { BoxEvent, EventSink, EventSource } from '../devices/box-event.js';
import type { ActivityLog } from '../log/activity-log.js';
import type { Random } from '../random.js';
import { syslogLine } from './syslog-line.js';
import { onlyLoopback, type SyslogTarget } from './syslog-target.js';
import { TcpTransport, UdpTransport, type SyslogTransport } from './syslog-transport.js';

/**
 * What became of the events of all boxes since syslog was set up.
 * Shape   sent     handed to the network
 *         dropped  lost on the way by `dropShare`
 *         muted    the box's switch for that event is off
 *         failed   the network gave an error (nobody listens on TCP)
 */
export interface SyslogCounters {
  readonly sent: number;
  readonly dropped: number;
  readonly muted: number;
  readonly failed: number;
}

const NOTHING: SyslogCounters = { sent: 0, dropped: 0, muted: 0, failed: 0 };

export interface SyslogWorld {
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly random: Random;
}

/** Takes the events of every box and sends them as the fleet is set, or to nobody. */
export class SyslogSender implements EventSink {
  private target: SyslogTarget | null = null;
  private transport: SyslogTransport | null = null;
  private counts = NOTHING;
  private readonly numbers = new Map<string, number>();

  constructor(private readonly world: SyslogWorld) {}

  get status(): { readonly target: SyslogTarget | null; readonly counters: SyslogCounters } {
    return { target: this.target, counters: this.counts };
  }

  /** From the next event on; counters start anew. Throws a Problem for a host beyond this machine. */
  configure(target: SyslogTarget): void {
    const accepted = onlyLoopback(target);
    this.stop();
    this.target = accepted;
    this.transport = accepted.transport === 'udp' ? new UdpTransport(accepted) : new TcpTransport(accepted);
  }

  stop(): void {
    this.transport?.close();
    this.transport = null;
    this.target = null;
    this.counts = NOTHING;
  }

  emit(source: EventSource, event: BoxEvent): void {
    const { target, transport } = this;
    if (!target || !transport) return;
    if (source.eventsNotSent.includes(event.id)) {
      this.count('muted');
      return;
    }
    const number = (this.numbers.get(source.device) ?? 0) + 1;
    this.numbers.set(source.device, number);
    const line = syslogLine(source, event, number, target.format);
    if (this.world.random.next() < target.dropShare) {
      this.note('dropped', source, line);
      return;
    }
    transport.send(source, line, (error) => {
      // A sender that was set up anew meanwhile counts from zero.
      if (this.transport === transport) this.note(error ? 'failed' : 'sent', source, line);
    });
  }

  private note(outcome: 'sent' | 'dropped' | 'failed', source: EventSource, line: string): void {
    this.count(outcome);
    const at = this.world.clock.now();
    this.world.log.add({ kind: 'syslog', at, device: source.device, detail: `${outcome}: ${line}` });
  }

  private count(outcome: keyof SyslogCounters): void {
    this.counts = { ...this.counts, [outcome]: this.counts[outcome] + 1 };
  }
}
