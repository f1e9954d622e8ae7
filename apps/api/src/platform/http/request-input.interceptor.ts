import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import { type FieldFault, Refusal } from './problem.js';
import { callerOf, setCall } from './request-call.js';
import { routeOf, type RouteDefinition } from './request-route.js';
import { faultsOf } from './request-sentences.js';
import { textFaults } from './request-text.js';

const uuid = z.uuid();
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,200}$/;
/** A body of nothing but faults must not be answered with many times its size. */
const NAMED_FAULTS = 20;

function parsed(schema: z.ZodType | undefined, input: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(input);
  const faults = result.success ? textFaults(result.data) : faultsOf(result.error.issues, input);
  if (result.success && faults.length === 0) return result.data;
  throw faultsRefusal(faults);
}

function faultsRefusal(faults: readonly FieldFault[]): Refusal {
  const named = faults.slice(0, NAMED_FAULTS);
  const more = faults.length > named.length ? ` And ${faults.length - named.length} more.` : '';
  return new Refusal(422, named.map((one) => `${one.field} ${one.message}.`).join(' ') + more, named);
}

function checkedParams(params: Request['params']): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [key, value] of Object.entries(params)) {
    const id = uuid.safeParse(value);
    if (!id.success) throw new Refusal(404, 'There is nothing at this address.');
    checked[key] = id.data;
  }
  return checked;
}

function idempotencyKey(definition: RouteDefinition, request: Request): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !definition.idempotent) return null;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  throw new Refusal(400, 'Idempotency-Key must be 8 to 200 printable characters without spaces.');
}

/** Checks input against the route's schemas and hands the handler one typed `Call`. */
@Injectable()
export class RequestInput implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    // Global interceptors also run for socket messages; the live gateway checks its own.
    if (context.getType() !== 'http') return next.handle();
    const definition = routeOf(context.getHandler());
    if (!definition) throw new Refusal(404, 'There is nothing at this address.');
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    setCall(request, {
      route: definition,
      caller: callerOf(request),
      params: checkedParams(request.params),
      // A misspelt filter would otherwise answer more than was asked for.
      query: parsed(definition.query?.strict(), { ...request.query }),
      body: parsed(definition.body, definition.body ? (request.body as unknown) : undefined),
      idempotencyKey: idempotencyKey(definition, request),
      request,
      response: http.getResponse<Response>(),
    });
    return next.handle();
  }
}
