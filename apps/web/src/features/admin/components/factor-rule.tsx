import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { Failed, Loading } from '../../../ui/states.js';
import { toast } from '../../../ui/toast.js';
import { accessRulesQuery, setAccessRules } from '../api/people.api.js';

/** The installation's one rule about signing in. */
export function FactorRule() {
  const client = useQueryClient();
  const rules = useQuery(accessRulesQuery);
  const [isSending, setSending] = useState(false);
  const isOn = rules.data?.requireSecondFactor === true;
  const flip = async (): Promise<void> => {
    setSending(true);
    try {
      client.setQueryData(accessRulesQuery.queryKey, await setAccessRules(!isOn));
    } catch (error) {
      toast(error instanceof Error ? `Not changed. ${error.message}` : 'Not changed.', { isError: true });
    }
    setSending(false);
  };
  return (
    <Panel title="Second factor">
      {rules.isPending && <Loading what="the rule" rows={1} />}
      {rules.isError && (
        <Failed what="Could not load the rule" error={rules.error} onRetry={() => void rules.refetch()} />
      )}
      {rules.data && (
        <div className="row">
          <p className="row-main">
            {isOn
              ? 'Owners and engineers must have a second factor. Who has none sets it up at the next sign-in, before anything else.'
              : 'Owners and engineers may sign in with a password alone.'}
          </p>
          <div className="row-acts">
            <Button small busy={isSending && 'Storing'} onClick={() => void flip()}>
              {isOn ? 'Do not require it' : 'Require it'}
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}
