import { useQuery } from '@tanstack/react-query';
import { customersQuery } from '../api/people.api.js';

export interface CustomersChosen {
  readonly allCustomers: boolean;
  readonly customerIds: readonly string[];
}

interface CustomersChoiceProps {
  value: CustomersChosen;
  onChange: (value: CustomersChosen) => void;
  /** May "all customers" be given? */
  mayAll: boolean;
  fault?: string | undefined;
}

/** Which customers somebody, or something, may see: all of them, those to come included, or some. */
export function CustomersChoice({ value, onChange, mayAll, fault }: CustomersChoiceProps) {
  const customers = useQuery(customersQuery);
  const flip = (id: string): void => {
    const customerIds = value.customerIds.includes(id)
      ? value.customerIds.filter((one) => one !== id)
      : [...value.customerIds, id];
    onChange({ allCustomers: false, customerIds });
  };
  return (
    <fieldset className="field ticks" aria-invalid={fault !== undefined}>
      <legend className="label">Customers</legend>
      {mayAll && (
        <label className="tick">
          <input
            type="checkbox"
            checked={value.allCustomers}
            onChange={(event) => onChange({ ...value, allCustomers: event.target.checked })}
          />
          All customers, also those to come
        </label>
      )}
      {!value.allCustomers && (
        <div className="tick-list">
          {customers.data?.map((customer) => (
            <label key={customer.id} className="tick">
              <input
                type="checkbox"
                checked={value.customerIds.includes(customer.id)}
                onChange={() => flip(customer.id)}
              />
              {customer.name}
            </label>
          ))}
        </div>
      )}
      {fault !== undefined && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
    </fieldset>
  );
}
