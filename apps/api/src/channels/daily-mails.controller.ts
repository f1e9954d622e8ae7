import { Controller, Inject } from '@nestjs/common';
import { dailyMails, editDailyMails, type DailyMails } from '@firewatch/shared/wire/daily-mails';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { dailyMailsAt, setDailyMailsAt } from '../store/daily-mails.repo.js';
import type { Tx } from '../store/database.js';
import { Writer } from '../store/idempotency.writer.js';

const read = route({
  method: 'GET',
  path: 'daily-mails',
  access: 'owner',
  summary: 'When the digest and the daily word about Firewatch itself go out',
  answer: dailyMails,
});
const edit = route({
  method: 'PUT',
  path: 'daily-mails',
  access: 'owner',
  summary: 'Another time of day for the daily mails; today’s are sent at once when it has passed',
  onlySession: true,
  body: editDailyMails,
  answer: dailyMails,
});

const MINUTES = 60;
const two = (value: number): string => String(value).padStart(2, '0');
/** 510 -> `08:30`. */
const clockOf = (minutes: number): string =>
  `${two(Math.floor(minutes / MINUTES))}:${two(minutes % MINUTES)}`;
/** `08:30` -> 510. */
function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * MINUTES + minutes;
}

@Controller()
export class DailyMailsController {
  private readonly zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  constructor(
    private readonly writer: Writer,
    @Inject(CONFIG) private readonly config: Pick<Config, 'digest'>,
  ) {}

  @Route(read)
  read(@Call() call: CallOf<typeof read>): Promise<DailyMails> {
    return this.writer.read(call, (tx) => this.stored(tx));
  }

  @Route(edit)
  edit(@Call() call: CallOf<typeof edit>): Promise<DailyMails> {
    const { caller, body } = call;
    return this.writer.write(call, async (tx) => {
      const was = await this.stored(tx);
      await setDailyMailsAt(tx, minutesOf(body.at));
      await audit(tx, caller, {
        action: 'daily-mails.changed',
        subjectKind: 'installation',
        subjectId: 'daily-mails',
        customerId: null,
        detail: { at: body.at, was: was.at },
      });
      return this.stored(tx);
    });
  }

  private async stored(tx: Tx): Promise<DailyMails> {
    const set = await dailyMailsAt(tx);
    return { at: clockOf(set ?? this.config.digest.atMinutes), zone: this.zone, isDefault: set === null };
  }
}
