import type { Scenario } from './scenario.js';

export const STEADY: Scenario = {
  name: 'steady',
  about: 'Nothing happens: every box is licensed, reachable and right.',
  variants: ['default'],
  plan: () => [{ afterMs: 0, action: { type: 'phase', name: 'steady' } }],
  phases: {},
};
