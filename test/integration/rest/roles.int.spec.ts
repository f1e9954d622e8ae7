import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ROLES } from '@firewatch/shared/domain/roles';
import { customer } from '@firewatch/shared/wire/access';
import { madeToken } from '@firewatch/shared/wire/tokens';
import { refusalOf } from '@firewatch/api/access/access.rules';
import { collectRoutes } from '@firewatch/api/platform/http/openapi-routes';
import { fullPath, type RouteDefinition } from '@firewatch/api/platform/http/request-route';
import type { Caller } from '@firewatch/api/platform/http/request-call';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, RestStage } from './rest-stage.js';

/** Somebody who asks, and what the rules say of them. */
interface Asker {
  readonly name: string;
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
}

let stage: RestStage;
let routes: readonly RouteDefinition[];
const askers: Asker[] = [];
const KINDS = ['full', 'read', 'wall'] as const;

beforeAll(async () => {
  // Each asker comes from an address of their own: what is counted per address and minute is not asked about here.
  stage = await RestStage.open({ trustProxy: true });
  routes = collectRoutes(
    stage.app.get(DiscoveryService, { strict: false }),
    stage.app.get(MetadataScanner, { strict: false }),
  );
  const owner = await stage.setUp();
  const { id } = await owner.post('/customers', { name: 'Alder' }, customer);
  const base = { personId: '', email: '', name: '' };
  for (const role of ROLES) {
    for (const scope of role === 'owner' ? (['all'] as const) : (['all', [id]] as const)) {
      const email = `${role}-${scope === 'all' ? 'all' : 'one'}@example.com`;
      await stage.sql(
        `insert into people (email, name, role, all_customers, password_hash)
         select $1, $1, $2, $3, password_hash from people where email = 'owner@example.com'`,
        [email, role, scope === 'all'],
      );
      if (scope !== 'all')
        await stage.sql('insert into person_customers select id, $2 from people where email = $1', [
          email,
          id,
        ]);
      const rest = await stage.signedIn(email, PASSWORD);
      const headers = { cookie: rest.cookieHeader, origin: stage.url };
      askers.push({ name: email, caller: { ...base, role, scope }, headers });
    }
  }
  for (const kind of KINDS) {
    const body = { name: kind, kind, role: 'owner', allCustomers: true, days: 1 };
    const { token } = await owner.post('/tokens', body, madeToken);
    const caller: Caller = { ...base, role: 'owner', scope: 'all', token: { id: '', prefix: '', kind } };
    askers.push({ name: `token ${kind}`, caller, headers: { authorization: `Bearer ${token}` } });
  }
});
afterAll(() => stage.close());

const addressOf = (headers: Asker['headers']): string =>
  `203.0.113.${askers.findIndex((one) => one.headers === headers) + 1}`;

/** Asks without doing anything: an id that nothing has, and a body that no route accepts; the guard answers before either. */
async function ask(route: RouteDefinition, headers: Readonly<Record<string, string>>): Promise<number> {
  const hasBody = route.body !== undefined;
  const answer = await stage.raw(route.method, fullPath(route).replaceAll(/:\w+/g, crypto.randomUUID()), {
    headers: {
      ...headers,
      'x-forwarded-for': addressOf(headers),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: '{"no such field": 1}' } : {}),
  });
  await answer.body?.cancel();
  return answer.status;
}

/** These would do something: asked about by name in routes.int.spec.ts. */
const ACTS = new Set([
  'DELETE /api/v1/me/sessions',
  'POST /api/v1/me/second-factor',
  'POST /api/v1/audit/verify',
]);
const keyOf = (route: RouteDefinition): string => `${route.method} ${fullPath(route)}`;

describe('every role and every kind of token at every route', () => {
  it('gets exactly what the rules say: 403 where they refuse, and nowhere else', async () => {
    const closed = routes.filter(
      (route) => route.access !== 'public' && route.access !== 'inside' && !ACTS.has(keyOf(route)),
    );
    const wrong: string[] = [];
    for (const route of closed) {
      for (const { name, caller, headers } of askers) {
        const isRefused = refusalOf(caller, route) !== null;
        const status = await ask(route, headers);
        if ((status === 403) !== isRefused || status === 401)
          wrong.push(`${name}, ${keyOf(route)}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(closed.length * askers.length).toBeGreaterThan(600);
  });

  it('in docs/access-matrix.md is the table that follows from the routes (vitest -u writes it)', async () => {
    const text = await format(matrix(routes), { parser: 'markdown', printWidth: 110 });
    await expect(text).toMatchFileSnapshot('../../../docs/access-matrix.md');
  });
});

const COLUMNS = ['viewer', 'operator', 'approver', 'engineer', 'owner'] as const;

function matrix(all: readonly RouteDefinition[]): string {
  const cell = (caller: Caller, route: RouteDefinition): string => {
    if (route.access === 'public') return 'yes';
    return refusalOf(caller, route) === null ? 'yes' : '';
  };
  const base = { personId: '', email: '', name: '' };
  const lines = all.map((route) => {
    const roles = COLUMNS.map((role) => {
      const ofAll = cell({ ...base, role, scope: 'all' }, route);
      const ofSome = cell({ ...base, role, scope: ['x'] }, route);
      return ofAll !== ofSome && role !== 'owner' ? 'all customers' : ofAll;
    });
    const tokens = KINDS.map((kind) =>
      cell({ ...base, role: 'owner', scope: 'all', token: { id: '', prefix: '', kind } }, route),
    );
    return `| \`${keyOf(route)}\` | ${[...roles, ...tokens].join(' | ')} |`;
  });
  return `# Who may call what

Follows from the routes themselves; a test asks each of them as each of these. Everybody sees and changes only what belongs to
their customers; "all customers" = only people who look after every customer. A token has at most the role and the customers of
its person; the columns show the token of an owner.

| route | ${COLUMNS.join(' | ')} | token | token, only reads | token, wallboard |
| --- | ${[...COLUMNS, ...KINDS].map(() => '---').join(' | ')} |
${lines.join('\n')}
`;
}
