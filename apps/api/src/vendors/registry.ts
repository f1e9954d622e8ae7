import type { VendorAdapter } from './contract.js';
import { sonicwallAdapter } from './sonicwall/adapter.js';

/** The one list of vendors: a folder beside this file that is not named here does not exist for the product. */
export const VENDORS: readonly VendorAdapter[] = [sonicwallAdapter];
