import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { parseMail } from './mime.js';

/**
 * One mail as accepted.
 * Shape   `from` and `to` are the envelope's; `raw` is the mail byte for byte, as Latin-1 text.
 * Units   `at` epoch milliseconds of acceptance.
 */
export interface StoredMail {
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly text: string | null;
  readonly html: string | null;
  readonly raw: string;
}

/** Keeps accepted mails, oldest first, in memory and in a folder if one is named. */
export class Mailbox {
  private mails: StoredMail[] = [];
  private numbered = 0;

  constructor(
    private readonly clock: Clock,
    private readonly folder: string | null,
  ) {
    if (folder) mkdirSync(folder, { recursive: true });
  }

  accept(from: string, to: readonly string[], raw: Buffer): StoredMail {
    this.numbered += 1;
    const id = String(this.numbered);
    const { subject, messageId, inReplyTo, references, text, html } = parseMail(raw);
    const mail: StoredMail = {
      id,
      at: this.clock.now(),
      from,
      to: [...to],
      subject,
      messageId,
      inReplyTo,
      references,
      text,
      html,
      raw: raw.toString('latin1'),
    };
    this.mails.push(mail);
    if (this.folder) writeFileSync(join(this.folder, `${id.padStart(6, '0')}.eml`), raw);
    return mail;
  }

  list(since?: number): StoredMail[] {
    return since === undefined ? [...this.mails] : this.mails.filter((mail) => mail.at >= since);
  }

  get(id: string): StoredMail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  /** Empties the view; files already written stay. */
  clear(): void {
    this.mails = [];
  }
}
