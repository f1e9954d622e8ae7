import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { OpenApiController } from '@firewatch/api/platform/http/openapi.controller';
import { Route, route } from '@firewatch/api/platform/http/request-route';

const declared = route({ method: 'GET', path: 'things/:id', access: 'signed-in', summary: 'A thing' });

@Controller()
class Declared {
  @Route(declared)
  read(): void {
    return undefined;
  }
}
@Controller()
class Twice {
  @Route(declared)
  again(): void {
    return undefined;
  }
}
@Controller()
class Forgotten {
  @Get('/api/v1/open-door')
  open(): string {
    return 'everything';
  }
}

const boot = async (...controllers: (new () => object)[]): Promise<void> => {
  @Module({ imports: [DiscoveryModule], controllers: [OpenApiController, ...controllers] })
  class Program {}
  const app = await NestFactory.createApplicationContext(Program, { logger: false, abortOnError: false });
  await app.close();
};

describe('deny by default', () => {
  it('starts when every handler is declared', async () => {
    await expect(boot(Declared)).resolves.toBe(undefined);
  });

  it('refuses to start with a handler that has no @Route, by name', async () => {
    await expect(boot(Declared, Forgotten)).rejects.toThrow(
      'Forgotten.open answers requests but has no @Route',
    );
  });

  it('refuses to start with one route declared twice', async () => {
    await expect(boot(Declared, Twice)).rejects.toThrow('GET /api/v1/things/:id is declared twice');
  });
});
