import { problem } from '@firewatch/shared/wire/primitives';
import { z } from 'zod';
import { fullPath, statusOf, type RouteDefinition } from './request-route.js';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const pathParameters = (definition: RouteDefinition): Json[] =>
  [...definition.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));

function queryParameters(definition: RouteDefinition): Json[] {
  if (!definition.query) return [];
  const { properties, required } = schemaOf(definition.query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required?.includes(name) ?? false,
    schema,
  }));
}

const keyParameter: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same body is answered again and done once.',
  schema: { type: 'string', minLength: 8, maxLength: 200 },
};

function operationId(definition: RouteDefinition): string {
  const words = definition.path
    .split('/')
    .map((part) => (part.startsWith(':') ? `by-${part.slice(1)}` : part));
  return [definition.method.toLowerCase(), ...words]
    .join('-')
    .replaceAll(/[^a-z0-9-]/gi, '-')
    .replaceAll(/-+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

function success(definition: RouteDefinition): Json {
  if (definition.media) {
    const media = typeof definition.media === 'string' ? [definition.media] : definition.media;
    const schema = { type: 'string' };
    return { description: 'Done', content: Object.fromEntries(media.map((one) => [one, { schema }])) };
  }
  if (!definition.answer) return { description: 'Done, no content' };
  return {
    description: 'Done',
    content: { 'application/json': { schema: schemaOf(definition.answer, 'output') } },
  };
}

const problemAnswer = {
  description: 'Refused, in one sentence (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function operation(definition: RouteDefinition): Json {
  const parameters = [
    ...pathParameters(definition),
    ...queryParameters(definition),
    ...(definition.idempotent ? [keyParameter] : []),
  ];
  return {
    operationId: operationId(definition),
    summary: definition.summary,
    tags: [definition.path.split('/')[0]],
    'x-access': definition.access,
    security: definition.access === 'public' || definition.access === 'inside' ? [] : [{ session: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(definition.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(definition.body, 'input') } },
          },
        }
      : {}),
    responses: { [String(statusOf(definition))]: success(definition), default: problemAnswer },
  };
}

/** OpenAPI 3.1 of the routes; JSON Schema straight from the wire schemas. */
export function openApiOf(routes: readonly RouteDefinition[]): Json {
  const paths: Record<string, Json> = {};
  for (const definition of routes) {
    const path = fullPath(definition).replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [definition.method.toLowerCase()]: operation(definition) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Firewatch',
      version: '1',
      description: 'Which customers are not protected right now, since when, why, and what gets them back.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-firewatch' } },
    },
  };
}
