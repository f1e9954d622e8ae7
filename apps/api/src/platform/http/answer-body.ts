import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { TransportFailure } from './device-transport.js';

/** Cap on one decoded answer, bytes; the largest honest one (a zone list) is some tens of kB. */
export const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

function isDecoder(name: string): name is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, name);
}

async function collect(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new TransportFailure('too-large', 'The answer is larger than 2 MB.');
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only ? only.toString('utf8') : Buffer.concat(chunks, bytes).toString('utf8');
}

async function decode(body: Readable, encoding: keyof typeof DECODERS): Promise<string> {
  const decoder = DECODERS[encoding]();
  // Not `pipeline`: it would hide which side failed. Each side's end is carried over by hand.
  let sourceError: unknown;
  body.on('error', (error) => {
    sourceError = error;
    decoder.destroy(error);
  });
  body.pipe(decoder);
  try {
    return await collect(decoder);
  } catch (error) {
    if (error instanceof TransportFailure) throw error;
    if (sourceError !== undefined) throw sourceError;
    const isCut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw isCut
      ? new TransportFailure('truncated', 'The compressed answer ended early.')
      : new TransportFailure('malformed', 'The compressed answer does not decode.');
  } finally {
    decoder.destroy();
  }
}

/**
 * Reads an answer's body to its end, decompressed, counting decoded bytes.
 * Errors  TransportFailure `too-large`, `malformed`, `truncated`; other errors of the stream as they come. The body is
 *         destroyed on every failure, and with it the socket: a bomb is not drained.
 */
export async function readAnswerBody(body: Readable, encoding: string): Promise<string> {
  const name = encoding.trim().toLowerCase();
  try {
    if (name === '' || name === 'identity') return await collect(body);
    if (isDecoder(name)) return await decode(body, name);
    throw new TransportFailure('malformed', 'The answer has an encoding nobody asked for.');
  } catch (error) {
    body.on('error', () => undefined);
    body.destroy();
    throw error;
  }
}
