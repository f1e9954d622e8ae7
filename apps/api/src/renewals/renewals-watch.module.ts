import { Module } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { CONFIG, type Config } from '../platform/config/config.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { RENEWALS_SETTINGS, RenewalsWorker, type RenewalsSettings } from './renewals.worker.js';

/** Thresholds come from the adapters; days and hours are those of the server's zone. */
function settingsOf(adapters: readonly VendorAdapter[], config: Config): RenewalsSettings {
  const profiles = new Map(adapters.map((adapter) => [adapter.id, adapter.profile]));
  return {
    policy: DEFAULT_POLICY,
    profileOf: (vendor) => profiles.get(vendor) ?? {},
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    atMinutes: config.digest.atMinutes,
  };
}

/** Roles all and worker. */
@Module({
  providers: [
    RenewalsWorker,
    { provide: RENEWALS_SETTINGS, useFactory: settingsOf, inject: [VENDOR_ADAPTERS, CONFIG] },
  ],
})
export class RenewalsWatchModule {}
