import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { mayAct, mayEdit } from '../../api/access.api.js';
import { ApiFailure } from '../../api/failure.js';
import { keys } from '../../api/keys.js';
import { useMe } from '../../session/me-context.js';
import { useHotkeys } from '../../ui/hotkeys.js';
import { Failed, Loading } from '../../ui/states.js';
import { verdictWord } from '../../words/verdict-text.js';
import { ContactPanel } from './components/contact-panel.js';
import { DeviceHead } from './components/device-head.js';
import { ResyncPanel } from './components/resync-panel.js';
import { ReadNote, ServiceTable } from './components/service-table.js';
import { LicencePanel } from './components/licence-panel.js';
import { MaintenanceBanner, QuietPanel } from './components/quiet-notes.js';
import { SamplesPanel } from './components/samples-panel.js';
import { FirewallPanel, IncidentsPanel, TrustPanel } from './components/side-panels.js';
import { Timeline } from './components/timeline.js';
import { VendorWords } from './components/vendor-words.js';
import { DeviceDialogs, type Asked } from './device-dialogs.js';
import { useDevice, useReadNow } from './use-device.js';
import '../../styles/forms.css';
import './device.css';

const HELD: Readonly<Record<string, string>> = {
  'auth-failed': 'Reading is stopped until a new credential is entered.',
  'identity-mismatch': 'Nothing is sent until the identity is approved.',
};

export function DevicePage() {
  const { deviceId = '' } = useParams();
  return <OneDevice key={deviceId} id={deviceId} />;
}

function OneDevice({ id }: { id: string }) {
  const me = useMe();
  const client = useQueryClient();
  const { query, row, detail } = useDevice(id);
  const reading = useReadNow(row);
  const [asked, setAsked] = useState<Asked | null>(null);
  const acts = mayAct(me);
  const edits = mayEdit(me);
  const held = row ? (HELD[row.contact] ?? null) : null;
  useHotkeys({
    r: () => {
      if (!acts || held !== null) return false;
      reading.start();
    },
  });

  if (!row || !detail) return <NotYet query={query} />;
  return (
    <>
      <title>{`${row.name} ${verdictWord(row.worst.verdict).toLowerCase()}, Firewatch`}</title>
      <DeviceHead
        {...{ detail, row, held }}
        mayAct={acts}
        mayEdit={edits}
        isReading={reading.isReading}
        onRead={reading.start}
        onEdit={() => setAsked({ what: 'edit' })}
        onRemove={() => setAsked({ what: 'remove' })}
      />
      <MaintenanceBanner id={id} />
      <ContactPanel
        {...{ detail, row }}
        mayEdit={edits}
        onCredential={() => setAsked({ what: 'credential' })}
        onApprove={(fingerprint) => setAsked({ what: 'approve', fingerprint })}
      />
      <Columns detail={detail} row={row} mayEdit={edits} onAsk={setAsked} />
      {asked !== null && (
        <DeviceDialogs
          asked={asked}
          detail={detail}
          onClose={() => setAsked(null)}
          onStored={() => {
            setAsked(null);
            void client.invalidateQueries({ queryKey: keys.device(id) });
            void client.invalidateQueries({ queryKey: keys.devices });
          }}
        />
      )}
    </>
  );
}

interface ColumnsProps {
  detail: DeviceDetail;
  row: DeviceRow;
  mayEdit: boolean;
  onAsk: (asked: Asked) => void;
}

function Columns({ detail, row, mayEdit, onAsk }: ColumnsProps) {
  return (
    <div className="cols">
      <div>
        <ServiceTable services={detail.services} end={<ReadNote row={row} detail={detail} />} />
        <Timeline id={row.id} name={row.name} />
        {mayEdit && <SamplesPanel row={row} />}
        <VendorWords detail={detail} />
      </div>
      <div>
        <FirewallPanel
          {...{ detail, row }}
          mayEdit={mayEdit}
          onBaseline={() => onAsk({ what: 'baseline' })}
        />
        <TrustPanel
          {...{ detail, row }}
          mayEdit={mayEdit}
          onCredential={() => onAsk({ what: 'credential' })}
          onResyncCredential={() => onAsk({ what: 'resync-credential' })}
        />
        <LicencePanel id={row.id} />
        <QuietPanel id={row.id} />
        <IncidentsPanel detail={detail} />
        <ResyncPanel id={row.id} />
      </div>
    </div>
  );
}

function NotYet({ query }: { query: ReturnType<typeof useDevice>['query'] }) {
  if (!query.isError) {
    return (
      <>
        <title>Firewall, Firewatch</title>
        <Loading what="this firewall" rows={10} />
      </>
    );
  }
  const isGone =
    query.error instanceof ApiFailure && (query.error.status === 404 || query.error.status === 422);
  return (
    <>
      <title>Not found, Firewatch</title>
      {isGone ? (
        <div className="head">
          <div>
            <h1>No such firewall here</h1>
            <p>It was removed, or it belongs to a customer you do not see.</p>
          </div>
          <div className="actions">
            <Link className="btn" to="/">
              Open the fleet
            </Link>
          </div>
        </div>
      ) : (
        <Failed
          what="Could not load this firewall"
          error={query.error}
          still="Watching and alerting go on in the server."
          onRetry={() => void query.refetch()}
        />
      )}
    </>
  );
}
