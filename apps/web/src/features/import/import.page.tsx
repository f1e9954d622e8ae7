import type { ImportAnswer, ImportPreview } from '@firewatch/shared/wire/estate';
import { MOST_BYTES, OPTIONAL_COLUMNS, REQUIRED_COLUMNS } from '@firewatch/shared/domain/import-columns';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { commitImport, previewImport } from '../../api/estate.api.js';
import { keys } from '../../api/keys.js';
import { EstateHead } from '../../estate/estate-head.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';
import { PreviewRows } from './preview-rows.js';

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^csv: /, '') : 'That did not work. Try again.';

const doneWords = ({ watched, waiting }: ImportAnswer): string =>
  [
    watched > 0 ? `${counted(watched, 'firewall')} watched from now on.` : '',
    waiting > 0 ? `${counted(waiting, 'firewall')} waiting for approval.` : '',
  ]
    .filter(Boolean)
    .join(' ');

interface Importing {
  readonly preview: ImportPreview | null;
  readonly fault: string | null;
  /** Of the file that is read, or was last. */
  readonly fileName: string | null;
  readonly busy: 'reading' | 'applying' | null;
  readonly read: (file: File) => Promise<void>;
  readonly apply: (id: string, onlyGood: boolean) => Promise<void>;
}

/** From a chosen file to its preview, and from there to exactly that. */
function useImport(): Importing {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [fileName, setFileName] = useState<string | null>(null);
  const [busy, setBusy] = useState<Importing['busy']>(null);

  const read = async (file: File): Promise<void> => {
    setPreview(null);
    setFault(null);
    setFileName(file.name);
    if (file.size > MOST_BYTES) {
      setFault(`The file is larger than ${MOST_BYTES / 1_000_000} MB; split it.`);
      return;
    }
    setBusy('reading');
    try {
      setPreview(await previewImport(await file.text()));
    } catch (error) {
      setFault(wordsOf(error));
    }
    setBusy(null);
  };
  const apply = async (id: string, onlyGood: boolean): Promise<void> => {
    setBusy('applying');
    try {
      const answer = await commitImport(id, onlyGood);
      toast(doneWords(answer));
      for (const queryKey of [keys.topic('waiting'), keys.devices, ['customers'], keys.fleetSummary])
        void client.invalidateQueries({ queryKey });
      await navigate(answer.waiting > 0 ? '/waiting' : '/');
    } catch (error) {
      setFault(wordsOf(error));
      setPreview(null);
    }
    setBusy(null);
  };
  return { preview, fault, fileName, busy, read, apply };
}

/** A file of firewalls: what it would do, row by row, then doing exactly that. */
export function ImportPage() {
  const { preview, fault, fileName, busy, read, apply } = useImport();
  return (
    <>
      <EstateHead
        title="Import firewalls"
        note="Nothing is stored before you have seen what each row would do."
      />
      <Panel title="File" note={`UTF-8, comma or semicolon, at most ${MOST_BYTES / 1_000_000} MB`}>
        <FileChoice name={fileName} isBusy={busy !== null} onFile={(file) => void read(file)} />
        <p className="pad dim">
          First line: <span className="mono">{REQUIRED_COLUMNS.join(',')}</span>, in any order; may follow:{' '}
          <span className="mono">{OPTIONAL_COLUMNS.join(', ')}</span>. The column credential names a{' '}
          <Link className="link" to="/credentials">
            credential set
          </Link>
          ; passwords are never put in a file. A row without a fingerprint waits until its certificate is
          approved.
        </p>
        {busy === 'reading' && (
          <p className="pad" role="status">
            Checking every row.
          </p>
        )}
        {fault !== null && (
          <p className="pad form-fault" role="alert">
            {fault}
          </p>
        )}
      </Panel>
      {preview && (
        <Preview
          preview={preview}
          isApplying={busy === 'applying'}
          onApply={(id, only) => void apply(id, only)}
        />
      )}
    </>
  );
}

interface FileChoiceProps {
  name: string | null;
  isBusy: boolean;
  onFile: (file: File) => void;
}

/** The browser's own field would go on saying that no file is chosen: each is let go of once it is read. */
function FileChoice({ name, isBusy, onFile }: FileChoiceProps) {
  const id = useId();
  return (
    <div className="file-choice pad">
      <input
        id={id}
        className="hidden-visually"
        type="file"
        accept=".csv,text/csv"
        disabled={isBusy}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file, mended and chosen again, must be read again.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <label className={name === null ? 'btn primary' : 'btn'} htmlFor={id}>
        {name === null ? 'Choose a CSV file…' : 'Choose another CSV file…'}
      </label>
      {name !== null && <span className="dim wrap">{name}</span>}
    </div>
  );
}

interface PreviewProps {
  preview: ImportPreview;
  isApplying: boolean;
  onApply: (id: string, onlyGood: boolean) => void;
}

function Preview({ preview, isApplying, onApply }: PreviewProps) {
  const { id, good, bad, newCustomers, newSites } = preview;
  const title =
    bad === 0 ? `${counted(good, 'row')}, all good` : `${counted(good, 'good row')}, ${bad} faulty`;
  return (
    <Panel title={title} note="nothing is stored yet">
      <PreviewRows preview={preview} />
      {(newCustomers.length > 0 || newSites.length > 0) && (
        <ul className="estate-sums">
          {newCustomers.length > 0 && (
            <li>
              {counted(newCustomers.length, 'customer')} added: {newCustomers.join(', ')}
            </li>
          )}
          {newSites.length > 0 && (
            <li>
              {counted(newSites.length, 'site')} added:{' '}
              {newSites.map(({ customer, site }) => `${site} of ${customer}`).join(', ')}
            </li>
          )}
        </ul>
      )}
      <div className="estate-foot">
        {id === null ? (
          <span>No row can be applied. Mend the file and choose it again.</span>
        ) : (
          <Button kind="primary" busy={isApplying && 'Storing'} onClick={() => onApply(id, bad > 0)}>
            {bad === 0
              ? `Import ${counted(good, 'firewall')}`
              : `Import only the ${counted(good, 'good row')}`}
          </Button>
        )}
        {id !== null && bad > 0 && <span className="dim">Or mend the file and choose it again.</span>}
      </div>
    </Panel>
  );
}
