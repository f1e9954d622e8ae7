/**
 * What a box sends back.
 * Shape   `why` is for the log only; `showed` marks a licence read with what it told the client;
 *         `afterMs` = how long the box takes before its first byte, 0 where it is absent.
 */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly why?: string;
  readonly afterMs?: number;
  readonly showed?: 'licensed' | 'not-licensed';
}

const JSON_TYPE = 'application/json; charset=UTF-8';
export const HTML_TYPE = 'text/html; charset=UTF-8';

/** A reporting or configuration GET answers the bare object, without the envelope. */
export function bare(body: unknown): Answer {
  return { status: 200, body: JSON.stringify(body), type: JSON_TYPE };
}

export interface EnvelopeInfo {
  readonly level: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly message: string;
  readonly bearer_token?: string;
  readonly auth_code?: string;
}

function envelope(status: number, success: boolean, info: EnvelopeInfo): Answer {
  return { status, body: JSON.stringify({ status: { success, info: [info] } }), type: JSON_TYPE };
}

/** `E_OK` / "Success." means accepted, not done. */
export function accepted(extra: Pick<EnvelopeInfo, 'bearer_token' | 'auth_code'> = {}): Answer {
  return envelope(200, true, { level: 'info', code: 'E_OK', message: 'Success.', ...extra });
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly why: string;
}

export function refused({ status, code, message, why }: Refusal): Answer {
  return { ...envelope(status, false, { level: 'error', code, message }), why };
}

/** The web interface's sign-in page, as a captive portal or a box without the API would show it. */
export function loginPage(why: string): Answer {
  const body =
    '<!DOCTYPE html><html><head><title>SonicWall - Authentication</title></head><body>' +
    '<form method="post" action="/auth.html"><label>Name <input name="uName"></label>' +
    '<label>Password <input type="password" name="pass"></label><button>Log in</button></form></body></html>';
  return { status: 200, body, type: HTML_TYPE, why };
}

export function htmlError(status: number, title: string, why: string): Answer {
  const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, body, type: HTML_TYPE, why };
}
