import type { IncidentDetail } from '@firewatch/shared/wire/incidents';

type Update = IncidentDetail['updates'][number];

/** A line of the timeline: its newest update, and what else of the same kind happened right before it. */
export interface TimelineLine {
  readonly update: Update;
  /** Texts of the folded ones, newest first. */
  readonly more: readonly string[];
}

/** Only what the program noted of single firewalls folds; words of people never do. */
const FOLDS: ReadonlySet<string> = new Set(['joined', 'left', 'adopted']);

/** Newest first; runs of firewalls that joined or came back one after the other become one line. */
export function timelineLines(updates: readonly Update[]): TimelineLine[] {
  const newestFirst = updates.toSorted((a, b) => (a.at === b.at ? b.id - a.id : a.at < b.at ? 1 : -1));
  const lines: { update: Update; more: string[] }[] = [];
  for (const update of newestFirst) {
    const last = lines.at(-1);
    if (last && FOLDS.has(update.kind) && last.update.kind === update.kind && update.author === null) {
      last.more.push(update.body);
    } else lines.push({ update, more: [] });
  }
  return lines;
}

/** "PSD-CHY-01 joined" and 17 more -> "18 firewalls joined". */
export function severalText(body: string, more: readonly string[]): string {
  const [, verb = 'changed'] = /^\S+ (.*)$/.exec(body) ?? [];
  const what = /^[FDNIC]-\d+ /.test(body) ? 'incidents' : 'firewalls';
  return `${more.length + 1} ${what} ${verb}`;
}
