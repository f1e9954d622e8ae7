import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { format } from 'prettier';
import { problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'fw-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Firewatch</title>');
  await writeFile(join(webRoot, 'assets', 'main-4f2a.js'), 'export {}');
  stage = await RestStage.open({ webRoot });
  owner = await stage.setUp();
});
afterAll(async () => {
  await stage.close();
  await rm(webRoot, { recursive: true });
});

describe('OpenAPI', () => {
  it('in docs/openapi.json is the one the program serves (vitest -u writes it)', async () => {
    const served: unknown = await (await stage.raw('GET', '/api/v1/openapi.json')).json();
    const text = await format(JSON.stringify(served), { parser: 'json', printWidth: 110 });
    await expect(text).toMatchFileSnapshot('../../../docs/openapi.json');
  });

  it('gives each operation an id of its own and an answer', async () => {
    const served = (await (await stage.raw('GET', '/api/v1/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
    };
    const operations = Object.values(served.paths).flatMap((one) => Object.values(one));
    expect(served.openapi).toBe('3.1.0');
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    expect(operations.every((one) => Object.keys(one.responses).some((code) => code.startsWith('2')))).toBe(
      true,
    );
  });
});

describe('the web app', () => {
  it('answers page addresses with the index, never to be kept', async () => {
    for (const path of ['/', '/incidents', '/devices/0b8f9f0e-5f4e-4d8b-9a43-3d0a2f2f2f01', '/setup']) {
      const answer = await stage.raw('GET', path, { headers: { accept: 'text/html' } });
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      expect(await answer.text()).toContain('<title>Firewatch</title>');
    }
  });

  it('gives hashed assets for a year', async () => {
    const answer = await stage.raw('GET', '/assets/main-4f2a.js');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
  });

  it.each([
    '/api/v2/setup',
    '/API/v1/setup',
    '/api//v1/setup',
    '/assets/gone.js',
    '/..%2f..%2fetc/passwd',
    '/.env',
    '/health/x',
  ])('does not stand in for %s: 404 as problem details', async (path) => {
    const answer = await stage.raw('GET', path, { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(problem.parse(await answer.json()).status).toBe(404);
  });

  it('sends a policy without inline scripts, not to be framed, and no name of the server', async () => {
    const { headers } = await stage.raw('GET', '/', { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect([
      headers.get('x-powered-by'),
      headers.get('x-content-type-options'),
      headers.get('x-frame-options'),
    ]).toEqual([null, 'nosniff', 'DENY']);
  });

  it('keeps no API answer in caches', async () => {
    const answer = await owner.send('GET', '/me');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('wrong input', () => {
  const refusal = async (method: string, path: string, body?: unknown) => {
    const answer = await owner.send(method, path, body);
    const { detail, errors } = problem.parse(await answer.json());
    return { status: answer.status, detail, errors };
  };

  it('gets one sentence per field: which, what is wrong, what is accepted', async () => {
    const answer = await refusal('POST', '/devices/look', {
      vendor: 'sonicwall',
      host: 'https://10.0.0.1/',
      port: 70_000,
      x: 1,
    });
    expect(answer).toEqual({
      status: 422,
      detail:
        'host is not a host name or an IP address, without https:// and without a path. port is too large; at most 65535 are accepted. x is not a field that is accepted here.',
      errors: [
        {
          field: 'host',
          message: 'is not a host name or an IP address, without https:// and without a path',
        },
        { field: 'port', message: 'is too large; at most 65535 are accepted' },
        { field: 'x', message: 'is not a field that is accepted here' },
      ],
    });
  });

  it('names a missing field and a misspelt filter', async () => {
    expect((await refusal('POST', '/customers', {})).errors).toEqual([
      { field: 'name', message: 'is missing; a string is accepted' },
    ]);
    expect((await refusal('GET', '/devices?verdikt=exposed')).errors).toEqual([
      { field: 'verdikt', message: 'is not a field that is accepted here' },
    ]);
    expect((await refusal('GET', '/devices?verdict=red')).errors?.[0]?.message).toContain(
      'is not one of exposed, blocking, unknown',
    );
  });

  it('names the vendor fields a credential lacks, and never repeats a value', async () => {
    const answer = await refusal('POST', '/credential-sets', {
      name: 'x',
      vendor: 'sonicwall',
      credential: { pasword: 'Hunter2-secret' },
    });
    expect(answer.status).toBe(422);
    expect(answer.errors?.map((one) => one.field)).toContain('credential.pasword');
    expect(JSON.stringify(answer)).not.toContain('Hunter2');
  });

  it('is told apart from broken JSON (400), too much (413), an unknown vendor (422) and our own fault (500, a reference only)', async () => {
    const send = (body: string) =>
      stage.raw('POST', '/api/v1/customers', {
        body,
        headers: { 'content-type': 'application/json', origin: stage.url, cookie: owner.cookieHeader },
      });
    const broken = await send('{"name": "secret-text');
    const large = await send(JSON.stringify({ name: 'x'.repeat(1_100_000) }));
    expect([broken.status, large.status]).toEqual([400, 413]);
    expect(await broken.text()).not.toContain('secret-text');
    expect((await refusal('POST', '/devices/look', { vendor: 'acme', host: 'x', port: 1 })).detail).toBe(
      'vendor: is not known here; sonicwall is accepted',
    );
    const superuser = new pg.Client({ connectionString: stage.db.superuserUrl });
    await superuser.connect();
    await superuser.query('alter table customer_counts rename to away');
    const ours = await owner.send('GET', '/fleet/summary');
    await superuser.query('alter table away rename to customer_counts');
    await superuser.end();
    const { reference, detail } = problem.parse(await ours.json());
    expect([ours.status, detail]).toEqual([500, `Quote ${reference} when you report it.`]);
    expect(
      stage.logged.some((line) => line.includes(reference ?? 'none') && line.includes('customer_counts')),
    ).toBe(true);
  });
});
