import { existsSync } from 'node:fs';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { verifyAndNote, type ChainReport } from '@firewatch/api/store/audit-chain';
import { headFile, readHead } from '@firewatch/api/store/audit-head';
import { openSealKeys } from '@firewatch/api/store/seal-key';
import { Vault } from '@firewatch/api/store/vault';
import { keyFile } from '../key-files.js';
import type { OpenStore } from './open-store.js';
import { withStore } from './run-verb.js';
import type { Verb } from './verb.js';

/** `audit verify`: exit code 0 = nothing was changed, 2 = the first changed place is named. */
export const audit: Verb = (program, tools) => {
  const group = program.command('audit').description('the record of who changed what');
  group
    .command('verify')
    .description('check every line of the audit, and its end against the head kept in the keys folder')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) =>
      withStore(tools, async (store) => {
        const { report, hasHead } = await verify(store);
        if (report.fault) process.exitCode = 2;
        tools.say(options.json ? JSON.stringify({ ...report, headKept: hasHead }) : words(report, hasHead));
      }),
    );
};

async function verify(store: OpenStore): Promise<{ report: ChainReport; hasHead: boolean }> {
  const file = keyFile(store.dataFolder, 'seal.key');
  // Never made here: a check with a new key would find every line wrong.
  if (!existsSync(file)) {
    throw new StartRefusal(
      `The key ${file} is not here, and without it no line can be checked: run this where the key is, or put it back from your backup.`,
    );
  }
  const outside = readHead(headFile(file));
  return store.database.asEngine(async (tx) => {
    const vault = new Vault(await openSealKeys(tx, file));
    const report = await verifyAndNote(tx, vault.derive('audit/1'), outside);
    return { report, hasHead: outside !== null };
  });
}

function words({ lines, waiting, fault }: ChainReport, hasHead: boolean): string {
  if (fault) {
    const when = fault.at === null ? '' : ` It says ${fault.at}.`;
    return `CHANGED: ${fault.sentence}${when} The ${lines} lines before it are as they were written.`;
  }
  const more = waiting === 0 ? '' : ` ${waiting} written just now wait for their link.`;
  const head = hasHead
    ? ' The end agrees with the head kept in the keys folder.'
    : ' No head is kept in the keys folder yet, so a cut end could not be seen.';
  return `Unchanged: ${lines} lines.${head}${more}`;
}
