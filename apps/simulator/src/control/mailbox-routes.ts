import { listFragment, mailboxPage, mailPage } from '../mailbox/page.js';
import { Problem } from '../problem.js';
import { readBody, smtpFaultBody } from './body-schemas.js';
import type { ControlSurface } from './control-surface.js';
import { html, json, numberOf, type ControlRoute } from './reply.js';

function mailOf(simulator: ControlSurface, id: string) {
  const mail = simulator.mailbox.get(id);
  if (!mail) throw new Problem(`No mail has the id "${id}"; GET /mailbox/messages lists them.`, 404);
  return mail;
}

/** The mailbox as a page to look at and as JSON, and the mail server's faults. */
export function mailboxRoutes(simulator: ControlSurface): ControlRoute[] {
  const { mailbox, smtpFaults } = simulator;
  return [
    { method: 'GET', path: '/mailbox', handle: () => html(mailboxPage(mailbox.list())) },
    { method: 'GET', path: '/mailbox/list', handle: () => html(listFragment(mailbox.list())) },
    {
      method: 'GET',
      path: '/mailbox/messages',
      handle: ({ query }) => json(mailbox.list(numberOf(query, 'since'))),
    },
    {
      method: 'DELETE',
      path: '/mailbox/messages',
      handle: () => {
        mailbox.clear();
        return json([]);
      },
    },
    {
      method: 'GET',
      path: '/mailbox/messages/:id',
      handle: ({ parts }) => json(mailOf(simulator, parts.id ?? '')),
    },
    {
      method: 'GET',
      path: '/mailbox/:id',
      handle: ({ parts }) => html(mailPage(mailOf(simulator, parts.id ?? ''))),
    },
    {
      method: 'POST',
      path: '/smtp/fault',
      handle: ({ body }) => {
        smtpFaults.set(readBody(smtpFaultBody, body));
        return json(smtpFaults.list());
      },
    },
    {
      method: 'DELETE',
      path: '/smtp/fault',
      handle: () => {
        smtpFaults.clear();
        return json([]);
      },
    },
  ];
}
