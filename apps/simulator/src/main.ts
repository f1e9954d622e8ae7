import { writeSync } from 'node:fs';
import { Command } from 'commander';
import { pressCommand } from './control/press.js';
import { measureCommand } from './measure.js';
import { readSettings } from './settings.js';
import { startSimulator, type Simulator } from './simulator.js';

const say = (text: string): void => void writeSync(2, `${text}\n`);

function endOn(simulator: Simulator, withParent: boolean): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    simulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(error instanceof Error ? error.message : String(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (!withParent) return;
  // The parent's end of the pipe closes when it dies, however it dies.
  process.stdin.on('end', end);
  process.stdin.on('close', end);
  process.stdin.on('error', end);
  process.stdin.resume();
}

async function run(options: Record<string, unknown>): Promise<void> {
  const simulator = await startSimulator(readSettings(options));
  endOn(simulator, options.exitWithParent === true);
  const line = await simulator.readyLine();
  writeSync(1, `${JSON.stringify(line)}\n`);
  say(`${simulator.size} simulated firewalls; control ${line.controlUrl}; mail on port ${line.smtpPort}.`);
}

const program = new Command('simulator')
  .description('Simulated firewalls, their licence authority and a mailbox, on loopback.')
  .option('--fleet <name>', 'fleet to simulate (avalon)')
  .option('--devices <n>', 'number of firewalls (50)')
  .option('--generations <mix>', 'sorts of firewalls, such as gen7=20,gen8=10,gen6=20,gen5=10')
  .option('--sign-in <modes>', 'sign-in modes given out in turn, such as basic,chap,two-factor')
  .option('--ha-pairs <n>', 'how many of the first firewalls are high-availability pairs (0)')
  .option('--seed <n>', 'seed of everything drawn (2008)')
  .option('--scenario <name>', 'scenario to start with (steady)')
  .option('--bind <network>', 'loopback network, one address per firewall (127.16.0.0/12)')
  .option('--device-port <port>', 'TCP port of every firewall (4443)')
  .option('--control-port <port>', 'port of the control API, 0 = any')
  .option('--smtp-port <port>', 'port of the mailbox, 0 = any')
  .option('--receiver-port <port>', 'port of the pager and webhook receivers, 0 = any')
  .option('--log <file>', 'also write the activity log to this file, one JSON object per line')
  .option('--log-capacity <n>', 'entries of the activity log kept in memory (200000)')
  .option('--identity-file <file>', 'keep certificates here, so that they stay the same from run to run')
  .option('--mail-folder <folder>', 'also write accepted mails here')
  .option('--smtp-auth <user:password>', 'ask mail clients to sign in')
  .option('--smtp-starttls', 'offer STARTTLS with a self-signed certificate')
  .option('--session-idle-seconds <n>', 'idle end of a management session (300)')
  .option('--synchronize-ms <n>', 'wait between an accepted Synchronize and its effect (1500)')
  .option('--synchronize-answer-ms <n>', 'wait before a call that synchronises is answered (0)')
  .option('--exit-with-parent', 'end when stdin closes')
  .action(run)
  .addCommand(measureCommand((line) => void writeSync(1, `${line}\n`)))
  .addCommand(pressCommand());

program.parseAsync().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
