import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { sendPasswordLink } from '../store/account-mail.js';
import { audit } from '../store/audit.repo.js';
import { Database } from '../store/database.js';
import { hasFreshLink } from '../store/people-links.repo.js';
import { findByEmail } from '../store/people.repo.js';
import { Vault } from '../store/vault.js';

/** Links by mail for people who forgot their password. */
@Injectable()
export class PasswordMails {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async send(email: string): Promise<void> {
    await this.database.inScope('all', async (tx) => {
      const person = await findByEmail(tx, email);
      if (!person || person.isDisabled || (await hasFreshLink(tx, 'password', person.id))) return;
      const mail = { personId: person.id, email, kind: 'reset', by: '', now: this.clock.now() } as const;
      const { isSent } = await sendPasswordLink(tx, this.vault, mail);
      await audit(tx, null, {
        action: 'password.link-asked',
        subjectKind: 'person',
        subjectId: person.id,
        customerId: null,
        detail: { byMail: isSent },
      });
    });
  }
}
