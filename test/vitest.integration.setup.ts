import type { TestProject } from 'vitest/node';
import { startTestServer } from './support/postgres-server.js';

export default async function setup(project: TestProject) {
  const { close, ...server } = await startTestServer();
  project.provide('firewatchPostgres', server);
  return close;
}
