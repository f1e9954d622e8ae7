import { generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OffsetClock } from '../platform/clock/clock.js';
import type { DeviceTransport } from '../platform/http/device-transport.js';
import { Log } from '../platform/log/log.js';
import type { TakenCall } from '../store/resync-calls.repo.js';
import { Vault } from '../store/vault.js';
import type { ResyncCapability, Target, VendorAdapter } from '../vendors/contract.js';
import { StepPerformer } from './step.performer.js';

const SET = '5f0c6f0e-3f7e-4f2c-9a57-0d8f3f5f0001';
const transport: DeviceTransport = {
  open: () => Promise.reject(new Error('nothing is opened here')),
  look: () => Promise.reject(new Error('nothing is looked at here')),
};
const log = Log.to('error', new Writable({ write: (_chunk, _encoding, done) => done() }));

function stage(perform: ResyncCapability['perform']): { performer: StepPerformer; call: TakenCall } {
  const vault = new Vault(generateKeyPairSync('x25519'));
  const as = { purpose: 'credential-set', recordId: SET, field: 'sealed', version: 1 };
  const resync: ResyncCapability = {
    procedures: [],
    productLines: [],
    procedureFor: () => null,
    allowed: [],
    perform,
  };
  const vendor: VendorAdapter = {
    id: 'scripted',
    name: 'Scripted',
    credential: { fields: [] },
    defaultPort: 443,
    profile: {},
    authority: 'scripted',
    allowed: [],
    read: () => Promise.reject(new Error('nothing is read here')),
    resync,
  };
  const call: TakenCall = {
    runId: 'run',
    deviceId: 'device',
    attempt: 1,
    stepId: 'synchronize',
    customerId: 'customer',
    vendor: 'scripted',
    host: '10.0.0.1',
    port: 443,
    tls: 'modern',
    trust: 'pin',
    accepted: [{ serial: 'S', fingerprint: 'AA' }],
    clockOffsetMs: 0,
    setId: SET,
    sealed: vault.seal({ user: 'resync', password: 'secret' }, as),
    sealVersion: 1,
    fence: 1,
    // As PostgreSQL subtracts instants.
    withinMs: 119_876.543,
  };
  return { performer: new StepPerformer(vault, transport, [vendor], new OffsetClock(), log), call };
}

describe('one call of one step', () => {
  it('is made once, with the credential opened for it, and what is left of its time need be no whole number', async () => {
    const seen: { readonly stepId: string; readonly target: Target }[] = [];
    const { performer, call } = stage((stepId, target) => {
      seen.push({ stepId, target });
      return Promise.resolve({ answer: 'accepted', words: 'Success.' });
    });
    expect(await performer.perform(call)).toEqual({ answer: 'accepted', words: 'Success.' });
    expect(seen.map(({ stepId, target }) => [stepId, target.credential, target.pins])).toEqual([
      ['synchronize', { user: 'resync', password: 'secret' }, ['AA']],
    ]);
  });

  it('is unsure when the adapter fails by a fault of ours, for nobody knows whether it was sent', async () => {
    const { performer, call } = stage(() => Promise.reject(new Error('a fault of ours')));
    expect(await performer.perform(call)).toEqual({
      answer: 'unsure',
      words: 'Firewatch could not process the answer.',
    });
  });

  it('sends nothing where the credential cannot be opened', async () => {
    const { performer, call } = stage(() => Promise.reject(new Error('must not be called')));
    const { answer, words } = await performer.perform({ ...call, sealed: Buffer.from('changed') });
    expect([answer, words]).toEqual(['refused', expect.stringMatching(/^Nothing was sent: /)]);
  });
});
