import { SystemClock } from '@firewatch/simulator/clock';
import { Mailbox } from '@firewatch/simulator/mailbox/mailbox';
import { SmtpFaults, type SmtpFaultSpec } from '@firewatch/simulator/mailbox/smtp-fault';
import { SmtpListener } from '@firewatch/simulator/mailbox/smtp-listener';
import type { ChannelBench, ChannelFault } from './channel-bench.js';

const FAULTS: Readonly<Record<ChannelFault, SmtpFaultSpec>> = {
  permanent: { kind: 'rcpt', code: 550, count: 1 },
  transient: { kind: 'rcpt', code: 451, count: 1 },
  'transient-hang-up': { kind: 'rcpt', code: 421, count: 1 },
  'cut-after-accept': { kind: 'cut-after-data', count: 1 },
  stall: { kind: 'tarpit', ms: 60_000 },
};

/** The simulator's mail server, and a second one that wants a sign-in. */
export async function openMailBench(password: string): Promise<ChannelBench> {
  const clock = new SystemClock();
  const mailbox = new Mailbox(clock, null);
  const faults = new SmtpFaults();
  const listener = new SmtpListener(mailbox, faults, clock, { port: 0, auth: null, starttls: null });
  const guarded = new SmtpListener(mailbox, faults, clock, {
    port: 0,
    auth: 'firewatch:other',
    starttls: null,
  });
  const port = await listener.listen();
  const guardedPort = await guarded.listen();
  const settings = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: '',
    from: 'firewatch@msp.example',
    to: ['oncall@msp.example'],
  };
  let isOpen = true;
  return {
    settings,
    secret: { password },
    permanentReason: 'recipient-refused',
    settingsFor: (host) => ({ ...settings, host }),
    settingsNeedingSignIn: () => ({ ...settings, port: guardedPort, user: 'firewatch' }),
    fault: (fault) => faults.set(FAULTS[fault]),
    received: () =>
      mailbox.list().map((mail) => ({ key: mail.messageId ?? '', destination: mail.to[0] ?? '' })),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      clock.dispose();
      await Promise.all([listener.close(), guarded.close()]);
    },
  };
}
