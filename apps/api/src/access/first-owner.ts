import { Inject, Injectable } from '@nestjs/common';
import { passwordFault } from '@firewatch/shared/domain/password-rule';
import { CONFIG, type Config } from '../platform/config/config.js';
import { StartRefusal } from '../platform/config/start-refusal.js';
import { Refusal } from '../platform/http/problem.js';
import { audit } from '../store/audit.repo.js';
import { Database, type Tx } from '../store/database.js';
import { createLink, isLinkGood, useLink } from '../store/people-links.repo.js';
import { activeOwners, findByEmail, insertPerson, lockSetUp, setPassword } from '../store/people.repo.js';
import { createSession, type SessionOrigin } from '../store/sessions.repo.js';
import { checkChosen } from './chosen-password.js';
import { Passwords } from './passwords.js';

const SET_UP_LINK_MS = 24 * 3_600_000;
const SIGN_IN_LINK_MS = 24 * 3_600_000;

interface Owner {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** The first owner: set up by a one-time link or from the environment. Closed by data: once an owner exists, by nothing else. */
@Injectable()
export class FirstOwner {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  async isNeeded(): Promise<boolean> {
    return this.database.inScope('all', async (tx) => !(await hasOwner(tx)));
  }

  /** At start: creates the owner named in the environment, else a link for the console. @returns the link, or null when an owner exists. */
  async ensureSetUpLink(): Promise<string | null> {
    const { owner } = this.config;
    const fault = owner && (await this.isNeeded()) ? passwordFault(owner.password, [owner.email]) : null;
    if (fault !== null) throw new StartRefusal(`FIREWATCH_ADMIN_PASSWORD ${fault}.`);
    const passwordHash = owner && (await this.isNeeded()) ? await this.passwords.hash(owner.password) : null;
    return this.database.inScope('all', async (tx) => {
      await lockSetUp(tx);
      if (await hasOwner(tx)) return null;
      if (owner && passwordHash !== null) {
        await this.insertOwner(tx, {
          email: owner.email,
          name: owner.email.split('@', 1)[0] ?? owner.email,
          passwordHash,
        });
        return null;
      }
      const token = await createLink(tx, 'setup', null, SET_UP_LINK_MS);
      return `${this.config.http.publicUrl}/setup#token=${token}`;
    });
  }

  /** For the demo: signs its owner in once, and creates one who has no password when there is none yet. */
  async createSignInLink(): Promise<string> {
    return this.database.inScope('all', async (tx) => {
      await lockSetUp(tx);
      const [first] = await activeOwners(tx);
      const personId = first ?? (await this.insertOwner(tx, DEMO_OWNER));
      const token = await createLink(tx, 'sign-in', personId, SIGN_IN_LINK_MS);
      return `${this.config.http.publicUrl}/enter#token=${token}`;
    });
  }

  /**
   * For the demo: its owner, whom a link signs in, proves by this password anew who they are.
   * @returns its mail address; null = this installation has an owner of its own, who keeps theirs.
   */
  async setDemoPassword(password: string): Promise<string | null> {
    const hash = await this.passwords.hash(password);
    return this.database.inScope('all', async (tx) => {
      const demo = await findByEmail(tx, DEMO_OWNER.email);
      if (!demo) return null;
      await setPassword(tx, demo.id, hash);
      return DEMO_OWNER.email;
    });
  }

  /** @returns a session's token for the new owner. */
  async setUp(token: string, owner: Owner, origin: SessionOrigin): Promise<string> {
    if (!(await this.isNeeded())) throw closed();
    checkChosen(owner.password, owner);
    // A hash takes 40 ms of processor: none for guessed tokens.
    if (!(await this.database.inScope([], (tx) => isLinkGood(tx, 'setup', token)))) throw usedUp();
    const passwordHash = await this.passwords.hash(owner.password);
    return this.database.inScope('all', async (tx) => {
      await lockSetUp(tx);
      if (await hasOwner(tx)) throw closed();
      if (!(await useLink(tx, 'setup', token))) throw usedUp();
      const id = await this.insertOwner(tx, { email: owner.email, name: owner.name, passwordHash });
      return createSession(tx, id, origin);
    });
  }

  private async insertOwner(
    tx: Tx,
    owner: { email: string; name: string; passwordHash: string | null },
  ): Promise<string> {
    const id = await insertPerson(tx, { ...owner, role: 'owner', allCustomers: true, customerIds: [] });
    if (id === null) {
      throw new Refusal(409, 'A person with this mail address exists already; choose another one.');
    }
    await audit(
      tx,
      { personId: id, name: owner.name },
      {
        action: 'person.created',
        subjectKind: 'person',
        subjectId: id,
        customerId: null,
        detail: { role: 'owner', first: true },
      },
    );
    return id;
  }
}

const DEMO_OWNER = { email: 'demo@firewatch.invalid', name: 'Demo', passwordHash: null };

/** Also for a right token: after the first owner nobody gets in this way again. */
const closed = (): Refusal => new Refusal(403, 'Firewatch is set up already; sign in.');

const usedUp = (): Refusal =>
  new Refusal(
    403,
    'This set-up link was used already or has run out; start the program again for a new one.',
  );

const hasOwner = async (tx: Tx): Promise<boolean> => (await activeOwners(tx)).length > 0;
