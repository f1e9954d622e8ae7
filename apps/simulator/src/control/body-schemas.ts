import { z } from 'zod';
import { AUTHORITY_MODES } from '../authority.js';
import { LICENCE_KEY_DRIFTS, SYNCHRONIZE_EFFECTS, TLS_KINDS } from '../devices/behaviour.js';
import { SIGN_IN_MODES } from '../devices/firmware-profiles.js';
import { SERVICE_IDS } from '../devices/service-catalogue.js';
import { LICENCE_VALUES } from '../devices/service-state.js';
import { FAULT_KINDS } from '../faults/fault.js';
import { SMTP_FAULT_KINDS } from '../mailbox/smtp-fault.js';
import { Problem } from '../problem.js';
import { RECEIVER_FAULT_KINDS } from '../receivers/receiver-fault.js';
import { LOG_EVENTS } from '../sonicos/log-events.js';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `give one of ${values.join(', ')}` });
const seconds = z.number('give seconds').min(0, 'give seconds from 0');
const service = oneOf(SERVICE_IDS);
const share = z.number('give 0 to 1').min(0, 'give 0 to 1').max(1, 'give 0 to 1');
const flag = z.boolean('give true or false');
const instant = z.number('give epoch milliseconds').positive('give epoch milliseconds');

const eventId = z.number('give a list of event ids').int('give a list of event ids');

const selectionFields = {
  ids: z
    .union([z.literal('all'), z.array(z.string()).min(1)], { error: 'give "all" or a list of device ids' })
    .optional(),
  all: z.literal(true, { error: 'give true or leave it out' }).optional(),
  count: z
    .number('give a whole number from 1')
    .int('give a whole number from 1')
    .min(1, 'give a whole number from 1')
    .optional(),
};

const faultFields = {
  kind: oneOf(FAULT_KINDS),
  forSeconds: seconds.optional(),
  count: z.number().int().min(1, 'give a whole number from 1').optional(),
  afterRequests: z.number().int().min(0, 'give a whole number from 0').optional(),
  path: z.string().optional(),
  ms: z.number().min(0, 'give milliseconds from 0').optional(),
  status: z.number().int().min(300, 'give 300 to 599').max(599, 'give 300 to 599').optional(),
  retryAfterSeconds: seconds.optional(),
  to: z.string().optional(),
  bytes: z.number().int().min(1, 'give bytes from 1').optional(),
  at: oneOf(['accept', 'answer']).optional(),
  cut: z.boolean().optional(),
  everySeconds: seconds.optional(),
};

export const authorityBody = z.strictObject({
  mode: oneOf(AUTHORITY_MODES).optional(),
  loses: z.array(service).optional(),
  share: share.optional(),
  slowMs: z.number().min(0, 'give milliseconds from 0').optional(),
  synchronizeUnderWrongAnswer: oneOf(['lose', 'no-effect']).optional(),
});
const wholeFrom1 = z
  .number('give a whole number from 1')
  .int('give a whole number from 1')
  .min(1, 'give a whole number from 1');
export const relapseBody = z
  .strictObject({ afterSynchronizations: wholeFrom1.optional(), inSeconds: seconds.optional() })
  .refine(
    ({ afterSynchronizations, inSeconds }) =>
      (afterSynchronizations === undefined) !== (inSeconds === undefined),
    'give "afterSynchronizations" or "inSeconds", one of the two',
  );
export const selectionBody = z.strictObject(selectionFields);
export const checkInBody = z.strictObject({ ...selectionFields, at: instant.optional() });
export const synchronizeBody = z.strictObject({ ...selectionFields, overSeconds: seconds.optional() });
export const faultBody = z.strictObject(faultFields);
export const clearFaultsBody = z.strictObject({
  ids: selectionFields.ids,
  all: selectionFields.all,
  kind: oneOf(FAULT_KINDS).optional(),
});
export const adminSessionBody = z.strictObject({
  seconds,
  configMode: flag.optional(),
  allowsOthers: flag.optional(),
});
export const serviceBody = z.strictObject({
  service,
  enabled: flag.optional(),
  detectionOnly: flag.optional(),
  partial: flag.optional(),
  licence: oneOf(LICENCE_VALUES).optional(),
  expiresAt: instant.optional(),
  signaturesAgeSeconds: seconds.optional(),
});
export const behaviourFields = {
  apiEnabled: z.boolean().optional(),
  actionsNeedConfigMode: z.boolean().optional(),
  sessionIdleSeconds: seconds.optional(),
  clockSkewSeconds: z.number('give seconds').optional(),
  synchronizeMs: z.number().min(0, 'give milliseconds from 0').optional(),
  synchronizeAnswerMs: z.number('give milliseconds').min(0, 'give milliseconds from 0').optional(),
  synchronizeEffect: oneOf(SYNCHRONIZE_EFFECTS).optional(),
  synchronizeRestores: z.array(service, { error: 'give a list of services' }).optional(),
  synchronizeRebootSeconds: seconds.optional(),
  checkInAfterSynchronizeSeconds: seconds.optional(),
  blockIfWebFilterUnavailable: z.boolean().optional(),
  signIn: oneOf(SIGN_IN_MODES).optional(),
  needsStartManagement: flag.optional(),
  licenceKeys: oneOf(LICENCE_KEY_DRIFTS).optional(),
  tls: oneOf(TLS_KINDS).optional(),
  malformedLists: flag.optional(),
  eventsNotSent: z.array(eventId, { error: 'give a list of event ids' }).optional(),
};
export const behaviourBody = z.strictObject({
  ids: selectionFields.ids,
  all: selectionFields.all,
  ...behaviourFields,
});

