import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reportAddress, ticketQuery } from '../../../api/resync.api.js';
import { Button } from '../../../ui/button.js';
import { copyText } from '../../../ui/copy-text.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextArea } from '../../../ui/field.js';
import { SelectField } from '../../../ui/select-field.js';
import { Failed, Loading } from '../../../ui/states.js';
import { counted } from '../../../words/verdict-text.js';

/** Report for a customer, and words for the vendor. */
export function ProofActs({ detail }: { detail: ResyncRunDetail }) {
  const [asked, setAsked] = useState<'proof' | 'ticket' | null>(null);
  return (
    <>
      <Button small onClick={() => setAsked('ticket')}>
        Ticket text
      </Button>
      <Button small onClick={() => setAsked('proof')}>
        Export proof
      </Button>
      {asked === 'proof' && <ProofDialog detail={detail} onClose={() => setAsked(null)} />}
      {asked === 'ticket' && <TicketDialog detail={detail} onClose={() => setAsked(null)} />}
    </>
  );
}

interface DialogProps {
  detail: ResyncRunDetail;
  onClose: () => void;
}

const EVERYONE = '';

function ProofDialog({ detail, onClose }: DialogProps) {
  const [customer, setCustomer] = useState(EVERYONE);
  const customers = new Map(detail.devices.map((one) => [one.customerId, one.customerName]));
  const sorted = [...customers].sort(([, a], [, b]) => a.localeCompare(b));
  const { id } = detail.row;
  const only = customer === EVERYONE ? undefined : customer;
  return (
    <Dialog title="Export proof" onClose={onClose}>
      <p className="intro">
        Every firewall with its exposure from and to, what each service said before and after, the calls with
        their times and answers, and who approved.
      </p>
      <SelectField
        label="For"
        value={customer}
        options={[
          { value: EVERYONE, label: `All ${counted(sorted.length, 'customer')}` },
          ...sorted.map(([value, label]) => ({ value, label })),
        ]}
        onChange={setCustomer}
      />
      <div className="dialog-foot">
        <a className="btn" href={reportAddress(id, 'csv', only)} download>
          CSV
        </a>
        <a className="btn primary" href={reportAddress(id, 'pdf', only)} download>
          PDF
        </a>
      </div>
    </Dialog>
  );
}

function TicketDialog({ detail, onClose }: DialogProps) {
  const text = useQuery(ticketQuery(detail.row.id));
  return (
    <Dialog title="Text for the vendor’s ticket" wide onClose={onClose}>
      <p className="intro">Serials, times in UTC and the vendor’s own words. No customer is named.</p>
      {text.isPending && <Loading what="the text" rows={6} />}
      {text.isError && (
        <Failed what="Could not load the text" error={text.error} onRetry={() => void text.refetch()} />
      )}
      {text.data !== undefined && (
        <TextArea label="Text" className="input mono ticket" readOnly value={text.data} rows={14} />
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Close</Button>
        <Button
          kind="primary"
          disabled={text.data === undefined}
          onClick={() => void copyText(text.data ?? '', 'Copied the text for the vendor’s ticket.')}
          data-autofocus
        >
          Copy
        </Button>
      </div>
    </Dialog>
  );
}
