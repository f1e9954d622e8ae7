import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { useState } from 'react';
import { reportAddress } from '../../../api/resync.api.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextArea } from '../../../ui/field.js';
import { SelectField } from '../../../ui/select-field.js';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';
import { ticketText } from '../model/ticket-text.js';

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
  const text = ticketText(detail);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast('Copied the text for the vendor’s ticket.');
      onClose();
    } catch {
      // Browsers hand out the clipboard only over https or loopback, and only to a page in front.
      toast('Not copied: the browser does not let this page use the clipboard.', { isError: true });
    }
  };
  return (
    <Dialog title="Text for the vendor’s ticket" wide onClose={onClose}>
      <p className="intro">Serials, times in UTC and the vendor’s own words. No customer is named.</p>
      <TextArea label="Text" className="input mono ticket" readOnly value={text} rows={14} />
      <div className="dialog-foot">
        <Button onClick={onClose}>Close</Button>
        <Button kind="primary" onClick={() => void copy()} data-autofocus>
          Copy
        </Button>
      </div>
    </Dialog>
  );
}
