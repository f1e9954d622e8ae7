import { thing } from '../../../api/src/platform/thing.js';
export const breach = thing;
