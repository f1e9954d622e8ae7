import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createConnection, type Socket } from 'node:net';
import type { EventSource } from '../devices/box-event.js';
import type { SyslogTarget } from './syslog-target.js';

/** Sends one line for one box; `done` hears whether it left this machine's hands. */
export interface SyslogTransport {
  send(source: EventSource, line: string, done: (error: Error | null) => void): void;
  close(): void;
}

/** One socket for all boxes: the source address of a datagram is no key to a box anyway (sonicwall notes 6.1). */
export class UdpTransport implements SyslogTransport {
  private readonly socket: UdpSocket;

  constructor(private readonly target: SyslogTarget) {
    this.socket = createSocket(target.host === '::1' ? 'udp6' : 'udp4');
    this.socket.on('error', () => undefined);
  }

  send(_source: EventSource, line: string, done: (error: Error | null) => void): void {
    this.socket.send(line, this.target.port, this.target.host, (error) => done(error ?? null));
  }

  close(): void {
    this.socket.close();
  }
}

/** A connection that said nothing for this long is closed, so that a large fleet holds few. */
const IDLE_MS = 10_000;

/** One connection per box, from its own address, opened when it has something to say. */
export class TcpTransport implements SyslogTransport {
  private readonly connections = new Map<string, Socket>();

  constructor(private readonly target: SyslogTarget) {}

  send(source: EventSource, line: string, done: (error: Error | null) => void): void {
    const bytes = Buffer.from(line, 'utf8');
    const framed =
      this.target.framing === 'octet'
        ? Buffer.concat([Buffer.from(`${bytes.length} `), bytes])
        : Buffer.concat([bytes, Buffer.from('\n')]);
    this.connectionOf(source).write(framed, (error) => done(error ?? null));
  }

  close(): void {
    for (const socket of this.connections.values()) socket.destroy();
    this.connections.clear();
  }

  private connectionOf({ device, address }: EventSource): Socket {
    const known = this.connections.get(device);
    if (known?.writable) return known;
    const { host, port } = this.target;
    const localAddress = address !== null && host.startsWith('127.') ? { localAddress: address } : {};
    const socket = createConnection({ host, port, ...localAddress });
    socket.setTimeout(IDLE_MS, () => socket.end());
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.connections.get(device) === socket) this.connections.delete(device);
    });
    // A collector says nothing; unread bytes would keep the connection from closing.
    socket.resume();
    this.connections.set(device, socket);
    return socket;
  }
}
