import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { MetricsHub } from '../platform/health/metrics-hub.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { beatIntake, endIntake } from '../store/push.repo.js';
import { MAX_LINE_BYTES } from './line-frames.js';
import { PushDesk } from './push.desk.js';
import { PushMetrics } from './push-metrics.js';
import { TcpIntake } from './tcp-intake.js';

/** Lines of so long are dealt with together. */
const FLUSH_MS = 250;
const BEAT_MS = 10_000;

/** Listens for syslog over UDP and TCP where it is switched on. It never keeps the program from starting: lines are hints. */
@Injectable()
export class SyslogIntake implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly holder = randomUUID();
  private readonly metrics: PushMetrics;
  private udp: Socket | null = null;
  private tcp: TcpIntake | null = null;
  private fault: string | null = null;
  private readonly flushes = new Loop(() => this.flush(), { idleMs: 5_000, gapMs: FLUSH_MS });
  private readonly beats = new Loop(() => this.beat(), { idleMs: BEAT_MS, gapMs: BEAT_MS });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly desk: PushDesk,
    private readonly database: Database,
    hub: MetricsHub,
    log: Log,
  ) {
    this.log = log.for('push');
    this.metrics = desk.metrics;
    if (config.syslog !== null) hub.add(() => this.metrics.samples());
  }

  onApplicationBootstrap(): void {
    if (this.config.syslog === null) return;
    this.flushes.start();
    // Opens first, and tries again with each beat.
    this.beats.start();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.config.syslog === null) return;
    await this.beats.stop();
    await this.close();
    await this.flushes.stop();
    await endIntake(this.database.single, this.holder).catch((error: unknown) => {
      this.log.debug('the health page will find out by itself that this listener ended', {
        reason: String(error),
      });
    });
  }

  private readonly take = (bytes: Buffer, source: string): void => {
    if (this.desk.take(bytes, source, performance.now())) this.flushes.kick();
  };

  private async flush(): Promise<boolean> {
    try {
      return await this.desk.flush();
    } catch (error) {
      this.log.warn('pushed lines were lost: the store did not answer; polling goes on', {
        reason: String(error),
      });
      return false;
    }
  }

  private async beat(): Promise<boolean> {
    const { syslog } = this.config;
    if (syslog === null) return false;
    if (this.udp === null || this.tcp === null) await this.open(syslog);
    const { lines, dropped } = this.metrics.perMinute(performance.now());
    const beat = {
      holder: this.holder,
      listens: this.fault === null ? `${syslog.host} port ${syslog.port}` : null,
      fault: this.fault,
      linesPerMinute: lines,
      droppedPerMinute: dropped,
    };
    try {
      await beatIntake(this.database.single, beat);
    } catch (error) {
      this.log.debug('beat not stored', { reason: String(error) });
    }
    return false;
  }

  private async open({ host, port }: NonNullable<Config['syslog']>): Promise<void> {
    try {
      const tcp = new TcpIntake(this.take, this.metrics);
      await tcp.listen(host, port, (error) => this.failed(error));
      this.tcp = tcp;
      this.udp = await this.openUdp(host, port);
      this.fault = null;
      this.log.info('listens for syslog', { host, port });
    } catch (error) {
      this.failed(error);
    }
  }

  private openUdp(host: string, port: number): Promise<Socket> {
    const socket = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4', reuseAddr: false });
    socket.on('message', (bytes, { address }) => {
      if (bytes.length > MAX_LINE_BYTES) this.metrics.count('oversize');
      else this.take(bytes, address);
    });
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind(port, host, () => {
        socket.removeAllListeners('error');
        socket.on('error', (error) => this.failed(error));
        resolve(socket);
      });
    });
  }

  private failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    // Once for each new reason, not with each try.
    if (reason !== this.fault)
      this.log.warn('does not listen for syslog; tries again every 10 s', { reason });
    this.fault = reason;
    void this.close();
  }

  private async close(): Promise<void> {
    const { udp, tcp } = this;
    this.udp = null;
    this.tcp = null;
    udp?.close();
    await tcp?.close();
  }
}
