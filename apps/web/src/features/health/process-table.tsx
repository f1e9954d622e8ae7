import type { Status } from '@firewatch/shared/wire/status';
import { Age } from '../../ui/time.js';
import { ageText } from '../../words/time-text.js';

const ROLES: Readonly<Record<Status['role'], string>> = {
  all: 'everything',
  api: 'screens',
  poller: 'reading',
  worker: 'incidents and messages',
};

/** Every process that should run; one that is silent is down. */
export const ProcessTable = ({ processes }: { processes: Status['processes'] }) => (
  <table className="processes">
    <thead>
      <tr>
        <th scope="col">Does</th>
        <th scope="col">Host</th>
        <th scope="col">State</th>
        <th scope="col">Reported</th>
        <th scope="col">Runs for</th>
        <th scope="col">Longest stall, last minute</th>
      </tr>
    </thead>
    <tbody>
      {processes.map((one) => (
        <tr key={one.id} className={one.state === 'down' ? 'is-wrong' : ''}>
          <th scope="row">{ROLES[one.role]}</th>
          <td data-label="Host">
            {one.host}, process {one.pid}
          </td>
          <td data-label="State">{one.state === 'down' ? <strong>down</strong> : 'runs'}</td>
          <td data-label="Reported">
            <Age at={Date.parse(one.beatAt)} suffix=" ago" />
          </td>
          <td data-label="Runs for">
            <Age at={Date.parse(one.startedAt)} />
          </td>
          <td data-label="Longest stall">{one.blockedMs < 1_000 ? 'none' : ageText(one.blockedMs)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
