import type { Customer } from '@firewatch/shared/wire/access';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { customersQuery } from '../../api/estate.api.js';
import { EstateHead } from '../../estate/estate-head.js';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { counted } from '../../words/verdict-text.js';
import { RemoveCustomerDialog } from './remove-customer.dialog.js';

/** Whose firewalls are watched; an owner may end that here. */
export function CustomersPage() {
  const list = useQuery(customersQuery);
  const isOwner = useMe().role === 'owner';
  const [leaving, setLeaving] = useState<Customer | null>(null);
  const customers = list.data ?? [];
  return (
    <>
      <EstateHead
        title={list.data && customers.length > 0 ? counted(customers.length, 'customer') : 'Customers'}
      />
      <Panel title="Customers">
        {list.isPending && <Loading what="the customers" />}
        {list.isError && (
          <Failed
            what="Could not load the customers"
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data && customers.length === 0 && (
          <Empty>No customer yet; the first firewall brings the first one.</Empty>
        )}
        <ul className="estate-rows" aria-label="Customers">
          {customers.map((customer) => (
            <li key={customer.id} className="is-plain">
              <Link to={`/?${new URLSearchParams({ show: 'all', customer: customer.id }).toString()}`}>
                <b>{customer.name}</b>
              </Link>
              <span className="what dim">
                {counted(customer.deviceCount, 'firewall')}, {counted(customer.sites.length, 'site')}
              </span>
              <span className="actions">
                <Link
                  className="btn small"
                  to={`/renewals?${new URLSearchParams({ customer: customer.id }).toString()}`}
                  aria-label={`Renewals of ${customer.name}`}
                >
                  Renewals
                </Link>
                {isOwner && (
                  <Button
                    small
                    kind="danger"
                    aria-label={`Remove ${customer.name}…`}
                    onClick={() => setLeaving(customer)}
                  >
                    Remove…
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      {leaving && <RemoveCustomerDialog customer={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}
