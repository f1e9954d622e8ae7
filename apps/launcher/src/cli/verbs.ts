import { audit } from './audit.verb.js';
import { devices } from './devices.verb.js';
import { doctor } from './doctor.verb.js';
import { incidents } from './incidents.verb.js';
import { resync } from './resync.verb.js';
import { users } from './users.verb.js';
import type { Verb } from './verb.js';

/** Every verb of the command line beside `start` and `demo`. */
export const VERBS: readonly Verb[] = [audit, devices, doctor, incidents, resync, users];
