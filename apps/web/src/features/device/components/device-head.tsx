import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';
import { Link } from 'react-router';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { localTime } from '../../../words/time-text.js';
import { deviceHeadline } from '../model/headline.js';

interface DeviceHeadProps {
  detail: DeviceDetail;
  row: DeviceRow;
  mayAct: boolean;
  /** May change, remove and add firewalls. */
  mayEdit: boolean;
  /** Why Read now is held; null = it may be pressed. */
  held: string | null;
  isReading: boolean;
  onRead: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

export function DeviceHead(props: DeviceHeadProps) {
  const { detail, row, mayAct } = props;
  const now = useNow();
  const { look, title, because, rest } = deviceHeadline({ detail, row, now, words: localTime });
  const readNow = mayAct && (
    <Button
      kind="primary"
      hotkey="r"
      disabled={props.held !== null}
      busy={props.isReading && 'Reading'}
      onClick={props.onRead}
    >
      Read now
    </Button>
  );
  return (
    <>
      <Crumb row={row} detail={detail} />
      <div className="head">
        <div>
          <h1 className="h1v">
            <LookShape look={look} acked={row.incident?.acked === true} />
            <span>{title}</span>
          </h1>
          <p>
            {because !== '' && <strong>{because} </strong>}
            {rest}
          </p>
        </div>
        {mayAct && (
          <div className="actions device-actions">
            {props.mayEdit && <EditActs id={row.id} onEdit={props.onEdit} onRemove={props.onRemove} />}
            <span className="desk">{readNow}</span>
          </div>
        )}
      </div>
      {(mayAct || row.incident !== null) && (
        <div className="thumb thumb-fixed phone-only">
          {readNow}
          {row.incident && (
            <Link className="btn" to={`/incidents/${row.incident.id}`}>
              Open {row.incident.label}
            </Link>
          )}
        </div>
      )}
    </>
  );
}

const EditActs = ({
  id,
  onEdit,
  onRemove,
}: { id: string } & Pick<DeviceHeadProps, 'onEdit' | 'onRemove'>) => (
  <>
    <Button kind="danger" onClick={onRemove}>
      Remove
    </Button>
    <Link className="btn" to={`/devices/new?like=${id}`}>
      Add one like this
    </Link>
    <Link className="btn" to={`/resync/new?devices=${id}`}>
      Resync…
    </Link>
    <Button onClick={onEdit}>Edit</Button>
  </>
);

function Crumb({ row, detail }: { row: DeviceRow; detail: DeviceDetail }) {
  const { incident } = row;
  const isGlitching = detail.services.some((service) => service.glitchesLastHour >= 3 || service.isFlapping);
  return (
    <div className="crumb">
      <Link to="/">Fleet</Link>
      <Link to={`/?${new URLSearchParams({ q: row.customerName }).toString()}`}>{row.customerName}</Link>
      {row.siteName !== null && <span>{row.siteName}</span>}
      {incident && (
        <Link className="tag" to={`/incidents/${incident.id}`}>
          in {incident.label}
          {incident.acked ? ', acknowledged' : ', nobody knows yet'}
        </Link>
      )}
      {incident?.newSinceAck === true && <Tag tone="new">new since acknowledged</Tag>}
      {isGlitching && <Tag icon="differ">unsteady answers</Tag>}
      {detail.freshness === 'unproven' && row.believedAt !== null && (
        <span title="No value that moves by itself was seen twice yet, so a cached answer could not be told from a new one.">
          <Tag>freshness unproven</Tag>
        </span>
      )}
    </div>
  );
}
