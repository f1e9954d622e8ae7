import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { fragmentOf, PASSWORD_PAGE } from '@firewatch/api/store/account-mail';
import { audit } from '@firewatch/api/store/audit.repo';
import { tellOwners } from '@firewatch/api/store/owner-notice';
import { forgiveAll } from '@firewatch/api/store/people-guesses.repo';
import { createLink, RESET_MS } from '@firewatch/api/store/people-links.repo';
import { findByEmail, listPeople } from '@firewatch/api/store/people.repo';
import { removeFactor } from '@firewatch/api/store/second-factor.repo';
import { endSessionsOf } from '@firewatch/api/store/sessions.repo';
import type { OpenStore } from './open-store.js';
import { withStore } from './run-verb.js';
import type { Verb } from './verb.js';

/** Errors: StartRefusal when there is nobody with this address, or they are disabled. */
async function reset({ database, settings }: OpenStore, email: string): Promise<string> {
  return database.inScope('all', async (tx) => {
    const person = await findByEmail(tx, email);
    if (!person) {
      throw new StartRefusal(`Nobody signs in with ${email}: "users list" shows who does.`);
    }
    if (person.isDisabled) {
      throw new StartRefusal(`${email} is disabled: an owner has to enable that person first.`);
    }
    const token = await createLink(tx, 'password', person.id, RESET_MS);
    const hadFactor = await removeFactor(tx, person.id);
    const ended = await endSessionsOf(tx, person.id);
    await forgiveAll(tx, email);
    await tellOwners(tx, ON_THE_HOST, {
      did: `made a link to choose a new password for ${email}`,
      lines: [
        `It works once, for 1 hour.${hadFactor ? ' The second factor was taken away with it.' : ''}`,
        'This was done with "firewatch users reset" on the machine that Firewatch runs on.',
      ],
      path: '/administration/people',
    });
    await audit(tx, null, {
      action: 'person.reset-on-host',
      subjectKind: 'person',
      subjectId: person.id,
      customerId: null,
      detail: { email, hadSecondFactor: hadFactor, endedSessions: ended },
    });
    return `${settings.http.publicUrl}${PASSWORD_PAGE}#${fragmentOf(token)}`;
  });
}

const ON_THE_HOST = { name: 'Somebody on the host' };

/** `users list`, `users reset <email>`: for whoever has the host, when nobody can sign in any more. */
export const users: Verb = (program, tools) => {
  const group = program.command('users').description('people who may sign in');
  group
    .command('list')
    .description('everybody, with role and state')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) =>
      withStore(tools, async ({ database }) => {
        const people = await database.asEngine((tx) => listPeople(tx));
        if (options.json) return tools.say(JSON.stringify(people));
        for (const one of people) {
          const state = one.disabledAt === null ? '' : ', disabled';
          tools.say(`${one.email.padEnd(36)} ${one.role}${state}  ${one.name}`);
        }
      }),
    );
  group
    .command('reset <email>')
    .description('a one-time link to choose a new password; also ends the sessions and the second factor')
    .option('--json', 'answer as JSON')
    .action((email: string, options: { json?: boolean }) =>
      withStore(tools, async (store) => {
        const link = await reset(store, email);
        if (options.json) return tools.say(JSON.stringify({ email, link, validMinutes: RESET_MS / 60_000 }));
        tools.say(link);
        tools.say(
          'Open it once within 1 hour. Sessions and second factor of this person are gone; the owners were told.',
        );
      }),
    );
};
