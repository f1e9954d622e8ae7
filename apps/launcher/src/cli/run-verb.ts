import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { openStore, type OpenStore } from './open-store.js';
import type { VerbTools } from './verb.js';

/** Opens the store, does the work, closes it; a refusal becomes one sentence and exit code 1. */
export async function withStore(tools: VerbTools, work: (store: OpenStore) => Promise<void>): Promise<void> {
  try {
    const store = await openStore(tools);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof StartRefusal) tools.complain(error.message);
    else tools.complain(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
  }
}
