import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.js';
import { Mailbox } from './mailbox.js';
import { listFragment, mailPage, threadsOf } from './page.js';

function boxWith(
  ...mails: readonly { id: string; parent?: string; subject?: string; html?: string }[]
): Mailbox {
  const clock = new ManualClock(1_000);
  const box = new Mailbox(clock, null);
  for (const { id, parent, subject, html } of mails) {
    clock.advance(1_000);
    const lines = [
      `Message-ID: <${id}>`,
      ...(parent ? [`In-Reply-To: <${parent}>`] : []),
      `Subject: ${subject ?? id}`,
    ];
    const body = html ? ['Content-Type: text/html', '', html] : ['', 'text'];
    box.accept('fw@example.test', ['noc@avalon.test'], Buffer.from([...lines, ...body].join('\r\n')));
  }
  return box;
}

describe('mailbox page', () => {
  it('puts replies and repeats into the thread of their root, newest thread first', () => {
    const box = boxWith(
      { id: 'a' },
      { id: 'b' },
      { id: 'a2', parent: 'a' },
      { id: 'a3', parent: 'a2' },
      { id: 'a' },
    );
    expect(threadsOf(box.list()).map((thread) => thread.map(({ id }) => id))).toEqual([
      ['1', '3', '4', '5'],
      ['2'],
    ]);
  });

  it('joins replies whose root never came', () => {
    const box = boxWith({ id: 'x', parent: 'gone' }, { id: 'y', parent: 'gone' });
    expect(threadsOf(box.list()).map((thread) => thread.length)).toEqual([2]);
  });

  it('escapes what a mail brings and shows its markup only in a frame without permissions', () => {
    const box = boxWith({ id: 'a', subject: '<script>alert(1)</script>', html: '<script>"x"</script>' });
    const [mail] = box.list();
    if (!mail) throw new Error('no mail');
    const page = listFragment([mail]) + mailPage(mail);
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<script>"x"');
    expect(page).toContain('<iframe sandbox title=');
  });
});
