import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../api/failure.js';
import { formFaults } from '../words/form-faults.js';
import { credentialFaults, credentialLabels } from './credential-faults.js';

const vendor = {
  id: 'sonicwall',
  name: 'SonicWall',
  defaultPort: 443,
  credentialFields: [{ name: 'password', label: 'Password', secret: true, required: true }],
  services: [],
};

describe('credentialFaults', () => {
  const said = (field: string) => {
    const error = new ApiFailure('http', 'no', { status: 422, fields: [{ field, message: 'is missing' }] });
    return credentialFaults(formFaults(error, credentialLabels(vendor)));
  };

  it.each(['credential.password', 'access.credential.password', 'resyncAccess.credential.password'])(
    'puts %s at the field password',
    (field) => {
      expect(said(field)).toEqual({ fields: { password: 'Password is missing.' }, rest: null });
    },
  );

  it.each([
    ['access.credentialName', { credentialName: 'Name is missing.' }],
    ['resyncAccess.credentialSetId', { credentialSetId: 'Credential set is missing.' }],
    ['resyncAccess', { resyncAccess: 'Credential set is missing.' }],
  ])('puts %s at its choice', (field, fields) => {
    expect(said(field)).toEqual({ fields, rest: null });
  });
});
