import { fleet } from '../fleet/fleet.js';
export const breach = fleet;
