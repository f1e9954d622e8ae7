import { z } from 'zod';
import { LONGEST_CONTROLLER } from '../domain/resync-caps.js';
import {
  baseline,
  credentialChoice,
  fingerprint,
  host,
  intervalSeconds,
  port,
  readability,
  tlsContext,
  trust,
} from './devices.js';
import { id, name, reason, tags } from './primitives.js';

const productLine = z.string().trim().min(1).max(80);
const lastKnown = z.string().trim().min(1).max(2_000);
const controller = z.string().trim().min(1).max(LONGEST_CONTROLLER);
const CREDENTIAL_NEEDED = 'a device that is read needs a credential set or a credential';
const newDeviceFields = z.strictObject({
  customerId: id,
  siteId: id.nullable().default(null),
  name,
  vendor: z.string().max(40),
  /** Left out only for a device on a checklist that nobody reaches from here. */
  host: host.optional(),
  port: port.default(443),
  tls: tlsContext.default('modern'),
  trust: trust.default('pin'),
  /** `checklist` for a device whose try answered `not-readable`. */
  readability: readability.default('api'),
  /** Approved by the person who sends this; left out only for a device on a checklist where none is to be seen. */
  fingerprint: fingerprint.optional(),
  /** Known after a try; else learned at the first reading of the approved certificate. */
  serial: z.string().max(60).optional(),
  /** Left out for a device on a checklist, and only there. */
  access: credentialChoice.optional(),
  /** Another credential than the one it is read with, for steps of a resync. */
  resyncAccess: credentialChoice.optional(),
  /** Id of one of the vendor's product lines; needed where nothing can be read or reached. */
  productLine: productLine.optional(),
  /** What a person last saw there. */
  lastKnown: lastKnown.optional(),
  /** Management server it hangs on: a GMS, SGMS or NSM group; a resync works on few of one at the same time. */
  controller: controller.nullable().default(null),
  intervalSeconds: intervalSeconds.default(60),
  /** Absent = proposed from the first full read and waiting for confirmation. */
  baseline: baseline.optional(),
  tags: tags.default([]),
  groupId: id.nullable().default(null),
});
const UNREACHED: readonly (readonly ['host' | 'fingerprint' | 'productLine', string])[] = [
  ['host', 'is missing: its address; only a device on a checklist may be without'],
  [
    'fingerprint',
    'is missing: the certificate that was looked at; only a device on a checklist may be without',
  ],
  ['productLine', 'is missing: the product line of a device that nobody reaches from here'],
];
export const newDevice = newDeviceFields.superRefine((input, ctx) => {
  const { readability: kind, access, resyncAccess } = input;
  const isUnreached = kind === 'checklist' && input.fingerprint === undefined;
  for (const [field, message] of UNREACHED) {
    if ((field === 'productLine') === isUnreached && input[field] === undefined)
      ctx.addIssue({ code: 'custom', path: [field], message });
  }
  if (kind === 'checklist' && resyncAccess !== undefined)
    ctx.addIssue({
      code: 'custom',
      path: ['resyncAccess'],
      message: 'a device on a checklist is never signed in to',
    });
  if (kind === 'api' && access === undefined)
    ctx.addIssue({ code: 'custom', path: ['access'], message: CREDENTIAL_NEEDED });
  if (kind === 'checklist' && access !== undefined)
    ctx.addIssue({
      code: 'custom',
      path: ['access'],
      message: 'a device on a checklist is never signed in to',
    });
});
export const editDevice = z.strictObject({
  name: name.optional(),
  siteId: id.nullable().optional(),
  host: host.optional(),
  port: port.optional(),
  tls: tlsContext.optional(),
  trust: trust.optional(),
  readability: readability.optional(),
  access: credentialChoice.optional(),
  /** Null = none any more. */
  resyncAccess: credentialChoice.nullable().optional(),
  productLine: productLine.nullable().optional(),
  lastKnown: lastKnown.nullable().optional(),
  /** Null = none any more. */
  controller: controller.nullable().optional(),
  intervalSeconds: intervalSeconds.optional(),
  baseline: baseline.optional(),
  tags: tags.optional(),
  groupId: id.nullable().optional(),
  reason: reason.optional(),
});
