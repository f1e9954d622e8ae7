import { createServer } from 'node:net';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';

/**
 * The port the program will listen on: the wanted one, or any free one for 0.
 * Errors  StartRefusal when it is taken, needs more rights, or the address is not of this machine.
 */
export function freePort(host: string, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new StartRefusal(portProblem(host, wanted, error.code))),
    );
    server.listen(wanted, host, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}

function portProblem(host: string, port: number, code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program: stop it, or set FIREWATCH_PORT to a free one.`;
    case 'EACCES':
      return `Port ${port} needs administrator's rights: set FIREWATCH_PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `FIREWATCH_HOST ${host} is not an address of this machine: set it to 127.0.0.1, 0.0.0.0 or one of its own.`;
    default:
      return `Port ${port} on ${host} cannot be opened (${code ?? 'unknown'}): set FIREWATCH_HOST and FIREWATCH_PORT to an address and port of this machine.`;
  }
}
