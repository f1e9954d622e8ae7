import type { polling } from '../polling/polling.js';
export type Breach = typeof polling;
