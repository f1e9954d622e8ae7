import type { Request } from 'express';
import type { SessionOrigin } from '../store/sessions.repo.js';

/** Where a request comes from, behind a trusted proxy the address that it names. */
export const originOf = (request: Request): SessionOrigin => ({
  userAgent: request.headers['user-agent'] ?? '',
  address: (request.ip ?? '').replace(/^::ffff:/i, ''),
});
