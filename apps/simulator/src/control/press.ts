import { writeSync } from 'node:fs';
import { Command } from 'commander';
import { Problem } from '../problem.js';

interface Press {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** `all`, a count, or a list of ids, as the verbs take them. */
export function selectionOf(words: readonly string[]): { ids: 'all' | string[] } | { count: number } {
  const [only] = words;
  if (words.length === 0 || only === undefined) {
    throw new Problem('devices: name them: "all", a number, or ids separated by spaces.');
  }
  if (words.length === 1 && only === 'all') return { ids: 'all' };
  if (words.length === 1 && /^\d+$/.test(only)) return { count: Number(only) };
  return { ids: [...words] };
}

/** The same as verbs of `/fleet` take them. */
export function fleetOf(words: readonly string[]): { deviceIds: 'all' | string[] } | { count: number } {
  const selection = selectionOf(words);
  return 'ids' in selection ? { deviceIds: selection.ids } : selection;
}

/** Reads `name=value` words into a body; numbers and true/false are taken as such. */
export function bodyOf(words: readonly string[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', ...rest] = word.split('=');
      if (rest.length === 0 || name === '') throw new Problem(`"${word}": give name=value.`);
      return [name, valueOf(rest.join('='))];
    }),
  );
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

async function send(control: string, { method, path, body }: Press): Promise<void> {
  const answer = await fetch(new URL(path, control), {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
  }).catch((cause: unknown) => {
    throw new Problem(
      `control: nothing answers at ${control}; start the simulator or give its controlUrl.`,
      undefined,
      {
        cause,
      },
    );
  });
  const text = await answer.text();
  if (!answer.ok) throw new Problem(sentenceIn(text));
  writeSync(1, `${text}\n`);
}

function sentenceIn(text: string): string {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) return String(parsed.error);
  return text;
}

/** Options after the words, `name=value`, mixed freely with device ids. */
function split(words: readonly string[]): {
  devices: string[];
  options: Record<string, string | number | boolean>;
} {
  return {
    devices: words.filter((word) => !word.includes('=')),
    options: bodyOf(words.filter((word) => word.includes('='))),
  };
}

type ToPress = (words: readonly string[]) => Press;

const VERBS: readonly (readonly [usage: string, about: string, press: ToPress])[] = [
  ['state', 'show the world', () => ({ method: 'GET', path: '/state' })],
  ['devices', 'list the firewalls', () => ({ method: 'GET', path: '/devices' })],
  [
    'authority <mode> [option=value...]',
    'set the licence authority',
    ([mode, ...rest]) => ({
      method: 'POST',
      path: '/authority',
      body: { mode, ...bodyOf(rest) },
    }),
  ],
  [
    'check-in <devices...>',
    'let boxes visit the licence authority',
    (words) => ({
      method: 'POST',
      path: '/devices/check-in',
      body: selectionOf(words),
    }),
  ],
  [
    'synchronize <devices...>',
    'press Synchronize (overSeconds=N spreads it)',
    (words) => {
      const { devices, options } = split(words);
      return { method: 'POST', path: '/devices/synchronize', body: { ...selectionOf(devices), ...options } };
    },
  ],
  [
    'relapse [option=value...]',
    'let the authority answer wrongly again (afterSynchronizations=N or inSeconds=N)',
    (words) => ({ method: 'POST', path: '/authority/relapse', body: bodyOf(words) }),
  ],
  [
    'behaviour <devices...>',
    'set switches on boxes (option=value as in the README)',
    (words) => {
      const { devices, options } = split(words);
      return { method: 'POST', path: '/devices/behaviour', body: { ...selectionOf(devices), ...options } };
    },
  ],
  [
    'admin-session <device> [option=value...]',
    'a person is in the box (seconds, configMode, allowsOthers)',
    ([id = '', ...rest]) => ({
      method: 'POST',
      path: `/devices/${encodeURIComponent(id)}/admin-session`,
      body: bodyOf(rest),
    }),
  ],
  ['orders', 'list every order a box was given', () => ({ method: 'GET', path: '/log/orders' })],
  [
    'fault <kind> <devices...>',
    'break boxes (option=value as in the README)',
    ([kind, ...words]) => {
      const { devices, options } = split(words);
      return { method: 'POST', path: '/devices/faults', body: { kind, ...selectionOf(devices), ...options } };
    },
  ],
  [
    'clear-faults [devices...]',
    'mend boxes',
    (words) => ({
      method: 'DELETE',
      path: '/devices/faults',
      body: words.length > 0 ? selectionOf(words) : { ids: 'all' },
    }),
  ],
  [
    'failover <device>',
    'let the other unit of a pair take over',
    ([id = '']) => ({ method: 'POST', path: `/devices/${encodeURIComponent(id)}/failover`, body: {} }),
  ],
  [
    'renew-certificates <devices...>',
    'give boxes new certificates (sameKey=true keeps the key)',
    (words) => {
      const { devices, options } = split(words);
      return { method: 'POST', path: '/fleet/certificates', body: { ...fleetOf(devices), ...options } };
    },
  ],
  [
    'syslog <host> <port> [option=value...]',
    'set where the boxes send their log (transport, format, framing, dropShare)',
    ([host, port, ...rest]) => ({
      method: 'POST',
      path: '/fleet/syslog',
      body: { host, port: Number(port), ...bodyOf(rest) },
    }),
  ],
  [
    'scenario <name> [option=value...]',
    'start a scenario',
    ([name, ...rest]) => ({
      method: 'POST',
      path: '/scenario',
      body: { name, ...bodyOf(rest) },
    }),
  ],
  [
    'advance <phase> [option=value...]',
    'call up a phase of the running scenario',
    ([to, ...rest]) => ({
      method: 'POST',
      path: '/scenario/advance',
      body: { to, ...bodyOf(rest) },
    }),
  ],
  ['stop', 'stop the running scenario', () => ({ method: 'POST', path: '/scenario/stop' })],
  ['reset', 'make everything as on the first day', () => ({ method: 'POST', path: '/reset' })],
];

/** `press`: the control API from a shell, one verb per call, the answer as JSON on stdout. */
export function pressCommand(): Command {
  const press = new Command('press')
    .description('press one thing in a running simulator')
    .requiredOption('--control <url>', 'controlUrl of the ready line');
  for (const [usage, about, toPress] of VERBS) {
    press
      .command(usage)
      .description(about)
      .action(async (...given: unknown[]) => {
        const { control } = press.opts<{ control: string }>();
        await send(control, toPress(wordsOf(given)));
      });
  }
  return press;
}

// commander passes each argument (a list for a variadic one), then the options, then the command.
function wordsOf(given: readonly unknown[]): string[] {
  return given
    .slice(0, -2)
    .flat()
    .filter((word) => typeof word === 'string');
}
