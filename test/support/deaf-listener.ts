import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** A thread that listens and never accepts: it sleeps until it is woken, and its event loop with it. */
const SLEEPER = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(workerData), 0, 0);
  process.exit();
});`;
/** On loopback a connection is there within a millisecond or not at all. */
const HANGS_AFTER_MS = 400;
const MOST_HELD = 64;

export interface DeafListener {
  readonly port: number;
  close(): Promise<void>;
}

async function isTaken(socket: Socket): Promise<boolean> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(HANGS_AFTER_MS) });
    return true;
  } catch {
    return false;
  }
}

/** Connects until one connection hangs: the kernel then drops every further SYN, as a firewall on the way would. */
async function fill(port: number): Promise<Socket[]> {
  const held: Socket[] = [];
  while (held.length < MOST_HELD) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    held.push(socket);
    if (!(await isTaken(socket))) return held;
  }
  for (const socket of held) socket.destroy();
  throw new Error(`The queue of the listener took ${MOST_HELD} connections and is not full.`);
}

/** A place where connections are never made: the TCP handshake gets no answer, and no refusal either. */
export async function listenDeafly(): Promise<DeafListener> {
  const bell = new SharedArrayBuffer(4);
  const sleeper = new Worker(SLEEPER, { eval: true, workerData: bell });
  const [port] = (await once(sleeper, 'message')) as [number];
  const close = async (): Promise<void> => {
    const gone = once(sleeper, 'exit');
    Atomics.store(new Int32Array(bell), 0, 1);
    Atomics.notify(new Int32Array(bell), 0);
    await gone;
  };
  try {
    const held = await fill(port);
    return {
      port,
      close: async () => {
        for (const socket of held) socket.destroy();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
