import type { ResyncSettings } from '@firewatch/shared/wire/resync';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askSecondPersonFrom, resyncKey, resyncSettingsQuery, switchRuns } from '../../../api/resync.api.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { Failed, Loading } from '../../../ui/states.js';
import { Clock } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

/** The switch that ends every run, and from how many firewalls on two people are needed. */
export function SafetyPanel() {
  const settings = useQuery(resyncSettingsQuery);
  const isOwner = useMe().role === 'owner';
  return (
    <Panel title="Safety">
      {settings.isPending && <Loading what="the switches" rows={2} />}
      {settings.isError && (
        <Failed
          what="Could not load the switches"
          error={settings.error}
          still="They hold as they were set."
          onRetry={() => void settings.refetch()}
        />
      )}
      {settings.data && <Switches settings={settings.data} isOwner={isOwner} />}
    </Panel>
  );
}

interface SwitchesProps {
  settings: ResyncSettings;
  isOwner: boolean;
}

function Switches({ settings, isOwner }: SwitchesProps) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<'switch' | 'second' | null>(null);
  const done = (text: string): void => {
    setAsked(null);
    toast(text);
    void client.invalidateQueries({ queryKey: resyncKey });
  };
  const { isOn } = settings.killSwitch;
  return (
    <>
      <div className="safety">
        <KillState settings={settings} />
        {isOwner && (
          <Button small kind={isOn ? 'plain' : 'danger'} onClick={() => setAsked('switch')}>
            {isOn ? 'Allow runs again…' : 'Stop every run…'}
          </Button>
        )}
      </div>
      <div className="safety">
        <p>
          <b>Second person</b>
          <span className="dim">
            {settings.secondPersonFrom === null
              ? 'Not asked for: who plans may start.'
              : `Somebody else approves from ${counted(settings.secondPersonFrom, 'firewall')} on.`}
          </span>
        </p>
        {isOwner && (
          <Button small onClick={() => setAsked('second')}>
            Change…
          </Button>
        )}
      </div>
      {!isOwner && <p className="panel-note dim">Owners change these.</p>}
      {asked === 'switch' && <KillDialog isOn={isOn} onClose={() => setAsked(null)} onDone={done} />}
      {asked === 'second' && (
        <SecondDialog before={settings.secondPersonFrom} onClose={() => setAsked(null)} onDone={done} />
      )}
    </>
  );
}

function KillState({ settings: { killSwitch } }: Pick<SwitchesProps, 'settings'>) {
  if (!killSwitch.isOn) {
    return (
      <p>
        <b>Kill switch is off</b>
        <span className="dim">Runs may start.</span>
      </p>
    );
  }
  return (
    <p>
      <b className="v-exposed">
        <Glyph name="stop" /> Kill switch is on
      </b>
      <span className="dim">
        No call reaches any firewall. {killSwitch.by ?? 'Somebody'}
        {killSwitch.at !== null && (
          <>
            , <Clock at={ms(killSwitch.at)} />
          </>
        )}
        {killSwitch.reason !== null && `: “${killSwitch.reason}”`}
      </span>
    </p>
  );
}

interface AskProps {
  onClose: () => void;
  onDone: (text: string) => void;
}

const KillDialog = ({ isOn, onClose, onDone }: AskProps & { isOn: boolean }) => (
  <ReasonDialog
    title={isOn ? 'Allow runs again' : 'Stop every run'}
    action={isOn ? 'Allow runs again' : 'Stop every run'}
    danger={!isOn}
    intro={
      <p>
        {isOn
          ? 'Stopped runs stay stopped; new ones may start, behind the same guards.'
          : 'Every run stops at once and none may start until an owner allows it again. Firewalls at work are still read.'}
      </p>
    }
    onClose={onClose}
    onSubmit={async (reason) => {
      await switchRuns(!isOn, reason);
      onDone(isOn ? 'Runs may start again.' : 'Every run stops.');
    }}
  />
);

function SecondDialog({ before, onClose, onDone }: AskProps & { before: number | null }) {
  const [text, setText] = useState(before === null ? '' : String(before));
  const wanted = text.trim() === '' ? null : Number(text);
  const isGood = wanted === null || (Number.isInteger(wanted) && wanted >= 1 && wanted <= 10_000);
  const sending = useSubmit({
    check: () =>
      missing({
        secondPersonFrom:
          !isGood && 'Firewalls is not a number; a whole number from 1 to 10,000, or nothing, is accepted.',
      }),
    send: async () => {
      await askSecondPersonFrom(wanted);
      onDone(
        wanted === null
          ? 'A second person is not asked for.'
          : `A second person approves from ${counted(wanted, 'firewall')} on.`,
      );
    },
    refused: (error) => formFaults(error, { secondPersonFrom: 'Firewalls' }),
  });
  return (
    <Dialog title="Second person" onClose={onClose}>
      <Form {...sending} action="Save" beside={<Button onClick={onClose}>Cancel</Button>}>
        <p className="intro">
          From that many firewalls on, an approver or owner who did not make the plan has to approve it.
        </p>
        <TextField
          label="From how many firewalls"
          hint="Empty = never."
          inputMode="numeric"
          fault={sending.faults.fields['secondPersonFrom']}
          value={text}
          data-autofocus
          onChange={(event) => setText(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
