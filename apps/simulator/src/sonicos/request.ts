/** A request as the box reads it: path without query, body complete. */
export interface BoxRequest {
  readonly method: string;
  readonly path: string;
  readonly remote: string;
  readonly authorization: string | null;
  readonly accept: string | null;
  readonly contentType: string | null;
  readonly body: Buffer;
}

/** The part after `Bearer `, null when the header is absent or of another kind. */
export function bearerOf(request: BoxRequest): string | null {
  const match = /^bearer\s+(\S+)$/i.exec(request.authorization ?? '');
  return match?.[1] ?? null;
}
