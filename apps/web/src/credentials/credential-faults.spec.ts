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
  it.each(['credential.password', 'access.credential.password'])('puts %s at the field password', (field) => {
    const error = new ApiFailure('http', 'no', { status: 422, fields: [{ field, message: 'is missing' }] });
    expect(credentialFaults(formFaults(error, credentialLabels(vendor)))).toEqual({
      fields: { password: 'Password is missing.' },
      rest: null,
    });
  });
});
