import { thing } from '../../../../apps/api/src/platform/thing.js';
export const breach = thing;
