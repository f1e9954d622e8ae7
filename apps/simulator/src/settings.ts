import { z } from 'zod';
import { DEVICE_KINDS, type FleetMix } from './devices/device-kind.js';
import { SIGN_IN_MODES } from './devices/firmware-profiles.js';
import { Problem } from './problem.js';
import { SCENARIOS } from './scenarios/registry.js';

const port = (initial: number) =>
  z.coerce
    .number()
    .int('give a whole number')
    .min(0, 'give 0 to 65535')
    .max(65_535, 'give 0 to 65535')
    .default(initial);

const MOST_DEVICES = 20_000;
const KINDS = DEVICE_KINDS.join(', ');
const kindCount = z.coerce
  .number('give whole numbers')
  .int('give whole numbers')
  .min(0, 'give whole numbers from 0');

/** `gen7=20,gen5=10` as a command line gives it, or the same as an object. */
const mix = z
  .union([
    z.string().transform((text) => Object.fromEntries(text.split(',').map((part) => part.split('=')))),
    z.record(z.string(), z.number()),
  ])
  .pipe(
    z.partialRecord(z.enum(DEVICE_KINDS), kindCount, {
      error: `give numbers of ${KINDS}, such as gen7=20,gen5=10`,
    }),
  );

const signInModes = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .pipe(z.array(z.enum(SIGN_IN_MODES, { error: `give a list of ${SIGN_IN_MODES.join(', ')}` })).min(1));

const totalOf = (given: FleetMix): number => Object.values(given).reduce((sum, count) => sum + count, 0);

const fields = z.object({
  fleet: z.literal('avalon', { error: 'the only fleet is "avalon"' }).default('avalon'),
  devices: z.coerce
    .number()
    .int('give a whole number')
    .min(1, 'give 1 to 20000')
    .max(MOST_DEVICES, 'give 1 to 20000')
    .optional(),
  generations: mix.optional(),
  signIn: signInModes.optional(),
  haPairs: z.coerce.number().int('give a whole number').min(0, 'give a whole number from 0').default(0),
  seed: z.coerce.number().int('give a whole number').default(2008),
  bind: z.string().default('127.16.0.0/12'),
  devicePort: port(4443),
  controlPort: port(0),
  smtpPort: port(0),
  receiverPort: port(0),
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
  synchronizeAnswerMs: z.coerce.number().min(0, 'give milliseconds from 0').default(0),
});

const DEFAULT_DEVICES = 50;

const schema = fields
  .transform((given) => ({
    ...given,
    devices: given.devices ?? (given.generations ? totalOf(given.generations) : DEFAULT_DEVICES),
  }))
  .superRefine(({ devices, generations }, context) => {
    const total = generations ? totalOf(generations) : devices;
    if (total === devices && total >= 1 && total <= MOST_DEVICES) return;
    const message =
      total === devices
        ? `give 1 to ${MOST_DEVICES} in all`
        : `${total} in all and ${devices} devices; give as many as devices, or leave devices out`;
    context.addIssue({ code: 'custom', path: ['generations'], message });
  });

/**
 * How one simulator is started; every part has a default.
 * Shape   log / identityFile / mailFolder  paths, null = memory only
 *         devices   50 are Avalon's; more are generated from `seed`; with `generations` their sum
 *         generations  how many of which sort; absent = Avalon's draw of gen7 and gen8
 *         signIn    sign-in modes given out in turn; absent = Basic and both Digests
 *         haPairs   how many of the first devices are high-availability pairs
 *         smtpAuth  `user:password` the mailbox then asks for
 *         synchronizeMs  wait between an accepted Synchronize and its effect
 *         synchronizeAnswerMs  wait before a call that synchronises is answered
 */
export type Settings = z.output<typeof schema>;
export type SettingsInput = z.input<typeof fields>;

/** Throws a Problem that lists every part that was not accepted. */
export function readSettings(input: SettingsInput | Record<string, unknown>): Settings {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Problem(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join(' '),
  );
}
