import { expect, it } from 'vitest';
import { nodeProblem } from './node-check.js';

it.each(['22.12.0', '22.20.1', '24.21.0', '26.0.0'])('lets Node %s pass', (version) => {
  expect(nodeProblem(version)).toBeNull();
});

it.each(['12.22.0', '20.20.2', '22.11.9'])('refuses Node %s in one sentence with the cure', (version) => {
  expect(nodeProblem(version)).toBe(
    `Firewatch needs Node 22.12 or newer and runs on ${version}: start it with "npm start" after "npm ci" (which brings Node 24 on Linux), or install Node 24 from https://nodejs.org.`,
  );
});