const scenarioOptions = {
  count: selectionFields.count,
  seconds: seconds.optional(),
  everySeconds: seconds.optional(),
  overSeconds: seconds.optional(),
  recoverAfterSeconds: seconds.optional(),
  phaseSeconds: seconds.optional(),
};
export const scenarioBody = z.strictObject({
  name: z.string('give the name of a scenario'),
  variant: z.string().optional(),
  factor: z.number().positive('give a number above 0').optional(),
  seed: z.number().int('give a whole number').optional(),
  ...scenarioOptions,
});
export const advanceBody = z.strictObject({ to: z.string('give the name of a phase'), ...scenarioOptions });
export const smtpFaultBody = z.strictObject({
  kind: oneOf(SMTP_FAULT_KINDS),
  code: z
    .literal([421, 450, 451, 452, 550, 552, 554], { error: 'give one of 421, 450, 451, 452, 550, 552, 554' })
    .optional(),
  ms: z.number().min(0, 'give milliseconds from 0').optional(),
  count: z.number().int().min(1, 'give a whole number from 1').optional(),
});
export const signaturesBody = z.strictObject({
  service,
  frozen: flag,
  sinceSeconds: seconds.optional(),
  checkedSecondsAgo: seconds.optional(),
});
export const expiryBody = z.strictObject({ service, at: instant, grace: flag.optional() });
export const rebootBody = z.strictObject({ downSeconds: seconds.optional() });
export const clockBody = z.strictObject({
  offsetMs: z.number('give milliseconds, below 0 for a clock that is behind'),
});
const fleetSelection = {
  deviceIds: z
    .union([z.literal('all'), z.array(z.string()).min(1)], { error: 'give "all" or a list of device ids' })
    .optional(),
  count: selectionFields.count,
};
export const certificatesBody = z.strictObject({ ...fleetSelection, sameKey: flag.optional() });
export const passwordBody = z.strictObject({
  ...fleetSelection,
  password: z.string('give a password').min(1, 'give a password'),
});
export const syslogBody = z.strictObject({
  host: z.string('give a loopback address'),
  port: z
    .number('give 1 to 65535')
    .int('give 1 to 65535')
    .min(1, 'give 1 to 65535')
    .max(65_535, 'give 1 to 65535'),
  transport: oneOf(['udp', 'tcp']).default('udp'),
  format: oneOf(['default', 'enhanced']).default('default'),
  framing: oneOf(['lf', 'octet']).default('lf'),
  dropShare: share.default(0),
});
export const eventBody = z.strictObject({
  id: z
    .number('give the id of a log event')
    .refine(
      (id) => LOG_EVENTS.some((event) => event.id === id),
      'give the id of an event GET /log/events lists',
    ),
  message: z.string('give a text').optional(),
});
export const receiverFaultBody = z.strictObject({
  kind: oneOf(RECEIVER_FAULT_KINDS),
  status: z.number().int().min(300, 'give 300 to 599').max(599, 'give 300 to 599').optional(),
  retryAfterSeconds: seconds.optional(),
  ms: z.number().min(0, 'give milliseconds from 0').optional(),
  to: z.string().optional(),
  count: z.number().int().min(1, 'give a whole number from 1').optional(),
  share: share.optional(),
});
export const nothingBody = z.strictObject({});
/** `POST /devices/faults`: the devices and the fault in one flat body; `count` is the fault's, so devices go by `ids` or `all`. */
export const faultsBody = z.strictObject({
  ...faultFields,
  ids: selectionFields.ids,
  all: selectionFields.all,
});

/** The body as the schema types it, or a Problem with one sentence per fault. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map(({ path, message, code }) => {
    if (code === 'unrecognized_keys') return `body: ${message}.`;
    return `${path.join('.') || 'body'}: ${message}.`;
  });
  throw new Problem(sentences.join(' '));
}

/** The same for verbs of `/fleet`, whose bodies say `deviceIds`. */
export function readFleetSelection(body: {
  readonly deviceIds?: 'all' | string[] | undefined;
  readonly count?: number | undefined;
}): { ids: string[] | 'all' } | { count: number } {
  const { deviceIds, count } = body;
  if (deviceIds !== undefined && count === undefined) return { ids: deviceIds };
  if (deviceIds === undefined && count !== undefined) return { count };
  throw new Problem(
    'deviceIds: name the devices by "deviceIds" (a list or "all") or by "count", one of the two.',
  );
}

/** Exactly one way of naming devices must be used. */
export function readSelection(body: {
  readonly ids?: 'all' | string[] | undefined;
  readonly all?: true | undefined;
  readonly count?: number | undefined;
}): { ids: string[] | 'all' } | { count: number } {
  const ids = body.all ? 'all' : body.ids;
  if (ids !== undefined && body.count === undefined) return { ids };
  if (ids === undefined && body.count !== undefined) return { count: body.count };
  throw new Problem('ids: name the devices by "ids" (a list or "all") or by "count", one of the two.');
}
