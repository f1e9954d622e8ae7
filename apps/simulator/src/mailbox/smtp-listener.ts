import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../clock.js';
import type { DeviceCertificate } from '../devices/certificate.js';
import { portProblem } from '../problem.js';
import { sameText } from '../sonicos/digest.js';
import type { Mailbox } from './mailbox.js';
import type { SmtpFaults } from './smtp-fault.js';

export interface SmtpSettings {
  readonly port: number;
  /** `user:password` a client must sign in with; null = open to all on loopback. */
  readonly auth: string | null;
  /** Offered with this certificate when given. */
  readonly starttls: DeviceCertificate | null;
}

const REPLY_TEXT: Readonly<Record<number, string>> = {
  421: 'Service not available, closing transmission channel',
  450: 'Mailbox unavailable',
  451: 'Greylisted, try again later',
  452: 'Insufficient system storage',
  550: 'No such mailbox',
  552: 'Mailbox full',
  554: 'Transaction failed',
};

class SmtpRefusal extends Error {
  constructor(readonly responseCode: number) {
    super(REPLY_TEXT[responseCode] ?? 'Refused');
  }
}

/** A real SMTP server on loopback that keeps what it accepts. */
export class SmtpListener {
  private readonly server: SMTPServer;
  // The session object carries no socket; the raw connections are told apart by the client's port.
  private readonly sockets = new Map<number, Socket>();

  constructor(
    private readonly mailbox: Mailbox,
    private readonly faults: SmtpFaults,
    private readonly clock: Clock,
    private readonly settings: SmtpSettings,
  ) {
    this.server = this.makeServer();
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      const port = socket.remotePort ?? 0;
      this.sockets.set(port, socket);
      socket.once('close', () => this.sockets.delete(port));
    });
  }

  private makeServer(): SMTPServer {
    const { auth, starttls } = this.settings;
    const disabledCommands = [...(auth ? [] : ['AUTH']), ...(starttls ? [] : ['STARTTLS'])];
    return new SMTPServer({
      banner: 'simulated mailbox',
      disabledCommands,
      authOptional: auth === null,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      ...(starttls ? { key: starttls.key, cert: starttls.cert } : {}),
      onAuth: (given, _session, done) => {
        const isRight = auth !== null && sameText(`${given.username ?? ''}:${given.password ?? ''}`, auth);
        done(
          isRight ? null : new Error('Invalid user name or password'),
          isRight ? { user: given.username } : undefined,
        );
      },
      onMailFrom: (_address, _session, done) => this.afterTarpit(() => done()),
      onRcptTo: (_address, session, done) => this.afterTarpit(() => this.recipient(session, done)),
      onData: (stream, session, done) => this.data(stream, session, done),
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      const { port } = this.settings;
      this.server.server.once('error', (error: Error) => reject(portProblem('smtp-port', port, error)));
      this.server.listen(this.settings.port, '127.0.0.1', () => {
        const bound = this.server.server.address();
        resolve(bound && typeof bound === 'object' ? bound.port : this.settings.port);
      });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private recipient(session: SMTPServerSession, done: (error?: Error) => void): void {
    const code = this.faults.hit('rcpt')?.code;
    if (code === undefined) {
      done();
      return;
    }
    done(new SmtpRefusal(code));
    if (code === 421) this.clock.after(20, () => this.cut(session));
  }

  private data(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): void {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      this.afterTarpit(() => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        this.mailbox.accept(mailFrom ? mailFrom.address : '', to, Buffer.concat(chunks));
        if (this.faults.hit('cut-after-data')) this.cut(session);
        else done();
      });
    });
  }

  private afterTarpit(run: () => void): void {
    const ms = this.faults.hit('tarpit')?.ms ?? 0;
    if (ms > 0) this.clock.after(ms, run);
    else run();
  }

  private cut(session: SMTPServerSession): void {
    this.sockets.get(session.remotePort)?.destroy();
  }
}
