import type { ResyncCapability } from '../../contract.js';
import { RESYNC_ALLOWED } from './calls.js';
import { perform } from './perform.js';
import { procedureFor, SONICWALL_PROCEDURES, SONICWALL_PRODUCT_LINES } from './product-lines.js';

/** By call on SonicOS 7, 8 and 6.5; by a person's hand on everything else this vendor sold. */
export const SONICWALL_RESYNC: ResyncCapability = {
  procedures: SONICWALL_PROCEDURES,
  productLines: SONICWALL_PRODUCT_LINES,
  procedureFor,
  allowed: RESYNC_ALLOWED,
  perform,
};
