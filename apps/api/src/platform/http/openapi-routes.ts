import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { fullPath, routeOf, type RouteDefinition } from './request-route.js';

interface Handler {
  readonly name: string;
  readonly run: object;
}

function handlersOf(discovery: DiscoveryService, scanner: MetadataScanner): Handler[] {
  return discovery.getControllers().flatMap(({ instance, name }) => {
    const prototype: unknown = instance && Object.getPrototypeOf(instance);
    if (!prototype || typeof prototype !== 'object') return [];
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const run: unknown = Reflect.get(prototype, method);
      return typeof run === 'function' ? [{ name: `${name}.${method}`, run }] : [];
    });
  });
}

const answersRequests = (handler: Handler): boolean =>
  Reflect.hasMetadata(PATH_METADATA, handler.run) || Reflect.hasMetadata(METHOD_METADATA, handler.run);

/**
 * Every route of the program, from its controllers.
 * Errors  throws at boot when a handler has no `@Route`, or two routes share method and path: deny by default.
 */
export function collectRoutes(discovery: DiscoveryService, scanner: MetadataScanner): RouteDefinition[] {
  const routes = new Map<string, RouteDefinition>();
  for (const handler of handlersOf(discovery, scanner)) {
    const definition = routeOf(handler.run);
    if (!definition && answersRequests(handler)) {
      throw new Error(`${handler.name} answers requests but has no @Route: nobody may call it`);
    }
    if (!definition) continue;
    const key = `${definition.method} ${fullPath(definition)}`;
    if (routes.has(key)) throw new Error(`${key} is declared twice`);
    routes.set(key, definition);
  }
  return [...routes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, definition]) => definition);
}
