import type { Person } from '@firewatch/shared/wire/access';
import { useMe } from '../../../session/me-context.js';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Age } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { ROLE_WORDS, scopeWords } from '../model.js';

export type PersonAct = 'change' | 'disable' | 'enable' | 'invite' | 'drop-factor';

interface PeopleTableProps {
  people: readonly Person[];
  names: ReadonlyMap<string, string>;
  onAct: (person: Person, what: PersonAct) => void;
}

export function PeopleTable({ people, names, onAct }: PeopleTableProps) {
  return (
    <ul className="rows in-columns" aria-label="People">
      {people.map((person) => (
        <PersonLine key={person.id} person={person} names={names} onAct={onAct} />
      ))}
    </ul>
  );
}

function PersonLine({ person, names, onAct }: Omit<PeopleTableProps, 'people'> & { person: Person }) {
  const me = useMe();
  const isOff = person.disabledAt !== null;
  const act = (what: PersonAct) => () => onAct(person, what);
  return (
    <li className={isOff ? 'row is-off' : 'row'}>
      <div className="row-main">
        <h3>
          {person.name} {person.id === me.id && <Tag>you</Tag>}
        </h3>
        <p className="dim wrap">{person.email}</p>
      </div>
      <div className="row-facts">
        <p>
          <b>{ROLE_WORDS[person.role].name}</b>, {scopeWords(person, names)}
        </p>
        <p className="dim">
          {isOff ? 'Disabled' : <Seen person={person} />}
          {!isOff &&
            !person.isInvited &&
            (person.hasSecondFactor ? ', second factor on' : ', no second factor')}
        </p>
      </div>
      <div className="row-acts">
        {isOff ? (
          <Button small onClick={act('enable')}>
            Enable {person.name}
          </Button>
        ) : (
          <>
            {person.isInvited && (
              <Button small onClick={act('invite')} aria-label={`New link for ${person.name}`}>
                New link
              </Button>
            )}
            {person.hasSecondFactor && person.id !== me.id && (
              <Button
                small
                onClick={act('drop-factor')}
                aria-label={`Lost phone: take away the second factor of ${person.name}`}
                title="For somebody who lost phone and recovery codes"
              >
                Lost phone
              </Button>
            )}
            <Button small onClick={act('change')} aria-label={`Change ${person.name}`}>
              Change
            </Button>
            <Button small kind="danger" onClick={act('disable')} aria-label={`Disable ${person.name}`}>
              Disable
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function Seen({ person }: { person: Person }) {
  if (person.isInvited) return <>Invited, no password chosen yet</>;
  if (person.lastSeenAt === null) return <>Not signed in now</>;
  return (
    <>
      Signed in, active <Age at={ms(person.lastSeenAt)} suffix=" ago" />
    </>
  );
}
