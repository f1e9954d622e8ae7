import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from './simulator.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ devices: 1 });
});
afterAll(() => simulator.close());

describe('mailbox', () => {
  /** A bare SMTP dialogue; resolves with every reply line until the server hangs up. */
  function talk(lines: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const socket = connect(simulator.smtpPort, '127.0.0.1');
      const replies: string[] = [];
      const queue = [...lines];
      socket.on('data', (chunk: Buffer) => {
        const final = chunk.toString('utf8').trim().split('\r\n').at(-1) ?? '';
        replies.push(final.slice(0, 3));
        const next = queue.shift();
        if (next !== undefined) socket.write(`${next}\r\n`);
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(replies));
    });
  }
  const message = (subject: string): string[] => [
    'EHLO test',
    'MAIL FROM:<fw@example.test>',
    'RCPT TO:<noc@avalon.test>',
    'DATA',
    `Subject: ${subject}\r\nMessage-ID: <${subject}@fw>\r\n\r\nbody\r\n.`,
    'QUIT',
  ];
  beforeEach(() => {
    simulator.mailbox.clear();
    simulator.smtpFaults.clear();
  });

  it('keeps a mail and shows it as JSON and as a page', async () => {
    expect(await talk(message('one'))).toEqual(['220', '250', '250', '250', '354', '250', '221']);
    const kept = await fetch(`${simulator.controlUrl}/mailbox/messages`);
    expect(await kept.json()).toEqual([
      expect.objectContaining({
        subject: 'one',
        messageId: '<one@fw>',
        from: 'fw@example.test',
        to: ['noc@avalon.test'],
      }),
    ]);
    const page = await (await fetch(`${simulator.controlUrl}/mailbox`)).text();
    expect(page).toContain('<span class="subject">one</span>');
  });

  it('cut-after-data keeps the mail and hangs up before 250', async () => {
    const fault = { kind: 'cut-after-data', count: 1 };
    await fetch(`${simulator.controlUrl}/smtp/fault`, { method: 'POST', body: JSON.stringify(fault) });
    expect(await talk(message('two'))).toEqual(['220', '250', '250', '250', '354']);
    expect(simulator.mailbox.list().map(({ subject }) => subject)).toEqual(['two']);
  });

  it.each([421, 451, 550] as const)('answers RCPT with %i and keeps nothing', async (code) => {
    simulator.smtpFaults.set({ kind: 'rcpt', code, count: 1 });
    const replies = await talk([
      'EHLO test',
      'MAIL FROM:<fw@example.test>',
      'RCPT TO:<noc@avalon.test>',
      'QUIT',
    ]);
    expect(replies[3]).toBe(String(code));
    expect(simulator.mailbox.list()).toEqual([]);
  });
});
