import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Panel } from '../../../ui/panel.js';
import { Failed, Loading } from '../../../ui/states.js';
import { toast } from '../../../ui/toast.js';
import { localTime } from '../../../words/time-text.js';
import { deviceMaintenanceQuery } from '../../../api/maintenance.api.js';
import { historyQuery } from '../api/device.api.js';
import { fileName, historyCsv, historyRows } from '../model/band-export.js';
import { bandPicture, type BandPicture } from '../model/bands.js';
import { download } from '../model/download.js';
import { paintBands } from '../model/paint-bands.js';
import { Bands } from './bands.js';

const SPANS = [
  { hours: 1, label: '1 h', title: 'Last hour', all: 'all hour' },
  { hours: 24, label: '24 h', title: 'Last 24 hours', all: 'all day' },
  { hours: 168, label: '7 d', title: 'Last 7 days', all: 'all week' },
  { hours: 720, label: '30 d', title: 'Last 30 days', all: 'all 30 days' },
] as const;
type Span = (typeof SPANS)[number];

/** Licence, enabled and protecting over time, with the same numbers as table, CSV and picture. */
export function Timeline({ id, name }: { id: string; name: string }) {
  const [span, setSpan] = useState<Span>(SPANS[0]);
  const [showsNumbers, setShowsNumbers] = useState(false);
  const history = useQuery(historyQuery(id, span.hours));
  const { data } = history;
  const spells = useQuery(deviceMaintenanceQuery(id)).data?.spells;
  const picture = data && bandPicture(data, spells);
  return (
    <Panel
      title={span.title}
      note="licence, enabled, protecting"
      className="timeline"
      end={
        <>
          <SpanChoice span={span} onChange={setSpan} />
          {data && picture && (
            <>
              <Button small onClick={() => setShowsNumbers(true)}>
                Numbers
              </Button>
              <Exports name={name} span={span} history={data} picture={picture} />
            </>
          )}
        </>
      }
    >
      {history.isError && (
        <Failed
          what="Could not load the history"
          error={history.error}
          still="The verdicts above are live."
          onRetry={() => void history.refetch()}
        />
      )}
      {history.isPending && <Loading what="the history" rows={5} />}
      {data && picture && <Bands history={data} picture={picture} hours={span.hours} all={span.all} />}
      {showsNumbers && data && picture && (
        <Numbers title={span.title} history={data} picture={picture} onClose={() => setShowsNumbers(false)} />
      )}
    </Panel>
  );
}

function SpanChoice({ span, onChange }: { span: Span; onChange: (span: Span) => void }) {
  return (
    <span className="seg" role="group" aria-label="Time shown">
      {SPANS.map((one) => (
        <button
          key={one.hours}
          type="button"
          aria-pressed={one.hours === span.hours}
          aria-current={one.hours === span.hours}
          onClick={() => onChange(one)}
        >
          {one.label}
        </button>
      ))}
    </span>
  );
}

interface ExportsProps {
  name: string;
  span: Span;
  history: DeviceHistory;
  picture: BandPicture;
}

function Exports({ name, span, history, picture }: ExportsProps) {
  const file = (ending: string): string => fileName(name, span.hours, picture.to, ending);
  const savePicture = async (): Promise<void> => {
    try {
      download(
        file('png'),
        await paintBands({ title: `${name}, ${span.title.toLowerCase()}`, picture, hours: span.hours }),
      );
    } catch (error) {
      toast(error instanceof Error ? error.message : 'The picture could not be drawn.', { isError: true });
    }
  };
  const saveTable = (): void =>
    download(file('csv'), new Blob([historyCsv(name, history, picture)], { type: 'text/csv;charset=utf-8' }));
  return (
    <span className="desk exports">
      <Button small onClick={() => void savePicture()}>
        PNG
      </Button>
      <Button small onClick={saveTable}>
        CSV
      </Button>
    </span>
  );
}

const COLUMNS = ['Service', 'Band', 'Value', 'From', 'To', 'For'];

interface NumbersProps {
  title: string;
  history: DeviceHistory;
  picture: BandPicture;
  onClose: () => void;
}

function Numbers({ title, history, picture, onClose }: NumbersProps) {
  return (
    <Dialog title={`${title}, as numbers`} wide onClose={onClose}>
      <p className="intro">
        Every stretch of the bands, every maintenance and every mark. Times {localTime.zone(picture.to)}.
      </p>
      <div>
        <table className="plain numbers stretches">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {historyRows(history, picture, localTime).map((row) => (
              <tr key={row.join('|')}>
                {row.map((cell, index) => (
                  <td key={COLUMNS[index]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
