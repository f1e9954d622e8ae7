import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Failed, Loading } from '../../ui/states.js';
import { channelsKey, channelsQuery } from './api/channels.api.js';
import { MailForm } from './components/mail-form.js';
import { TestLine } from './components/test-line.js';
import { isMail, type MailChannel } from './model/channel-words.js';
import { isTesting, useTest, type TestState } from './use-test.js';
import '../../styles/forms.css';
import './channels.css';

/** First run: one mail channel, and a test that is seen to arrive. */
export function FirstChannelPage({ doneTo }: { doneTo: string }) {
  const navigate = useNavigate();
  const channels = useQuery(channelsQuery);
  const [added, setAdded] = useState<MailChannel | null>(null);
  const client = useQueryClient();
  const channel = added ?? channels.data?.find(isMail) ?? null;
  return (
    <div className="first-channel">
      <title>Mail channel, Firewatch</title>
      <div className="head">
        <div>
          <h1>Who is told at night</h1>
          <p>One mail channel now; more of them later on the Alerting page.</p>
        </div>
      </div>
      {channels.isPending && <Loading what="the channels" rows={4} />}
      {channels.isError && (
        <Failed
          what="Could not load the channels"
          error={channels.error}
          onRetry={() => void channels.refetch()}
        />
      )}
      {channels.data && channel === null && (
        <Panel title="Mail by SMTP" className="boxed">
          <MailForm
            action="Save and send a test"
            beside={
              <Button kind="quiet" onClick={() => void navigate(doneTo)}>
                Later
              </Button>
            }
            onDone={(stored) => {
              setAdded(stored);
              void client.invalidateQueries({ queryKey: channelsKey });
            }}
          />
        </Panel>
      )}
      {channel && (
        <SeenToArrive channel={channel} isFresh={added !== null} onDone={() => void navigate(doneTo)} />
      )}
    </div>
  );
}

interface SeenToArriveProps {
  channel: MailChannel;
  /** Just stored: the test is part of it. */
  isFresh: boolean;
  onDone: () => void;
}

function SeenToArrive({ channel, isFresh, onDone }: SeenToArriveProps) {
  const { test, start } = useTest(channel.id);
  const [stored, setStored] = useState(channel);
  const [isEditing, setEditing] = useState(false);
  const wasStarted = useRef(false);
  useEffect(() => {
    if (!isFresh || wasStarted.current) return;
    wasStarted.current = true;
    start();
  }, [isFresh, start]);
  return (
    <Panel title={stored.name} note={`to ${stored.settings.to.join(', ')}`} className="boxed">
      {isEditing ? (
        <MailForm
          channel={stored}
          action="Save and send a test"
          beside={<Button onClick={() => setEditing(false)}>Cancel</Button>}
          onDone={(next) => {
            setStored(next);
            setEditing(false);
            start();
          }}
        />
      ) : (
        <>
          {test.phase === 'idle' && (
            <p className="dim">Send a test and see it arrive before you rely on it.</p>
          )}
          <TestLine test={test} />
          <NextStep test={test} onTest={start} onEdit={() => setEditing(true)} onDone={onDone} />
        </>
      )}
    </Panel>
  );
}

interface NextStepProps {
  test: TestState;
  onTest: () => void;
  onEdit: () => void;
  onDone: () => void;
}

/** One primary button at a time: test, then correct what is wrong, then go on. */
function NextStep({ test, onTest, onEdit, onDone }: NextStepProps) {
  const delivery = test.phase === 'watching' ? test.delivery : null;
  const isThere = delivery?.state === 'delivered';
  const isStuck = test.phase === 'refused' || (delivery !== null && !isThere && delivery.attempts > 0);
  const isOnItsWay = isTesting(test) && !isStuck;
  return (
    <div className="dialog-foot is-left">
      {isThere && (
        <Button kind="primary" onClick={onDone}>
          It arrived, go on
        </Button>
      )}
      {(isStuck || isThere) && (
        <Button kind={isStuck ? 'primary' : 'plain'} onClick={onEdit}>
          Correct the settings
        </Button>
      )}
      <Button
        kind={isThere || isStuck ? 'plain' : 'primary'}
        busy={isOnItsWay && 'Sending test'}
        onClick={onTest}
      >
        {test.phase === 'idle' ? 'Send test' : 'Send another test'}
      </Button>
      {!isThere && (
        <Button kind="quiet" onClick={onDone}>
          Later
        </Button>
      )}
    </div>
  );
}
