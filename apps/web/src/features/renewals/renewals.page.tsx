import { RENEWAL_WINDOWS, type Renewals, type RenewalTotals } from '@firewatch/shared/wire/renewals';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { Button } from '../../ui/button.js';
import { Glyph } from '../../ui/glyph.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { digits } from '../../words/verdict-text.js';
import { csvAddress, renewalsQuery, type RenewalWindow } from './api/renewals.api.js';
import { RenewalList, UndatedList } from './components/renewal-list.js';
import { renewalsHeadline, searched } from './model/renewals-text.js';
import '../../styles/fleet.css';
import './renewals.css';

/** More customers than this begin folded: a long list is read by its heads. */
const UNFOLDED = 12;

interface View {
  readonly within: RenewalWindow;
  readonly customer: string | null;
  readonly search: string;
}

/** The view stands in the address, so that it can be sent to whoever orders the licences. */
function useView(): [View, (key: 'within' | 'customer' | 'find', value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const view: View = {
    within: RENEWAL_WINDOWS.find((one) => one === params.get('within')) ?? '90',
    customer: params.get('customer'),
    search: params.get('find') ?? '',
  };
  const set = (key: string, value: string | null): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null || value === '') next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return [view, set];
}

export function RenewalsPage() {
  const [view, set] = useView();
  const found = useQuery(renewalsQuery(view));
  const head = found.data ? renewalsHeadline(found.data) : { title: 'Renewals', note: '' };
  return (
    <>
      <title>Renewals, Firewatch</title>
      <div className="head">
        <div>
          <h1>{head.title}</h1>
          <p>{head.note}</p>
        </div>
        <div className="actions">
          <a className="btn" href={csvAddress(view)} download="firewatch-renewals.csv">
            {view.within === 'all' ? 'Export all dates as CSV' : `Export ${view.within} days as CSV`}
          </a>
        </div>
      </div>
      <section className="panel" aria-label="Licences that end">
        <Filters view={view} set={set} answer={found.data ?? null} />
        {found.isPending && <Loading what="the renewals" />}
        {found.isError && (
          <Failed
            what="Could not load the renewals"
            error={found.error}
            still="Watching and alerting go on in the server."
            onRetry={() => void found.refetch()}
          />
        )}
        {found.data && <Found view={view} set={set} answer={found.data} />}
      </section>
      {found.data && <UndatedList undated={found.data.undated} />}
    </>
  );
}

interface PartProps {
  view: View;
  set: ReturnType<typeof useView>[1];
}

const WINDOW_WORD: Readonly<Record<RenewalWindow, string>> = {
  '30': '30 days',
  '60': '60 days',
  '90': '90 days',
  all: 'All dates',
};

const countOf = (within: RenewalWindow, totals: RenewalTotals): number =>
  within === 'all' ? totals.devices : totals[`within${within}`];

function Filters({ view, set, answer }: PartProps & { answer: Renewals | null }) {
  const customer = answer?.customers.find((one) => one.id === view.customer)?.name ?? 'One customer';
  return (
    <header className="fleet-bar renewals-bar">
      <fieldset className="seg" aria-label="Ends within">
        {RENEWAL_WINDOWS.map((within) => (
          <button
            key={within}
            type="button"
            aria-current={view.within === within}
            onClick={() => set('within', within === '90' ? null : within)}
          >
            {WINDOW_WORD[within]} {answer && digits(countOf(within, answer.totals))}
          </button>
        ))}
      </fieldset>
      {view.customer !== null && (
        <button
          type="button"
          className="chip"
          aria-label={`Clear filter ${customer}`}
          onClick={() => set('customer', null)}
        >
          <b>{customer}</b>
          <Glyph name="cross" />
        </button>
      )}
      <span className="end">
        <input
          type="search"
          className="renewals-find"
          aria-label="Search customers and firewalls that are listed"
          placeholder="Search this list"
          value={view.search}
          onChange={(event) => set('find', event.target.value)}
        />
      </span>
    </header>
  );
}

function Found({ view, set, answer }: PartProps & { answer: Renewals }) {
  const customers = searched(answer.customers, view.search);
  if (customers.length > 0) {
    const isOpen = view.search !== '' || customers.length <= UNFOLDED;
    return <RenewalList key={String(isOpen)} customers={customers} answer={answer} isOpen={isOpen} />;
  }
  if (view.search !== '') {
    return (
      <Empty action={<Button onClick={() => set('find', null)}>Clear search</Button>}>
        Nothing listed matches “{view.search}”.
      </Empty>
    );
  }
  if (view.within === 'all') return <Empty>No firewall has told a licence date yet.</Empty>;
  return (
    <Empty action={<Button onClick={() => set('within', 'all')}>Show all dates</Button>}>
      No licence ends within {view.within} days, none has ended.
    </Empty>
  );
}
