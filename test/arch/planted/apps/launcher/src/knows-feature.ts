import { polling } from '../../api/src/polling/polling.js';
export const breach = polling;
