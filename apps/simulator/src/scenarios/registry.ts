import { ADMIN_SWITCHED_IPS_OFF } from './admin-switched-ips-off.js';
import { CERTIFICATE_RENEWAL } from './certificate-renewal.js';
import { EXPIRY } from './expiry.js';
import { FAILOVER } from './failover.js';
import { FROZEN_SIGNATURES } from './frozen-signatures.js';
import { GLITCH_STORM } from './glitch-storm.js';
import { HALF_UNREACHABLE } from './half-unreachable.js';
import { LICENCE_SERVER_2008 } from './licence-server-2008.js';
import { REBOOT_LOOP_2022 } from './reboot-loop-2022.js';
import { RESYNC_DRILL } from './resync-drill.js';
import type { Scenario } from './scenario.js';
import { STEADY } from './steady.js';

/** Every scenario there is. */
export const SCENARIOS: readonly Scenario[] = [
  STEADY,
  LICENCE_SERVER_2008,
  GLITCH_STORM,
  HALF_UNREACHABLE,
  ADMIN_SWITCHED_IPS_OFF,
  FROZEN_SIGNATURES,
  EXPIRY,
  CERTIFICATE_RENEWAL,
  FAILOVER,
  REBOOT_LOOP_2022,
  RESYNC_DRILL,
];
