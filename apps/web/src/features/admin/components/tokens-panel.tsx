import type { ApiToken } from '@firewatch/shared/wire/tokens';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { Dialog } from '../../../ui/dialog.js';
import { Panel } from '../../../ui/panel.js';
import { Empty, Failed, Loading } from '../../../ui/states.js';
import { Age } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { localTime, ms } from '../../../words/time-text.js';
import { revokeToken, tokensQuery } from '../api/account.api.js';
import { customersQuery, peopleKey } from '../api/people.api.js';
import { ROLE_WORDS, scopeWords } from '../model.js';
import { ShownOnce } from './shown-once.js';
import { TokenDialog } from './token.dialog.js';

const KIND_WORDS = { full: '', read: 'only reads', wall: 'wallboard only' } as const;

async function revoke(token: ApiToken): Promise<void> {
  try {
    await revokeToken(token.id);
    toast(`${token.name} revoked: it works no more.`);
  } catch (error) {
    toast(error instanceof Error ? `Not revoked. ${error.message}` : 'Not revoked.', { isError: true });
  }
}

/** Tokens for programs: one's own, or everybody's for an owner in Administration. */
export function TokensPanel({ whose }: { whose: 'mine' | 'all' }) {
  const me = useMe();
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const customers = useQuery(customersQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const refresh = (): void => void client.invalidateQueries({ queryKey: peopleKey });
  const names = new Map(customers.data?.map((one) => [one.id, one.name]));
  const shown = tokens.data?.filter((one) => whose === 'all' || one.person.id === me.id) ?? [];
  return (
    <Panel
      title="Tokens for programs"
      note="sent as Authorization: Bearer"
      end={
        <Button small onClick={() => setMaking(true)}>
          Make a token
        </Button>
      }
    >
      {tokens.isPending && <Loading what="the tokens" rows={2} />}
      {tokens.isError && (
        <Failed what="Could not load the tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />
      )}
      {tokens.data && shown.length === 0 && <Empty>No token. A script or a wallboard needs one.</Empty>}
      {shown.length > 0 && (
        <ul className="rows" aria-label="Tokens">
          {shown.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              names={names}
              withPerson={whose === 'all'}
              onRevoke={() => void revoke(token).then(refresh)}
            />
          ))}
        </ul>
      )}
      {isMaking && (
        <TokenDialog
          onClose={() => setMaking(false)}
          onMade={(name, token) => {
            setMaking(false);
            setMade({ name, token });
            refresh();
          }}
        />
      )}
      {made && <Made {...made} onClose={() => setMade(null)} />}
    </Panel>
  );
}

function Made({ name, token, onClose }: { name: string; token: string; onClose: () => void }) {
  return (
    <Dialog title={`Token ${name}`} onClose={onClose}>
      <div className="intro">Copy it now: it is not kept, and no page can show it again.</div>
      <ShownOnce label="Token" text={token} />
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}

interface TokenLineProps {
  token: ApiToken;
  names: ReadonlyMap<string, string>;
  withPerson: boolean;
  onRevoke: () => void;
}

function TokenLine({ token, names, withPerson, onRevoke }: TokenLineProps) {
  const now = useNow();
  const kind = KIND_WORDS[token.kind];
  const isOver = token.state !== 'active';
  return (
    <li className={isOver ? 'row is-off' : 'row'}>
      <div className="row-main">
        <h3>{token.name}</h3>
        <p className="dim mono">fw_{token.prefix}_…</p>
      </div>
      <div className="row-facts">
        <p>
          <b>{ROLE_WORDS[token.role].name}</b>
          {kind === '' ? '' : `, ${kind}`}, {scopeWords(token, names)}
          {withPerson && `, of ${token.person.name}`}
        </p>
        <p className="dim">
          {token.state === 'revoked' && 'Revoked. '}
          {token.state === 'expired' && 'Expired. '}
          {!isOver && `Until ${localTime.date(ms(token.expiresAt), now)}. `}
          {token.lastUsedAt === null ? (
            'Never used.'
          ) : (
            <>
              Last used <Age at={ms(token.lastUsedAt)} suffix=" ago" />.
            </>
          )}
        </p>
      </div>
      <div className="row-acts">
        {!isOver && (
          <Button small kind="danger" onClick={onRevoke} aria-label={`Revoke ${token.name}`}>
            Revoke
          </Button>
        )}
      </div>
    </li>
  );
}
