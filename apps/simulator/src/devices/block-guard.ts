import { createSocket } from 'node:dgram';

/**
 * Holds a block of addresses for one simulator, also while its first box refuses connections.
 * Shape   a UDP socket on the address and port of that box: TCP there stays free to be refused
 * Errors  rejects with EADDRINUSE when another simulator has the block, EADDRNOTAVAIL when the machine has no such address
 */
export function guardBlock(address: string, port: number): Promise<() => Promise<void>> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(() => new Promise((done) => socket.close(() => done())));
    });
  });
}
