import { z } from 'zod';
import { Problem } from './problem.js';
import { SCENARIOS } from './scenarios/registry.js';

const port = (initial: number) =>
  z.coerce
    .number()
    .int('give a whole number')
    .min(0, 'give 0 to 65535')
    .max(65_535, 'give 0 to 65535')
    .default(initial);

const schema = z.object({
  fleet: z.literal('avalon', { error: 'the only fleet is "avalon"' }).default('avalon'),
  devices: z.coerce
    .number()
    .int('give a whole number')
    .min(1, 'give 1 to 20000')
    .max(20_000, 'give 1 to 20000')
    .default(50),
  seed: z.coerce.number().int('give a whole number').default(2008),
  bind: z.string().default('127.16.0.0/12'),
  devicePort: port(4443),
  controlPort: port(0),
  smtpPort: port(0),
  scenario: z
    .enum(
      SCENARIOS.map(({ name }) => name),
      { error: `give one of ${SCENARIOS.map(({ name }) => name).join(', ')}` },
    )
    .default('steady'),
  log: z.string().nullable().default(null),
  logCapacity: z.coerce.number().int().min(1_000, 'give at least 1000').default(200_000),
  identityFile: z.string().nullable().default(null),
  mailFolder: z.string().nullable().default(null),
  smtpAuth: z
    .string()
    .regex(/^[^:]+:.+$/, 'give user:password')
    .nullable()
    .default(null),
  smtpStarttls: z.boolean().default(false),
  sessionIdleSeconds: z.coerce.number().positive('give seconds above 0').default(300),
  synchronizeMs: z.coerce.number().min(0, 'give milliseconds from 0').default(1_500),
});

/**
 * How one simulator is started; every part has a default.
 * Shape   log / identityFile / mailFolder  paths, null = memory only
 *         devices   50 are Avalon's; more are generated from `seed`
 *         smtpAuth  `user:password` the mailbox then asks for
 *         synchronizeMs  wait between an accepted Synchronize and its effect
 */
export type Settings = z.output<typeof schema>;
export type SettingsInput = z.input<typeof schema>;

/** Throws a Problem that lists every part that was not accepted. */
export function readSettings(input: SettingsInput | Record<string, unknown>): Settings {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Problem(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join(' '),
  );
}
