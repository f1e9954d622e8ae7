import { Controller } from '@nestjs/common';
import { includesRole, rolesWithin } from '@firewatch/shared/domain/roles';
import { page } from '@firewatch/shared/wire/primitives';
import { type ApiToken, apiToken, madeToken, newToken } from '@firewatch/shared/wire/tokens';
import type { z } from 'zod';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { knownCustomers } from '../store/customers.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { tellOwners } from '../store/owner-notice.js';
import { createToken, findToken, listTokens, revokeToken } from '../store/tokens.repo.js';

const list = route({
  method: 'GET',
  path: 'tokens',
  access: 'signed-in',
  summary: "One's own tokens; an owner's answer has everybody's",
  answer: page(apiToken),
});
const create = route({
  method: 'POST',
  path: 'tokens',
  access: 'signed-in',
  summary: 'Make a token for a program; the answer shows it once',
  // Never idempotent: a stored answer would keep the token in clear.
  onlySession: true,
  body: newToken,
  answer: madeToken,
  status: 201,
  perMinute: 30,
});
const revoke = route({
  method: 'DELETE',
  path: 'tokens/:id',
  access: 'signed-in',
  summary: 'Revoke a token at once: one’s own, or as an owner anybody’s',
  onlySession: true,
});

@Controller()
export class TokensController {
  constructor(private readonly writer: Writer) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: ApiToken[]; nextCursor: null }> {
    const { role, personId } = call.caller;
    const items = await this.writer.read(call, (tx) => listTokens(tx, role === 'owner' ? null : personId));
    return { items, nextCursor: null };
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<z.output<typeof madeToken>> {
    const { caller, body } = call;
    if (!includesRole(caller.role, body.role)) {
      const accepted = rolesWithin(caller.role).join(', ');
      throw wrongField('role', `is more than your own; one of ${accepted} is accepted`);
    }
    return this.writer.write(call, async (tx) => {
      await checkCustomers(tx, call);
      const { id, token } = await createToken(tx, { ...body, personId: caller.personId });
      const made = await found(tx, id);
      const { name, prefix, kind, role, allCustomers, customerIds, expiresAt } = made;
      const detail = { name, prefix, kind, role, allCustomers, customerIds, expiresAt };
      await note(tx, call, { action: 'token.created', id, detail });
      if (kind === 'full' && role !== 'viewer') {
        await tellOwners(tx, caller, {
          did: `made the token ${name} for a program, with the rights of ${role}`,
          lines: [`It begins with fw_${prefix} and works until ${expiresAt.slice(0, 10)}.`],
          path: '/administration/tokens',
        });
      }
      return { ...made, token };
    });
  }

  @Route(revoke)
  async revoke(@Call() call: CallOf<typeof revoke>): Promise<void> {
    await this.writer.write(call, async (tx) => {
      const { id } = call.params;
      const token = await findToken(tx, id);
      const isTheirs = token?.person.id === call.caller.personId;
      // Others' tokens are not there for somebody who is no owner.
      if (!token || !(isTheirs || call.caller.role === 'owner')) throw notFound('token');
      const isFirst = await revokeToken(tx, id, call.caller.personId);
      if (!isFirst) return;
      const { name, prefix, person } = token;
      await note(tx, call, { action: 'token.revoked', id, detail: { name, prefix, of: person.name } });
    });
  }
}

async function found(tx: Tx, id: string): Promise<ApiToken> {
  const token = await findToken(tx, id);
  if (!token) throw notFound('token');
  return token;
}

/** A token sees at most what its person sees. */
async function checkCustomers(tx: Tx, { caller, body }: CallOf<typeof create>): Promise<void> {
  const { allCustomers, customerIds } = body;
  if (allCustomers && caller.scope !== 'all') {
    throw wrongField('allCustomers', 'is more than your own; name customers of yours instead');
  }
  const known = await knownCustomers(tx, customerIds);
  if (customerIds.some((id) => !known.has(id))) throw wrongField('customerIds', 'one of them is no customer');
  if (!allCustomers && customerIds.length === 0) {
    throw wrongField('customerIds', 'is empty; at least one customer, or allCustomers, is accepted');
  }
}

async function note(
  tx: Tx,
  call: CallOf<typeof revoke> | CallOf<typeof create>,
  what: { readonly action: string; readonly id: string; readonly detail: object },
): Promise<void> {
  const { action, id, detail } = what;
  await audit(tx, call.caller, {
    action,
    subjectKind: 'token',
    subjectId: id,
    customerId: null,
    detail,
  });
  await appendEvents(tx, [{ type: 'people.changed', customerId: null, payload: {} }]);
}
