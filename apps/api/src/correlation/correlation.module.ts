import { Module } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import type { PassSettings } from './correlation.pass.js';
import { CorrelationRunner, PASS_SETTINGS } from './correlation.runner.js';
import { CorrelationWorker } from './correlation.worker.js';

/** Display names come from the adapters; messages tell times in the zone of the server. */
function passSettings(adapters: readonly VendorAdapter[]): PassSettings {
  const names = new Map(adapters.map((adapter) => [adapter.id, adapter.name]));
  return {
    policy: DEFAULT_POLICY,
    vendorName: (vendor) => names.get(vendor) ?? vendor,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

@Module({
  providers: [
    CorrelationRunner,
    CorrelationWorker,
    { provide: PASS_SETTINGS, useFactory: passSettings, inject: [VENDOR_ADAPTERS] },
  ],
})
export class CorrelationModule {}
