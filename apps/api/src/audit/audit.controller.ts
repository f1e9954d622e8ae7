import { Controller } from '@nestjs/common';
import {
  type AuditEntry,
  auditEntry,
  auditQuery,
  auditReport,
  type AuditReport,
} from '@firewatch/shared/wire/audit';
import { page } from '@firewatch/shared/wire/primitives';
import { wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { listAudit } from '../store/audit-list.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { KeyCalls } from '../store/key-calls.js';

/** A million lines take about a quarter of a minute. */
const VERIFY_WITHIN_MS = 60_000;

const list = route({
  method: 'GET',
  path: 'audit',
  access: 'owner',
  summary: 'Who changed what, youngest first; never deleted',
  query: auditQuery,
  answer: page(auditEntry),
});
const verify = route({
  method: 'POST',
  path: 'audit/verify',
  access: 'owner',
  summary: 'Check every line against the chain and the end against the head kept outside the database',
  answer: auditReport,
  perMinute: 6,
});

@Controller()
export class AuditController {
  constructor(
    private readonly writer: Writer,
    private readonly keys: KeyCalls,
  ) {}

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
    const { cursor, limit, ...filter } = call.query;
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
      throw wrongField('cursor', 'is not one of ours; take it from nextCursor of the page before');
    }
    const before = cursor === undefined ? undefined : Number(cursor);
    const found = await this.writer.read(call, (tx) => listAudit(tx, { ...filter, before, limit }));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: found.length > limit && last ? String(last.id) : null };
  }

  @Route(verify)
  verify(@Call() call: CallOf<typeof verify>): Promise<AuditReport> {
    const { personId } = call.caller;
    return this.keys.ask({ kind: 'audit-verify', personId }, auditReport, VERIFY_WITHIN_MS);
  }
}
