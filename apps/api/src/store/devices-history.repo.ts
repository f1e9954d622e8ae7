import { SERVICES, SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
import type { Tx } from './database.js';

interface Step {
  readonly at: number;
  readonly service: Service;
  readonly value: string;
}
interface Spell {
  readonly from_at: number;
  readonly to_at: number | null;
}
interface Band {
  readonly from: string;
  readonly to: string | null;
  readonly value: string;
}

const iso = (at: number): string => new Date(at).toISOString();

/** Steps (each holds until the next) cut to a window; the last one stays open. Equal neighbours become one band. */
export function bandsOf(steps: readonly Omit<Step, 'service'>[], from: number): Band[] {
  const bands: { from: number; to: number | null; value: string }[] = [];
  for (const step of steps) {
    const last = bands.at(-1);
    if (last?.value === step.value) continue;
    if (last) last.to = step.at;
    bands.push({ from: step.at, to: null, value: step.value });
  }
  return bands
    .filter((band) => band.to === null || band.to > from)
    .map((band) => ({
      from: iso(Math.max(band.from, from)),
      to: band.to === null ? null : iso(band.to),
      value: band.value,
    }));
}

/** Lays blind spells over verdict steps: inside a spell nothing is shown but unknown. */
export function withBlind(
  steps: readonly Omit<Step, 'service'>[],
  spells: readonly Spell[],
): Omit<Step, 'service'>[] {
  const valueAt = (at: number): string => steps.findLast((step) => step.at <= at)?.value ?? 'unknown';
  const isBlind = (at: number): boolean =>
    spells.some((spell) => spell.from_at <= at && (spell.to_at === null || at < spell.to_at));
  const times = [
    ...steps.map((step) => step.at),
    ...spells.flatMap((spell) => (spell.to_at === null ? [spell.from_at] : [spell.from_at, spell.to_at])),
  ].sort((a, b) => a - b);
  return times.map((at) => ({ at, value: isBlind(at) ? 'unknown' : valueAt(at) }));
}

const WINDOW = `$2::timestamptz`;

/** The last step before the window carries in; then every step inside it. */
function stepsSql(table: string, value: string, at: string, extra: string): string {
  return `select * from (
      select distinct on (service) ${at} as at, service, ${value} as value from ${table}
      where device_id = $1 and ${at} <= ${WINDOW} ${extra} order by service, ${at} desc) carried
    union all
    select ${at}, service, ${value} from ${table} where device_id = $1 and ${at} > ${WINDOW} ${extra} order by at`;
}

async function factSteps(tx: Tx, deviceId: string, from: number, fact: string): Promise<Step[]> {
  return tx.query<Step>(stepsSql('fact_history', 'value', 'at', 'and fact = $3'), [
    deviceId,
    new Date(from),
    fact,
  ]);
}

const MARKS = `select at, type, payload from events
  where device_id = $1 and at >= $2 and type = any ($3) order by id desc limit 500`;
const MARK_WORDS: Readonly<Record<string, string>> = {
  'service.suspected': 'loss suspected',
  'service.glitched': 'glitch: one bad answer, then good ones',
  'service.flapping': 'flapping',
  'service.relapsed': 'recovery broke off',
  'device.no-data': 'no believable answer: alarm',
  'device.answers-again': 'answers again',
  'device.identity-changed': 'another certificate or serial answers',
  'device.identity-accepted': 'identity accepted',
  'device.auth-failed': 'sign-in refused',
  'device.auth-restored': 'sign-in works again',
  'device.busy': 'the only session is taken',
  'device.rebooted': 'rebooted',
  'device.clock-jumped': 'clock jumped',
  'device.failed-over': 'failed over',
  'device.firmware-changed': 'firmware changed',
  'licence.date-moved': 'licence end moved',
};

interface MarkRow {
  readonly at: number;
  readonly type: string;
  readonly payload: {
    readonly service?: Service;
    readonly from?: unknown;
    readonly to?: unknown;
    readonly names?: readonly string[];
  };
}

const dayOf = (at: unknown): string => new Date(Number(at)).toISOString().slice(0, 10);

function markText({ type, payload }: MarkRow): string {
  const words = MARK_WORDS[type] ?? type;
  if (type === 'device.firmware-changed') return `${words}: ${String(payload.from)} → ${String(payload.to)}`;
  if (type === 'licence.date-moved') {
    return `${(payload.names ?? []).join(', ')}: ${words} from ${dayOf(payload.from)} to ${dayOf(payload.to)}`;
  }
  return payload.service ? `${SERVICE_WORDS[payload.service].name}: ${words}` : words;
}

/** Licence, enabled and protecting over time, per service, with what happened beside. */
export async function deviceHistory(
  tx: Tx,
  deviceId: string,
  window: { readonly from: number; readonly to: number },
): Promise<DeviceHistory> {
  const since = new Date(window.from);
  const licence = await factSteps(tx, deviceId, window.from, 'licence');
  const enabled = await factSteps(tx, deviceId, window.from, 'enabled');
  const verdicts = await tx.query<Step>(stepsSql('transitions', 'to_verdict', 'since', ''), [
    deviceId,
    since,
  ]);
  const spells = await tx.query<Spell>(
    'select from_at, to_at from blind_spells where device_id = $1 and (to_at is null or to_at > $2) order by from_at',
    [deviceId, since],
  );
  const marks = await tx.query<MarkRow>(MARKS, [deviceId, since, Object.keys(MARK_WORDS)]);
  const of = (steps: readonly Step[], service: Service): Step[] =>
    steps.filter((step) => step.service === service);
  const services = SERVICES.filter((service) =>
    [licence, enabled, verdicts].some((steps) => of(steps, service).length > 0),
  ).map((service) => ({
    service,
    licence: bandsOf(of(licence, service), window.from),
    enabled: bandsOf(of(enabled, service), window.from),
    protecting: bandsOf(withBlind(of(verdicts, service), spells), window.from),
  }));
  return {
    from: iso(window.from),
    to: iso(window.to),
    services,
    marks: marks.reverse().map((mark) => ({ at: iso(mark.at), kind: mark.type, text: markText(mark) })),
  };
}
