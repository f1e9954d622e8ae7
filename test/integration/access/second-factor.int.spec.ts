import { recoveryCodes, secondFactor, startedFactor } from '@firewatch/shared/wire/account';
import { me } from '@firewatch/shared/wire/access';
import { problem } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appCode } from '../../support/app-code.js';
import type { Rest } from '../../support/rest.js';
import { OWNER, PASSWORD } from '../rest/rest-stage.js';
import { AccessStage } from './access-stage.js';

let stage: AccessStage;
beforeAll(async () => {
  stage = await AccessStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.rest.sql('delete from sign_in_failures'));

const codeFault = async (answer: Response): Promise<string | undefined> => {
  const { errors } = problem.parse(await answer.json());
  return errors?.find((one) => one.field === 'code')?.message;
};

let counter = 0;
/** Somebody with a second factor; the code of the step before now was used to confirm it. */
async function enrolled(): Promise<{
  email: string;
  secret: string;
  codes: string[];
  rest: Rest;
  id: string;
}> {
  counter += 1;
  const email = `two${counter}@example.com`;
  const id = await stage.addPerson(email, { role: 'engineer', allCustomers: true });
  const rest = await stage.rest.signedIn(email);
  const { secret } = await rest.post('/me/second-factor', {}, startedFactor);
  const { codes } = await rest.post(
    '/me/second-factor/confirmation',
    { code: appCode(secret, -1) },
    recoveryCodes,
  );
  return { email, secret, codes, rest, id };
}

describe('the second factor', () => {
  it('counts only after a code was seen, and its secret lies sealed', async () => {
    const email = 'begun@example.com';
    await stage.addPerson(email, { role: 'engineer', allCustomers: true });
    const rest = await stage.rest.signedIn(email);
    const { secret, uri } = await rest.post('/me/second-factor', {}, startedFactor);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Firewatch:.*secret=[A-Z2-7]+/);
    expect((await stage.signIn({ email, password: PASSWORD })).status).toBe(204);
    const wrong = await rest.send('POST', '/me/second-factor/confirmation', { code: '000000' });
    expect([wrong.status, await codeFault(wrong)]).toEqual([
      422,
      'The code is wrong; the one the app shows now is accepted.',
    ]);
    const [row] = await stage.rest.sql<{ text: string }>(
      `select encode(sealed, 'escape') as text from second_factors f join people p on p.id = f.person_id where p.email = $1`,
      [email],
    );
    expect(row?.text).not.toContain(secret);
    await expect(
      stage.rest.db.database.inScope('all', (tx) => tx.query('select sealed from second_factors')),
    ).rejects.toThrow('permission denied');
  });

  it('is asked for after the password, takes a code once, and never the one that set it up', async () => {
    const { email, secret } = await enrolled();
    const asked = await stage.signIn({ email, password: PASSWORD });
    expect([asked.status, await codeFault(asked)]).toEqual([
      401,
      'Now the six digits your authenticator app shows, or a recovery code.',
    ]);
    expect(
      await codeFault(await stage.signIn({ email, password: PASSWORD, code: appCode(secret, -1) })),
    ).toBe('This code was used already; wait for the next one.');
    const code = appCode(secret);
    expect((await stage.signIn({ email, password: PASSWORD, code })).status).toBe(204);
    expect(await codeFault(await stage.signIn({ email, password: PASSWORD, code }))).toBe(
      'This code was used already; wait for the next one.',
    );
  });

  it('says nothing of codes to who does not know the password', async () => {
    const { email, secret } = await enrolled();
    const answer = await stage.signIn({ email, password: 'not this one at all', code: appCode(secret) });
    expect([answer.status, await codeFault(answer)]).toEqual([401, undefined]);
  });

  it('reports a clock that is 30 min off as that, and does not take the code it named later', async () => {
    const { email, secret } = await enrolled();
    const early = appCode(secret, 60);
    const answer = await stage.signIn({ email, password: PASSWORD, code: early });
    expect(await codeFault(answer)).toMatch(
      /^This code is right for another time: the phone's clock is 30 min ahead of/,
    );
    const late = await stage.signIn({ email, password: PASSWORD, code: appCode(secret, -60) });
    expect(await codeFault(late)).toMatch(/the phone's clock is 30 min behind/);
    const [burned] = await stage.rest.sql<{ n: number }>(
      `select count(*) as n from second_factor_steps s join people p on p.id = s.person_id where p.email = $1`,
      [email],
    );
    expect(burned?.n).toBe(3);
  });

  it('lets each recovery code in once, however it is typed', async () => {
    const { email, codes, rest } = await enrolled();
    const [first = '', second = ''] = codes;
    expect(codes.length).toBe(10);
    const typed = first.toUpperCase().replace('-', ' ');
    expect((await stage.signIn({ email, password: PASSWORD, code: typed })).status).toBe(204);
    expect((await stage.signIn({ email, password: PASSWORD, code: first })).status).toBe(401);
    expect((await stage.signIn({ email, password: PASSWORD, code: second })).status).toBe(204);
    expect((await rest.get('/me/second-factor', secondFactor)).recoveryCodesLeft).toBe(8);
    const dump = JSON.stringify(await stage.rest.sql('select * from recovery_codes'));
    expect(dump).not.toContain(codes[2]?.replace('-', ''));
  });

  it('makes 10 guesses of a code in 15 min at most for who knows the password', async () => {
    const { email } = await enrolled();
    const statuses = [];
    for (let i = 0; i < 12; i += 1) {
      const code = String(100_000 + i);
      statuses.push((await stage.signIn({ email, password: PASSWORD, code }, `198.51.100.${i}`)).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  it('is switched off with the password only, and by an owner for who lost the phone', async () => {
    const { rest, email, id } = await enrolled();
    expect((await rest.send('DELETE', '/me/second-factor', { password: 'guessed wrong' })).status).toBe(403);
    expect((await rest.send('DELETE', '/me/second-factor', { password: PASSWORD })).status).toBe(204);
    expect((await stage.signIn({ email, password: PASSWORD })).status).toBe(204);
    const other = await enrolled();
    await stage.owner.json('DELETE', `/users/${other.id}/second-factor`);
    expect((await other.rest.send('GET', '/me')).status).toBe(401);
    expect((await stage.signIn({ email: other.email, password: PASSWORD })).status).toBe(204);
    expect(id).not.toBe(other.id);
  });

  it('when it is required, owners and engineers without one may set it up and nothing else', async () => {
    const refused = await stage.owner.send('PUT', '/access-rules', { requireSecondFactor: true });
    expect(refused.status).toBe(409);
    const { secret } = await stage.owner.post('/me/second-factor', {}, startedFactor);
    await stage.owner.json('POST', '/me/second-factor/confirmation', { code: appCode(secret) });
    await stage.owner.json('PUT', '/access-rules', { requireSecondFactor: true });
    await stage.addPerson('late@example.com', { role: 'engineer', allCustomers: true });
    await stage.addPerson('op@example.com', { role: 'operator', allCustomers: true });
    const late = await stage.rest.signedIn('late@example.com');
    expect((await late.get('/me', me)).mustEnrol).toBe(true);
    expect((await late.send('GET', '/devices')).status).toBe(403);
    const begun = await late.post('/me/second-factor', {}, startedFactor);
    await late.json('POST', '/me/second-factor/confirmation', { code: appCode(begun.secret) });
    expect((await late.send('GET', '/devices')).status).toBe(200);
    const operator = await stage.rest.signedIn('op@example.com');
    expect((await operator.send('GET', '/devices')).status).toBe(200);
    await stage.owner.json('PUT', '/access-rules', { requireSecondFactor: false });
    expect(OWNER.email).toBe('owner@example.com');
  });
});
