import type { z } from 'zod';

/** Signed-in caller of the REST interface; answers are parsed with the schema that is promised. */
export class Rest {
  private cookie = '';

  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async signIn(email: string, password: string): Promise<void> {
    const answer = await this.send('POST', '/session', { email, password });
    if (answer.status !== 204 && answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
  }

  async signInByLink(token: string): Promise<void> {
    const answer = await this.send('POST', '/session/link', { token });
    if (!answer.ok) throw new Error(`sign-in by link answered ${answer.status}`);
  }

  get cookieHeader(): string {
    return this.cookie;
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        origin: this.url,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(60_000),
    });
    const set = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
    if (set.length > 0) this.cookie = set.filter((one) => !one.endsWith('=')).join('; ');
    return answer;
  }

  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
    return schema.parse(await this.json('GET', path));
  }

  async post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>> {
    return schema.parse(await this.json('POST', path, body));
  }

  /** Any method; rejects with the problem's words when the answer is not 2xx. */
  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.send(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
    return text === '' ? null : JSON.parse(text);
  }
}
