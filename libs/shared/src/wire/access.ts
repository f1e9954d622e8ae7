import { z } from 'zod';
import { id, instant, name } from './primitives.js';

export const role = z.enum(['owner', 'engineer', 'operator', 'approver', 'viewer']);
export type Role = z.infer<typeof role>;
/** Roles that can be given today; `approver` comes with resynchronisation. */
export const assignableRole = role.exclude(['approver']);

export const password = z.string().min(12).max(256);
export const signIn = z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(256) });
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
});
export type Person = z.infer<typeof person>;
export const newPerson = z.strictObject({
  email: z.email().max(254),
  name,
  role: assignableRole,
  password,
  allCustomers: z.boolean().default(false),
  customerIds: z.array(id).max(1_000).default([]),
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
