import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { devicesQuery } from '../../api/devices.api.js';
import { ApiFailure } from '../../api/failure.js';
import { actByToken } from '../../api/http.js';
import { useLive } from '../../live/live-context.js';
import { Door } from '../../ui/door.js';
import { Board } from './components/board.js';
import './wall.css';

/** The token of `/wall?token=…` or `/wall#token=…`, taken out of the address bar. */
function useWallToken(): string | null {
  const { search, hash } = useLocation();
  const [token] = useState(
    () => new URLSearchParams(hash.slice(1)).get('token') ?? new URLSearchParams(search).get('token'),
  );
  useEffect(() => {
    if (token !== null) window.history.replaceState(null, '', `/wall#token=${token}`);
  }, [token]);
  return token;
}

/** Read-only board for a screen on the wall; a token of its own, or the session of whoever opened it. */
export function WallPage() {
  const token = useWallToken();
  const live = useLive();
  const client = useQueryClient();
  const [isOver, setOver] = useState(false);
  // Before the query below: its first call is made with the token already.
  useEffect(() => {
    actByToken(token);
    const stop = live.start(() => setOver(true), token);
    return () => {
      stop();
      actByToken(null);
      client.clear();
    };
  }, [token, live, client]);
  const { data, error } = useQuery(devicesQuery);
  useEffect(() => {
    if (!data) return;
    live.store.load(data);
    live.follow(data.live);
  }, [data, live]);
  const isRefused = isOver || (error instanceof ApiFailure && (error.status === 401 || error.status === 403));
  if (isRefused)
    return (
      <Door title="This board is not open">
        <p className="fault">
          {token === null
            ? 'Open it with the address that an owner made, or sign in first.'
            : 'Its token is unknown, has expired or was revoked. An owner makes a new address under Administration, Tokens.'}
        </p>
      </Door>
    );
  return <Board error={data ? null : error} />;
}
