import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mayAct } from '../../../api/access.api.js';
import { addUpdate } from '../../../api/incidents.api.js';
import { keys } from '../../../api/keys.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Glyph, type GlyphName } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { Clock } from '../../../ui/time.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { ms } from '../../../words/time-text.js';
import type { Look } from '../../../words/verdict-text.js';
import { severalText, timelineLines, type TimelineLine } from '../model/timeline.js';

/** First rule that matches the kind of an update; new kinds of a newer server fall through to a clock. */
const ICONS: readonly (readonly [RegExp, { glyph: GlyphName } | { look: Look }])[] = [
  [/ack/, { glyph: 'acked' }],
  [/note|update|said/, { glyph: 'pen' }],
  [/notice|told|deliver|page|remind/, { glyph: 'bell' }],
  [/suspect/, { look: 'suspect' }],
  [/clos|resolv|recover|left|back/, { glyph: 'check' }],
  [/open|join|grew|wors|absorb/, { look: 'exposed' }],
];

const iconOf = (kind: string): { glyph: GlyphName } | { look: Look } =>
  ICONS.find(([pattern]) => pattern.test(kind))?.[1] ?? { glyph: 'clock' };

/** What happened and what was said, newest first. */
export function TimelinePanel({ detail }: { detail: IncidentDetail }) {
  const me = useMe();
  const lines = timelineLines(detail.updates);
  return (
    <Panel title="Timeline">
      {mayAct(me) && <UpdateForm incidentId={detail.incident.id} />}
      {lines.length === 0 ? (
        <p className="pad dim">Nothing was written down yet.</p>
      ) : (
        <ol className="ev">
          {lines.map((line) => (
            <Line key={line.update.id} line={line} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Line({ line: { update, more } }: { line: TimelineLine }) {
  const icon = iconOf(update.kind);
  return (
    <li>
      <Clock at={ms(update.at)} />
      {'glyph' in icon ? <Glyph name={icon.glyph} /> : <LookShape look={icon.look} />}
      <div className="wrap">
        {update.author === null ? (
          <Said body={update.body} more={more} />
        ) : (
          <>
            <p>
              <b>{update.author}</b>
              {/ack/.test(update.kind) && ' acknowledged'}
              {update.customerId !== null && ' to one customer'}
            </p>
            <p className="say">{update.body}</p>
          </>
        )}
      </div>
    </li>
  );
}

/** What happened to one firewall, or to several in a row: how many, and their names on asking. */
function Said({ body, more }: { body: string; more: readonly string[] }) {
  if (more.length === 0) return <p>{body}</p>;
  return (
    <details>
      <summary>{severalText(body, more)}</summary>
      <ul>
        {[body, ...more].map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  );
}

function UpdateForm({ incidentId }: { incidentId: string }) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [isSending, setSending] = useState(false);
  const post = async (): Promise<void> => {
    if (text.trim() === '') {
      setFault('Update: write at least one word.');
      return;
    }
    setSending(true);
    setFault(undefined);
    try {
      await addUpdate(incidentId, text.trim());
      setText('');
      await client.invalidateQueries({ queryKey: keys.incident(incidentId) });
    } catch (error) {
      setFault(`Not posted. ${error instanceof Error ? error.message : ''}`);
    }
    setSending(false);
  };
  return (
    <form
      className="compose"
      onSubmit={(event) => {
        event.preventDefault();
        void post();
      }}
    >
      <input
        className="input"
        aria-label="Update, signed with your name"
        aria-invalid={fault !== undefined}
        placeholder="Write an update, signed with your name"
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" busy={isSending && 'Posting'}>
        Post
      </Button>
      {fault !== undefined && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
    </form>
  );
}
