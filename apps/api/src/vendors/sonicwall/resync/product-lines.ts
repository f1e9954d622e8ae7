import type { ResyncProcedure } from '@firewatch/shared/domain/resync';
import type { ProductLine, ProductSigns } from '../../contract.js';
import { API_PROCEDURES } from './api-procedures.js';
import { APPLIANCE_CHECKLISTS } from './appliance-checklists.js';
import { FIREWALL_CHECKLISTS } from './firewall-checklists.js';

/** Every way this vendor's products are brought back. */
export const SONICWALL_PROCEDURES: readonly ResyncProcedure[] = [
  ...API_PROCEDURES,
  ...FIREWALL_CHECKLISTS,
  ...APPLIANCE_CHECKLISTS,
];

const idOf = ({ id }: ResyncProcedure): string => id.slice('sonicwall/'.length);

/** As the enrolment form lists them: those that can be read first. Id = the procedure's, without the vendor. */
export const SONICWALL_PRODUCT_LINES: readonly ProductLine[] = SONICWALL_PROCEDURES.map((procedure) => ({
  id: idOf(procedure),
  name: procedure.productLine,
  isReadable: procedure.way === 'api',
  procedureId: procedure.id,
}));

const lineOf = (line: string): ResyncProcedure | null =>
  SONICWALL_PROCEDURES.find((procedure) => idOf(procedure) === line) ?? null;

/** What a model's name tells where no firmware does; first match counts. */
const BY_MODEL: readonly (readonly [RegExp, string])[] = [
  [/\b(e-?mail security|ES ?\d{3,4})\b.*\b(software|windows)\b/i, 'email-security-software'],
  [/\b(e-?mail security|ES ?\d{3,4})\b/i, 'email-security-appliance'],
  [/\b(CSM|content security manager)\b/i, 'content-security-manager'],
  [/\b(CDP|continuous data protection)\b/i, 'continuous-data-protection'],
  [/\b(SSL-?VPN|SRA|SMA)\b/i, 'ssl-vpn'],
  [/\b(S?GMS|global management system)\b/i, 'sgms'],
];

function byFirmware(firmware: string, isRead: boolean): string | null {
  const [, major = '', minor = ''] = /(\d+)\.(\d+)/.exec(firmware) ?? [];
  if (major === '') return null;
  const [first, second] = [Number(major), Number(minor)];
  if (first >= 7) return isRead ? 'sonicos-7' : 'sonicos-7-by-hand';
  if (first === 6) return isRead && second >= 5 ? 'sonicos-6.5' : 'sonicos-6-by-hand';
  if (/standard/i.test(firmware)) return 'sonicos-standard';
  return first === 5 && second >= 8 ? 'sonicos-5' : 'sonicos-enhanced';
}

/** A person who chose a line with an API for a device that is kept on a checklist means its checklist. */
function byChoice(productLine: string, readability: ProductSigns['readability']): ResyncProcedure | null {
  const chosen = lineOf(productLine);
  if (readability !== 'checklist' || chosen?.byHandId === undefined) return chosen;
  return SONICWALL_PROCEDURES.find(({ id }) => id === chosen.byHandId) ?? null;
}

/**
 * Which procedure a device has.
 * Shape   a closed network is a person's word and beats all; then what the device itself said of its firmware, where it can
 *         be read; then the chosen line; then model and firmware as somebody wrote them down. Null = none of these fits.
 */
export function procedureFor(signs: ProductSigns): ResyncProcedure | null {
  const { productLine, readability, firmware, model } = signs;
  if (productLine === 'closed-network') return lineOf(productLine);
  const isRead = readability === 'api';
  const told = firmware === null ? null : byFirmware(firmware, isRead);
  if (isRead && told !== null) return lineOf(told);
  if (productLine !== null) return byChoice(productLine, readability);
  const named = BY_MODEL.find(([pattern]) => model !== null && pattern.test(model))?.[1];
  const line = named ?? told;
  return line === null ? null : lineOf(line);
}
