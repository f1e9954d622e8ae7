import { Injectable } from '@nestjs/common';
import type { DeviceEvent } from '@firewatch/shared/domain/events';
import type { ReadReason, Reading } from '@firewatch/shared/domain/reading';
import { Log } from '../platform/log/log.js';
import type { Plan } from '../store/reading.plan.js';
import { PollMetrics } from './poll-metrics.js';

const SUMMARY_EVERY_MS = 60_000;

/** Fields of an event worth a line; serials and the device's own words stay out of the log. */
function fieldsOf(event: DeviceEvent): Record<string, unknown> {
  switch (event.type) {
    case 'service.changed':
      return {
        service: event.service,
        from: event.from?.verdict ?? null,
        to: event.to.verdict,
        reason: event.to.reason,
        confirmedBy: event.confirmedBy,
      };
    case 'service.suspected':
      return { service: event.service, to: event.to.verdict, reason: event.to.reason };
    case 'service.glitched':
      return { service: event.service, reason: event.reason, glitchesLastHour: event.glitchesLastHour };
    case 'service.recovering':
    case 'service.relapsed':
    case 'service.flapping':
      return { service: event.service };
    case 'device.went-blind':
    case 'device.unreadable':
    case 'device.no-data':
    case 'device.identity-changed':
      return { reason: event.why };
    default:
      return {};
  }
}

/** One line per change and one summary per minute; counts for the metrics. */
@Injectable()
export class ReadReport {
  readonly log: Log;
  private timer: NodeJS.Timeout | null = null;
  private sinceSummary = { reads: 0, failed: 0, thrownAway: 0, readMs: 0 };
  private isStoreAway = false;

  constructor(
    log: Log,
    readonly metrics: PollMetrics,
  ) {
    this.log = log.for('polling');
  }

  start(): void {
    this.timer = setInterval(() => this.summarise(), SUMMARY_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  ended(reading: Reading, why: ReadReason): void {
    const tookMs = reading.endedAt - reading.startedAt;
    this.metrics.ended(reading.scope, why, reading.kind === 'seen' ? 'seen' : reading.why);
    this.metrics.readMsTotal += tookMs;
    this.metrics.readCount += 1;
    this.sinceSummary.reads += 1;
    this.sinceSummary.readMs += tookMs;
    if (reading.kind === 'unreadable') this.sinceSummary.failed += 1;
  }

  changed(plan: Plan): void {
    this.storeIsBack();
    for (const event of plan.step.events) {
      this.metrics.happened(event.type);
      this.log.info(event.type, {
        device: plan.record.device_id,
        vendor: plan.record.vendor,
        ...fieldsOf(event),
        tookMs: plan.readMs,
      });
    }
  }

  thrownAway(deviceId: string): void {
    this.metrics.thrownAway += 1;
    this.sinceSummary.thrownAway += 1;
    this.log.debug('result of an old claim thrown away', { device: deviceId });
  }

  /** Told once until it is back. */
  storeAway(error: unknown): void {
    this.metrics.storeFailures += 1;
    if (this.isStoreAway) return;
    this.isStoreAway = true;
    this.log.error('the store does not answer: devices are read again when it does', {
      reason: String(error),
    });
  }

  storeIsBack(): void {
    if (!this.isStoreAway) return;
    this.isStoreAway = false;
    this.log.info('the store answers again');
  }

  fault(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.log.error(message, fields);
  }

  warn(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.log.warn(message, fields);
  }

  private summarise(): void {
    const { reads, failed, thrownAway, readMs } = this.sinceSummary;
    this.sinceSummary = { reads: 0, failed: 0, thrownAway: 0, readMs: 0 };
    if (reads === 0) return;
    this.log.info('reads of the last minute', {
      reads,
      failed,
      thrownAway,
      meanMs: Math.round(readMs / reads),
      inFlight: this.metrics.inFlight,
      behind: this.metrics.behindDevices,
    });
  }
}
