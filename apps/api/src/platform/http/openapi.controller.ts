import { Controller, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { z } from 'zod';
import { collectRoutes } from './openapi-routes.js';
import { openApiOf } from './openapi.js';
import { Route, route } from './request-route.js';

const readOpenApi = route({
  method: 'GET',
  path: 'openapi.json',
  access: 'public',
  summary: 'This description',
  answer: z.record(z.string(), z.unknown()),
});

/** The program's own description; made at boot, which also refuses to start with an undeclared route. */
@Controller()
export class OpenApiController implements OnModuleInit {
  private document: Record<string, unknown> = {};

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    this.document = openApiOf(collectRoutes(this.discovery, this.scanner));
  }

  @Route(readOpenApi)
  read(): Record<string, unknown> {
    return this.document;
  }
}
