import { GLITCH_STORM } from './glitch-storm.js';
import { HALF_UNREACHABLE } from './half-unreachable.js';
import { LICENCE_SERVER_2008 } from './licence-server-2008.js';
import type { Scenario } from './scenario.js';
import { STEADY } from './steady.js';

/** Every scenario there is. */
export const SCENARIOS: readonly Scenario[] = [STEADY, LICENCE_SERVER_2008, GLITCH_STORM, HALF_UNREACHABLE];
