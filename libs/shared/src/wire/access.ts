import { z } from 'zod';
import { ROLES } from '../domain/roles.js';
import { id, instant, name } from './primitives.js';

export const role = z.enum(ROLES);
export type { Role } from '../domain/roles.js';
/** Roles that can be given to a person. */
export const assignableRole = role;

export const password = z.string().min(12).max(256);
export const signIn = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(256),
  /** Six digits or a recovery code; asked for with a 401 that names the field `code`. */
  code: z.string().trim().max(20).optional(),
});
/** One-time link printed by the program: sets up the first owner. */
export const setUp = z.strictObject({
  token: z.string().min(20).max(200),
  email: z.email().max(254),
  name,
  password,
});
export const linkSignIn = z.strictObject({ token: z.string().min(20).max(200) });
export const setUpState = z.object({ needed: z.boolean() });

export const me = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role,
  allCustomers: z.boolean(),
  customers: z.array(z.object({ id, name: z.string() })),
  /** A second factor is required and not set up: nothing else is allowed before. */
  mustEnrol: z.boolean(),
  /** True in the demo: a banner on every page says so. */
  demo: z.object({ mailboxUrl: z.string().nullable() }).nullable(),
  serverNow: instant,
});
export type Me = z.infer<typeof me>;

export const person = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role,
  allCustomers: z.boolean(),
  customerIds: z.array(id),
  createdAt: instant,
  disabledAt: instant.nullable(),
  hasSecondFactor: z.boolean(),
  /** Invited and no password chosen yet. */
  isInvited: z.boolean(),
  lastSeenAt: instant.nullable(),
});
export type Person = z.infer<typeof person>;
export const newPerson = z.strictObject({
  email: z.email().max(254),
  name,
  role: assignableRole,
  /** Without one the person is invited: they choose it with a one-time link. */
  password: password.optional(),
  allCustomers: z.boolean().default(false),
  customerIds: z.array(id).max(1_000).default([]),
});
/** How somebody gets in: by mail to their address, or by a link that this answer alone shows. */
export const invitation = z.object({ sentTo: z.string().nullable(), link: z.string().nullable() });
export type Invitation = z.infer<typeof invitation>;
export const addedPerson = person.extend({ invitation: invitation.nullable() });
/** What hangs on one person: nobody else is told of it, or it goes with them. */
export const duties = z.object({
  /** Channels that tell their address; `others` = how many further addresses each tells. */
  channels: z.array(z.object({ id, name: z.string(), others: z.number().int() })),
  /** Open incidents they hold acknowledged. */
  acknowledged: z.array(z.object({ id, label: z.string(), reason: z.string(), until: instant.nullable() })),
  /** Tokens of programs that act for them: they end. */
  tokens: z.array(z.object({ id, name: z.string(), prefix: z.string(), lastUsedAt: instant.nullable() })),
  /** Maintenance windows they set that are not over. */
  maintenance: z.array(z.object({ id, title: z.string(), until: instant.nullable() })),
});
export type Duties = z.infer<typeof duties>;
/** `ended` counts what was cut off at once; `left` names what somebody else has to take over. */
export const editedPerson = person.extend({
  ended: z.object({ sessions: z.number().int(), tokens: z.number().int() }),
  left: duties,
});
export const editPerson = z.strictObject({
  name: name.optional(),
  role: assignableRole.optional(),
  allCustomers: z.boolean().optional(),
  customerIds: z.array(id).max(1_000).optional(),
  disabled: z.boolean().optional(),
});

export const customer = z.object({
  id,
  name: z.string(),
  sites: z.array(z.object({ id, name: z.string() })),
  deviceCount: z.number().int(),
});
export type Customer = z.infer<typeof customer>;
export const newCustomer = z.strictObject({ name });
export const site = z.object({ id, customerId: id, name: z.string() });
export const newSite = z.strictObject({ customerId: id, name });
