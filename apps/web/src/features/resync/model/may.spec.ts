import type { RunState } from '@firewatch/shared/domain/resync';
import { describe, expect, it } from 'vitest';
import { actsOf, needsSecond } from './may.js';
import { runDetail, runDevice } from './run.builder.js';

const engineer = { role: 'engineer', name: 'Mara Lindqvist' } as const;
const owner = { role: 'owner', name: 'Ravi Okafor' } as const;
const plan = (change = {}) => runDetail([runDevice(1), runDevice(2)], 'planned', change);
const held = { name: 'kill-switch', state: 'held', words: 'The kill switch is on.' } as const;

const pressed = (state: RunState, me: Parameters<typeof actsOf>[1]): string[] =>
  Object.entries(actsOf(runDetail([runDevice(1)], state), me)).flatMap(([act, may]) =>
    may === true ? [act] : [],
  );

describe('what may be pressed', () => {
  it.each([
    ['planned', ['start', 'discard']],
    ['scheduled', ['cancel']],
    ['counting-down', ['cancel', 'tick']],
    ['running', ['pause', 'stop', 'retry', 'tick']],
    ['paused', ['resume', 'stop', 'retry', 'tick']],
    ['stopped', ['retry', 'tick']],
    ['cancelled', []],
  ] as const)('by an engineer while it is %s', (state, acts) =>
    expect(pressed(state, engineer)).toEqual(acts),
  );

  it('by an operator is to pause and to stop', () => {
    expect(pressed('running', { role: 'operator', name: 'Ann' })).toEqual(['pause', 'stop']);
  });

  it('by a viewer is nothing', () => {
    expect(pressed('running', { role: 'viewer', name: 'Vi' })).toEqual([]);
    expect(pressed('planned', { role: 'viewer', name: 'Vi' })).toEqual([]);
  });

  it('says in the guard’s words why a start is held', () => {
    expect(actsOf(plan({ guards: [held] }), engineer).start).toBe('The kill switch is on.');
  });

  it('is not held by a guard that a reason overrides, nor by the sign-in that the dialog asks for', () => {
    const guards = [
      { name: 'authority', state: 'overridable', words: 'Judged wrong.' },
      { name: 'step-up', state: 'held', words: 'Sign in again.' },
    ] as const;
    expect(actsOf(plan({ guards: [...guards] }), engineer).start).toBe(true);
  });
});

describe('a second person', () => {
  it('is needed from that many firewalls on, and not below', () => {
    expect(needsSecond(plan({ secondPersonFrom: 2 }))).toBe(true);
    expect(needsSecond(plan({ secondPersonFrom: 3 }))).toBe(false);
    expect(needsSecond(plan({ secondPersonFrom: null }))).toBe(false);
  });

  it('approves; who made the plan is told why they cannot', () => {
    const detail = plan({ secondPersonFrom: 1 });
    expect(actsOf(detail, owner).approve).toBe(true);
    expect(actsOf(detail, { ...owner, name: 'Mara Lindqvist' }).approve).toBe(
      'You made this plan; a second person approves it.',
    );
    expect(actsOf(detail, engineer).approve).toBeNull();
  });
});
