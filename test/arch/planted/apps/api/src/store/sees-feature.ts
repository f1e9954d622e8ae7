import { polling } from '../polling/polling.js';
export const breach = polling;
