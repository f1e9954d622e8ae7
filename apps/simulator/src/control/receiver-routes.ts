import { Problem } from '../problem.js';
import {
  alertPage,
  pagerList,
  pagerPage,
  requestPage,
  webhookList,
  webhookPage,
} from '../receivers/pages.js';
import type { ReceiverFaults } from '../receivers/receiver-fault.js';
import { readBody, receiverFaultBody } from './body-schemas.js';
import type { ControlSurface } from './control-surface.js';
import { get, html, json, numberOf, post, remove, type ControlRoute } from './reply.js';

function faultRoutes(path: string, faults: ReceiverFaults): ControlRoute[] {
  return [
    get(path, () => json(faults.list())),
    post(path, ({ body }) => {
      faults.set(readBody(receiverFaultBody, body));
      return json(faults.list());
    }),
    remove(path, () => {
      faults.clear();
      return json([]);
    }),
  ];
}

/** The pager as a page to look at and as JSON, and its faults. */
export function pagerRoutes({ pager, pagerFaults }: ControlSurface): ControlRoute[] {
  const alertOf = (id: string) => {
    const alert = pager.list().find((each) => each.id === id);
    if (!alert) throw new Problem(`No alert has the id "${id}"; GET /pager/alerts lists them.`, 404);
    return alert;
  };
  return [
    get('/pager', () => html(pagerPage(pager.list()))),
    get('/pager/list', () => html(pagerList(pager.list()))),
    get('/pager/alerts', () => json(pager.list())),
    get('/pager/alerts/:id', ({ parts }) => {
      const alert = alertOf(parts.id ?? '');
      return html(
        alertPage(
          alert,
          pager.events().filter(({ dedupKey }) => dedupKey === alert.dedupKey),
        ),
      );
    }),
    get('/pager/events', ({ query }) => json(pager.events(numberOf(query, 'since')))),
    remove('/pager/alerts', () => {
      pager.clear();
      return json([]);
    }),
    ...faultRoutes('/pager/fault', pagerFaults),
  ];
}

/** The webhook receiver as a page to look at and as JSON, and its faults. */
export function webhookRoutes({ webhook, webhookFaults }: ControlSurface): ControlRoute[] {
  const requestOf = (id: string) => {
    const request = webhook.get(id);
    if (!request) throw new Problem(`No request has the id "${id}"; GET /webhook/requests lists them.`, 404);
    return request;
  };
  return [
    get('/webhook', () => html(webhookPage(webhook.list()))),
    get('/webhook/list', () => html(webhookList(webhook.list()))),
    get('/webhook/requests', ({ query }) => json(webhook.list(numberOf(query, 'since')))),
    remove('/webhook/requests', () => {
      webhook.clear();
      return json([]);
    }),
    ...faultRoutes('/webhook/fault', webhookFaults),
    get('/webhook/:id', ({ parts }) => html(requestPage(requestOf(parts.id ?? '')))),
  ];
}
