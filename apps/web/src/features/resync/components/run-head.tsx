import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { Glyph } from '../../../ui/glyph.js';
import { Clock } from '../../../ui/time.js';
import { localTime, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { currentWave, leadOf } from '../model/run-lead.js';
import type { RunActs } from '../model/may.js';
import { overridable } from '../model/start-form.js';
import { STATE_WORD, toneOf, waveName } from '../model/run-words.js';
import type { RunActing } from '../use-run-acts.js';

interface RunHeadProps {
  detail: ResyncRunDetail;
  may: RunActs;
  acting: RunActing;
}

/** What it is, how far, and what can be pressed; stop stands top right, and under the thumb on a phone. */
export function RunHead({ detail, may, acting }: RunHeadProps) {
  const now = useNow();
  const { row } = detail;
  const { bold, rest } = leadOf(detail, localTime, now);
  const buttons = buttonsOf({ detail, may, acting });
  const held = [may.start, may.approve].find((one) => typeof one === 'string') ?? writtenReason(may, detail);
  return (
    <>
      <title>{`${row.label} ${row.headline}, Firewatch`}</title>
      <Crumb detail={detail} />
      <div className="head">
        <div>
          <h1>{row.headline}</h1>
          <p>
            <strong>{bold}</strong> {rest}
          </p>
        </div>
        <div className="run-acts">
          {buttons.length > 0 && <div className="actions desk">{buttons}</div>}
          {held !== undefined && (
            <p className="held-why">
              <Glyph name="lock" /> {held}
            </p>
          )}
        </div>
      </div>
      {buttons.length > 0 && <div className="thumb thumb-fixed phone-only">{buttons}</div>}
    </>
  );
}

/** A guard holds it back that a written reason may override. */
function writtenReason(may: RunActs, detail: ResyncRunDetail): string | undefined {
  const holding = overridable(detail.guards).length;
  if (may.start !== true || holding === 0) return undefined;
  return `${holding === 1 ? 'A guard holds' : `${holding} guards hold`} it back: starting needs a written reason.`;
}

/** Before anything moves. */
const planButtons = ({ detail, may, acting }: RunHeadProps): readonly (ReactNode | false)[] => [
  may.discard && (
    <Button key="discard" onClick={() => acting.ask('discard')}>
      Discard
    </Button>
  ),
  may.approve !== null && (
    <Button
      key="approve"
      kind={may.approve === true ? 'primary' : 'plain'}
      disabled={may.approve !== true}
      busy={acting.busy === 'approve' && 'Approving'}
      onClick={acting.approve}
    >
      Approve
    </Button>
  ),
  may.start !== null && (
    <Button
      key="start"
      kind={may.start === true ? 'primary' : 'plain'}
      disabled={may.start !== true}
      onClick={() => acting.ask('start')}
    >
      Start…
    </Button>
  ),
  may.cancel && detail.row.state === 'scheduled' && (
    <Button
      key="unschedule"
      kind="danger"
      busy={acting.busy === 'cancel' && 'Cancelling'}
      onClick={acting.cancelNow}
    >
      Do not start
    </Button>
  ),
];

/** While it works and after. */
function runButtons({ detail, may, acting }: RunHeadProps): readonly (ReactNode | false)[] {
  const { busy } = acting;
  const wave = currentWave(detail);
  const failed = detail.devices.filter((device) => toneOf(device) === 'bad' && device.retryAt !== null);
  return [
    may.retry && failed.length > 1 && (
      <Button key="retry" onClick={() => acting.retry(failed)}>
        Retry {failed.length} failed
      </Button>
    ),
    may.pause && (
      <Button key="pause" busy={busy === 'pause' && 'Pausing'} onClick={acting.pause}>
        <Glyph name="pause" />
        <span>
          Pause
          <span className="desk"> after {wave === null ? 'this' : waveName(detail, wave).toLowerCase()}</span>
        </span>
      </Button>
    ),
    may.resume && (
      <Button key="resume" kind="primary" busy={busy === 'resume' && 'Resuming'} onClick={acting.resume}>
        Resume
      </Button>
    ),
    may.stop && (
      <Button key="stop" kind="danger" onClick={() => acting.ask('stop')}>
        <Glyph name="stop" /> Stop now
      </Button>
    ),
  ];
}

const buttonsOf = (props: RunHeadProps): readonly ReactNode[] =>
  [...planButtons(props), ...runButtons(props)].filter((one) => one !== false);

function Crumb({ detail: { row } }: Pick<RunHeadProps, 'detail'>) {
  return (
    <div className="crumb">
      <Link to="/resync">Resync</Link>
      <span>{row.label}</span>
      {row.incident && (
        <Link className="tag" to={`/incidents/${row.incident.id}`}>
          for {row.incident.label}
        </Link>
      )}
      <Tag>{STATE_WORD[row.state].toLowerCase()}</Tag>
      {row.startedAt !== null && (
        <Tag>
          started <Clock at={ms(row.startedAt)} />
        </Tag>
      )}
      {row.endedAt !== null && (
        <Tag>
          ended <Clock at={ms(row.endedAt)} />
        </Tag>
      )}
    </div>
  );
}

/** The minute in which nothing has been sent yet; on a phone its button stands under the thumb. */
export function Countdown({ detail, may, acting }: RunHeadProps) {
  const now = useNow();
  if (detail.row.state !== 'counting-down' || detail.beginsAt === null) return null;
  const left = Math.max(0, Math.ceil((ms(detail.beginsAt) - now) / 1_000));
  const size = detail.row.counts.total - detail.row.counts.byHand;
  const cancel = may.cancel && (
    <Button kind="danger" busy={acting.busy === 'cancel' && 'Cancelling'} onClick={acting.cancelNow}>
      <Glyph name="stop" /> Cancel
    </Button>
  );
  return (
    <>
      <section className="panel countdown" aria-label="Cancel window">
        <p>
          <b className="count" role="timer">
            {left === 0 ? 'Begins now' : `Begins in ${left} s`}
          </b>
          <span className="dim">
            Nothing has been sent to any of the {counted(size, 'firewall')} yet. Cancelling now leaves all of
            them as they are.
          </span>
        </p>
        <span className="desk">{cancel}</span>
      </section>
      {cancel && <div className="thumb thumb-fixed phone-only">{cancel}</div>}
    </>
  );
}
