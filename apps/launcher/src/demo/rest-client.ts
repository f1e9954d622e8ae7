import type { z } from 'zod';

/** What the product answered instead of what was asked for. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
}

const MOST_WAITS = 5;

/** The product's REST as a signed-in person's browser uses it. */
export class RestClient {
  private constructor(
    private readonly address: string,
    private readonly origin: string,
    private readonly cookie: string,
  ) {}

  /** @param link a one-time sign-in link: `…#token=<token>`. */
  static async signIn(address: string, link: string): Promise<RestClient> {
    const url = new URL(link);
    const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
    const answer = await fetch(`${address}/api/v1/session/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url.origin },
      body: JSON.stringify({ token }),
      signal: AbortSignal.timeout(10_000),
    });
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    if (!answer.ok || cookie === '')
      throw new RestRefusal(`sign-in by link: ${answer.status} ${await answer.text()}`);
    return new RestClient(address, url.origin, cookie);
  }

  async get<T extends z.ZodType>(path: string, answer: T): Promise<z.infer<T>> {
    return answer.parse(await this.call('GET', path, undefined));
  }

  async send<T extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: object,
    answer: T,
  ): Promise<z.infer<T>> {
    return answer.parse(await this.call(method, path, body));
  }

  private async call(method: string, path: string, body: object | undefined): Promise<unknown> {
    for (let waits = 0; ; waits += 1) {
      const answer = await fetch(`${this.address}/api/v1/${path}`, {
        method,
        headers: { 'content-type': 'application/json', origin: this.origin, cookie: this.cookie },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(30_000),
      });
      if (answer.status === 429 && waits < MOST_WAITS) {
        const seconds = Number(answer.headers.get('retry-after')) || 2;
        await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
        continue;
      }
      const text = await answer.text();
      if (!answer.ok) throw new RestRefusal(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    }
  }
}
