import { randomBytes } from 'node:crypto';
import { launch, line, type LaunchOf } from '../launch.js';
import { runDrill } from './drill.js';
import { enrolFleet } from './enrol.js';
import { claimForDemo } from './real-data.js';
import { RestClient } from './rest-client.js';
import { SimulatorProcess } from './simulator-process.js';

export interface DemoOptions {
  readonly hold: boolean;
  readonly variant: 'fast' | 'slow' | 'bench';
  /** Nobody presses Synchronize after the repair: that is left to a bulk resync. */
  readonly isForResync: boolean;
}

/** The simulated firewalls send their log lines here. */
const DEMO_SYSLOG = { host: '127.0.0.1', port: 5514 };
/** Of the password that is printed at every start. */
const PASSWORD_BYTES = 9;
const SIMULATOR_WITHIN_MS = 1_500;

/** Firewatch on its own data folder with the simulated fleet, enrolled and ready for the drill. */
export async function runDemo(of: Omit<LaunchOf, 'fallback'>, options: DemoOptions): Promise<void> {
  const started: SimulatorProcess[] = [];
  const syslog = of.settings.syslog ?? DEMO_SYSLOG;
  const launched = await launch({
    ...of,
    settings: { ...of.settings, syslog },
    fallback: 'data/demo',
    async prepare({ engines, settings }) {
      await claimForDemo(engines.roles.urls.engineUrl);
      const simulator = await SimulatorProcess.start(of.repository, engines.dataFolder);
      started.push(simulator);
      of.ends.add({
        name: 'the simulator',
        end: () => simulator.stop(),
        withinMs: SIMULATOR_WITHIN_MS,
        kill: () => simulator.kill(),
      });
      of.say(
        line(
          'simulator',
          `${simulator.ready.devices.length} firewalls on loopback, control ${simulator.ready.controlUrl}`,
        ),
      );
      const loopback = [...new Set([...settings.egress.loopback, ...simulator.loopback])];
      return { demo: { mailboxUrl: simulator.ready.mailboxUrl }, egress: { loopback } };
    },
  });
  const [fleet] = started;
  if (!fleet) throw new Error('the simulator was not started');
  const { program, address } = launched;
  const rest = await RestClient.signIn(address, await program.signInLink());
  const enrolled = await enrolFleet(rest, fleet.ready);
  await fleet.sendSyslog({ host: '127.0.0.1', port: syslog.port });
  of.say(line('fleet', `${enrolled} simulated firewalls enrolled; everything shown is made up`));
  of.say(line('sign-in', `open this once: ${await program.signInLink()}`));
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const email = await program.setDemoPassword(password);
  if (email !== null)
    of.say(line('password', `${password} of ${email}; a resync asks for it before it starts`));
  of.say(line('pager', fleet.pagerPage));
  of.say(line('mailbox', fleet.ready.mailboxUrl));
  const { ends, say } = of;
  await runDrill({ rest, simulator: fleet, ...options, say, isStopping: () => ends.isStopping });
}
