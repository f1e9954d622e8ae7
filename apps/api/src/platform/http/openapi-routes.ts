import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { fullPath, routeOf, type RouteDefinition } from './request-route.js';

/**
 * Every route of the program, from its controllers.
 * Errors  throws at boot when a handler has no `@Route`, or two routes share method and path: deny by default.
 */
export function collectRoutes(discovery: DiscoveryService, scanner: MetadataScanner): RouteDefinition[] {
  const routes = new Map<string, RouteDefinition>();
  for (const { instance, name } of discovery.getControllers()) {
    const prototype: unknown = instance && Object.getPrototypeOf(instance);
    if (!prototype || typeof prototype !== 'object') continue;
    for (const method of scanner.getAllMethodNames(prototype)) {
      const handler: unknown = Reflect.get(prototype, method);
      if (typeof handler !== 'function') continue;
      const definition = routeOf(handler);
      if (!definition) {
        if (Reflect.hasMetadata(PATH_METADATA, handler) || Reflect.hasMetadata(METHOD_METADATA, handler)) {
          throw new Error(`${name}.${method} answers requests but has no @Route: nobody may call it`);
        }
        continue;
      }
      const key = `${definition.method} ${fullPath(definition)}`;
      if (routes.has(key)) throw new Error(`${key} is declared twice`);
      if (RequestMethod[definition.method] === undefined) throw new Error(`${key}: unknown method`);
      routes.set(key, definition);
    }
  }
  return [...routes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, definition]) => definition);
}
