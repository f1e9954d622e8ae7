import type { Command } from 'commander';

/** What a verb may use. */
export interface VerbTools {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One line of the answer, on stdout; with `--json` only JSON goes there. */
  say(text: string): void;
  /** One sentence on stderr. */
  complain(text: string): void;
}

/** Adds one verb of `npm run -s firewatch -- <verb>` to the program; each verb is a file beside this one and a row in `verbs.ts`. */
export type Verb = (program: Command, tools: VerbTools) => void;
