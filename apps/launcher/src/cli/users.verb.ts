import { listPeople } from '@firewatch/api/store/people.repo';
import { withStore } from './run-verb.js';
import type { Verb } from './verb.js';

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
};
