import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ApiFailure } from './failure.js';
import { command, request, whenSessionEnds } from './http.js';
import { isWorthRetrying } from './query-client.js';

const answers = (body: unknown, status = 200) =>
  vi.fn<typeof fetch>(() =>
    Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })),
  );
const shape = z.object({ size: z.number() });
const failureOf = async (run: Promise<unknown>): Promise<ApiFailure> => {
  const error: unknown = await run.then(
    () => new Error('it answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof ApiFailure) return error;
  throw error;
};
afterEach(() => vi.unstubAllGlobals());

describe('request', () => {
  it('gives the parsed answer of GET /api/v1 with its query, undefined left out', async () => {
    const fake = answers({ size: 3, more: true });
    vi.stubGlobal('fetch', fake);
    expect(await request('things', shape, { query: { state: 'open', kind: undefined } })).toEqual({
      size: 3,
    });
    expect(fake.mock.calls[0]?.[0]).toBe('/api/v1/things?state=open');
  });

  it('names the field when HTTP 200 has another form', async () => {
    vi.stubGlobal('fetch', answers({ size: 'three' }));
    const failure = await failureOf(request('things', shape));
    expect([failure.kind, failure.message.includes('(size)')]).toEqual(['shape', true]);
  });

  it('takes a login page with HTTP 200 for a failure, not for an empty answer', async () => {
    vi.stubGlobal('fetch', answers('<html>sign in</html>'));
    expect((await failureOf(request('things', shape))).kind).toBe('shape');
  });

  it('turns problem details into sentence, reference and fields', async () => {
    const errors = [{ field: 'reason', message: 'reason: at least 3 characters.' }];
    vi.stubGlobal(
      'fetch',
      answers(
        {
          type: 'about:blank',
          title: 'Bad Request',
          status: 400,
          detail: 'No reason',
          reference: 'r-1',
          errors,
        },
        400,
      ),
    );
    const failure = await failureOf(command('x', { method: 'POST', body: {} }));
    expect([failure.message, failure.reference, failure.faultOf('reason')]).toEqual([
      'No reason.',
      'r-1',
      'reason: at least 3 characters.',
    ]);
  });

  it('says HTTP 502 of a proxy page without showing the page', async () => {
    vi.stubGlobal('fetch', answers('<html>bad gateway</html>', 502));
    expect((await failureOf(request('things', shape))).message).toBe('The server answered HTTP 502.');
  });

  it('names silence as network', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    expect((await failureOf(request('things', shape))).kind).toBe('network');
  });

  it('tells the app of a session that ended, but not of a wrong password', async () => {
    const ended = vi.fn<() => void>();
    whenSessionEnds(ended);
    vi.stubGlobal('fetch', answers({ type: 'about:blank', title: 'Unauthorized', status: 401 }, 401));
    await failureOf(command('session', { method: 'POST', body: {} }));
    expect(ended).toHaveBeenCalledTimes(0);
    await failureOf(request('things', shape));
    expect(ended).toHaveBeenCalledTimes(1);
  });
});

it.each([
  [0, new ApiFailure('network', 'x'), true],
  [3, new ApiFailure('network', 'x'), false],
  [0, new ApiFailure('http', 'x', { status: 503 }), true],
  [0, new ApiFailure('http', 'x', { status: 403 }), false],
  [0, new ApiFailure('shape', 'x'), false],
])('after %i failures %s is retried: %s', (failures, error, again) => {
  expect(isWorthRetrying(failures, error)).toBe(again);
});
