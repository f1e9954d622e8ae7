import { support } from '../../../test/support/support.js';
export const breach = support;
