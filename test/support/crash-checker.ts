import { deviceHistory } from '@firewatch/shared/wire/device-history';
import { incidentDetail, incidentRow, type IncidentDetail } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { readMails, type ReadMail } from './mails.ts';
import type { Rest } from './rest.ts';
import type { SimulatorProcess } from './simulator.ts';

/** What was true, what was told, what is stored: everything a crash may have torn apart. */
export interface Aftermath {
  readonly simulator: SimulatorProcess;
  readonly rest: Rest;
  /** Device ids of the product by the simulator's. */
  readonly enrolled: ReadonlyMap<string, string>;
  /** Crashes since the mailbox was empty: each may have cost one mail a second time. */
  readonly kills: number;
}

const BAD = new Set(['exposed', 'blocking']);

/** The promises that were broken, one sentence each; empty = all kept. */
export async function brokenPromises(after: Aftermath): Promise<string[]> {
  const mails = readMails(await after.simulator.mails());
  const { items } = await after.rest.get('/incidents?absorbed=yes&limit=200', page(incidentRow));
  const details = await Promise.all(
    items.map((one) => after.rest.get(`/incidents/${one.id}`, incidentDetail)),
  );
  return [
    ...(await unrecorded(after)),
    ...details.flatMap((detail) => undelivered(detail, mails)),
    ...phantoms(details, mails),
    ...outOfOrder(mails),
    ...repeated(mails, after.kills),
  ];
}

/** Every service that was really lost has a bad stretch on record that overlaps the loss. */
async function unrecorded({ simulator, rest, enrolled }: Aftermath): Promise<string[]> {
  const missing: string[] = [];
  const losses = await simulator.truth();
  for (const device of new Set(losses.map((loss) => loss.device))) {
    const { services } = await rest.get(`/devices/${enrolled.get(device)}/history?hours=24`, deviceHistory);
    for (const loss of losses.filter((one) => one.device === device)) {
      const bands = services.find((one) => one.service === loss.service)?.protecting ?? [];
      const isThere = bands.some(
        (band) =>
          BAD.has(band.value) &&
          Date.parse(band.from) <= (loss.to ?? Infinity) &&
          (band.to === null || Date.parse(band.to) >= loss.from),
      );
      if (!isThere)
        missing.push(`the loss of ${loss.service} on ${simulator.nameOf(device)} is not on record`);
    }
  }
  return missing;
}

/** Opened was told, and the end of what has ended; by rows and by the mailbox. */
function undelivered({ incident, deliveries }: IncidentDetail, mails: readonly ReadMail[]): string[] {
  const told = mails.filter((one) => one.incidentId === incident.id).map((one) => one.kind);
  const waiting = deliveries.filter((one) => one.state !== 'delivered');
  const broken = waiting.map(
    (one) => `${incident.label}: its ${one.noticeKind} mail is ${one.state} (${one.reason ?? 'no reason'})`,
  );
  if (incident.absorbedBy !== null) return broken;
  const isTold = told.includes('opened') || told.includes('opened-and-resolved');
  if (!isTold) broken.push(`${incident.label}: nobody was told that it opened`);
  const isEndTold = told.includes('resolved') || told.includes('opened-and-resolved');
  if (incident.state === 'closed' && !isEndTold)
    broken.push(`${incident.label}: nobody was told that it ended`);
  return broken;
}

/** Nothing was told that is not stored. */
function phantoms(details: readonly IncidentDetail[], mails: readonly ReadMail[]): string[] {
  const known = new Set(details.map((detail) => detail.incident.id));
  return mails
    .filter((one) => !known.has(one.incidentId))
    .map((one) => `"${one.mail.subject}" tells of an incident that is not stored`);
}

/** Per incident and address: never an end before the opening. */
function outOfOrder(mails: readonly ReadMail[]): string[] {
  const opened = new Set<string>();
  return mails.flatMap((one) => {
    const thread = `${one.incidentId}/${one.mail.to.join()}`;
    if (one.kind === 'opened') opened.add(thread);
    return one.kind === 'resolved' && !opened.has(thread)
      ? [`"${one.mail.subject}" came before its opening`]
      : [];
  });
}

/** The same mail again only where a crash explains it; the same news under another name never. */
function repeated(mails: readonly ReadMail[], kills: number): string[] {
  const ids = mails.map((one) => one.mail.messageId);
  const again = ids.length - new Set(ids).size;
  const openings = new Map<string, Set<string>>();
  for (const { incidentId, kind, mail } of mails) {
    if (kind !== 'opened' && kind !== 'resolved') continue;
    const news = `${kind} of ${incidentId} to ${mail.to.join()}`;
    openings.set(news, (openings.get(news) ?? new Set()).add(mail.messageId));
  }
  return [
    ...(again > kills ? [`${again} mails came twice after ${kills} kills`] : []),
    ...[...openings]
      .filter(([, names]) => names.size > 1)
      .map(([news]) => `${news} was told under two Message-IDs`),
  ];
}
