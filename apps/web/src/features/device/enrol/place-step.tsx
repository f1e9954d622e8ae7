import type { Customer } from '@firewatch/shared/wire/access';
import type { VendorInfo } from '@firewatch/shared/wire/devices';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { TextField } from '../../../ui/field.js';
import { formFaults, missing, type FormFaults } from '../../../words/form-faults.js';
import { createCustomer, createSite, customersKey, look } from '../api/enrol.api.js';
import { SelectField } from '../../../ui/select-field.js';
import { portFault } from '../model/edit-form.js';
import type { EnrolEvent, Place } from './enrol-state.js';
import { FormFault } from '../../../ui/form-fault.js';
import { lookRefusal } from './refusals.js';

const NEW = 'new';
const LABELS = {
  customerId: 'Customer',
  siteId: 'Site',
  vendor: 'Vendor',
  host: 'Address',
  port: 'Port',
  tls: 'TLS',
};

interface PlaceForm {
  readonly customer: string;
  readonly newCustomer: string;
  readonly site: string;
  readonly newSite: string;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: string;
  readonly tls: 'modern' | 'legacy';
}

function startOf(place: Place | null, customers: readonly Customer[], vendor: VendorInfo): PlaceForm {
  if (place) {
    return {
      ...place,
      customer: place.customerId,
      newCustomer: '',
      site: place.siteId ?? '',
      newSite: '',
      port: String(place.port),
    };
  }
  return {
    customer: customers.length === 0 ? NEW : (customers[0]?.id ?? NEW),
    newCustomer: '',
    site: '',
    newSite: '',
    name: '',
    vendor: vendor.id,
    host: '',
    port: String(vendor.defaultPort),
    tls: 'modern',
  };
}

const faultsOf = (form: PlaceForm) => ({
  newCustomer: form.customer === NEW && form.newCustomer.trim() === '' && 'Write the name of the customer.',
  newSite:
    form.site === NEW && form.newSite.trim() === '' && 'Write the name of the site, or choose no site.',
  name: form.name.trim() === '' && 'Write a name for this firewall, such as HDG-TAC-01.',
  host: form.host.trim() === '' && 'Write its address: a host name or an IP address, without https://.',
  port: portFault(form.port),
});

interface PlaceStepProps {
  place: Place | null;
  customers: readonly Customer[];
  vendors: readonly [VendorInfo, ...VendorInfo[]];
  mayCreateCustomers: boolean;
  faults: FormFaults;
  send: (event: EnrolEvent) => void;
}

/** Whose firewall, where it is; ends with the certificate that stands there. */
export function PlaceStep({ place, customers, vendors, mayCreateCustomers, faults, send }: PlaceStepProps) {
  const client = useQueryClient();
  const [form, setForm] = useState<PlaceForm>(() => startOf(place, customers, vendors[0]));
  const [isLooking, setLooking] = useState(false);
  const set = (change: Partial<PlaceForm>): void => setForm({ ...form, ...change });
  const sites = customers.find((one) => one.id === form.customer)?.sites ?? [];

  const submit = async (): Promise<void> => {
    const empty = missing(faultsOf(form));
    if (empty) {
      send({ type: 'refused', faults: empty });
      return;
    }
    setLooking(true);
    try {
      const owner = await ownerOf(form, customers, set);
      if (form.customer === NEW || form.site === NEW)
        void client.invalidateQueries({ queryKey: customersKey });
      const target = { vendor: form.vendor, host: form.host.trim(), port: Number(form.port), tls: form.tls };
      const answer = await look(target);
      if (answer.ok)
        send({
          type: 'looked',
          place: { ...owner, ...target, name: form.name.trim() },
          certificate: answer.certificate,
        });
      else send({ type: 'refused', faults: lookRefusal(answer.why, answer.detail) });
    } catch (error) {
      send({
        type: 'refused',
        faults: error instanceof NameFault ? error.faults : formFaults(error, LABELS),
      });
    }
    setLooking(false);
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <OwnerFields {...{ form, set, customers, sites, mayCreateCustomers, faults }} />
      <TextField
        label="Name of the firewall"
        fault={faults.fields['name']}
        value={form.name}
        maxLength={120}
        placeholder="HDG-TAC-01"
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label="Vendor"
        fault={faults.fields['vendor']}
        value={form.vendor}
        options={vendors.map((vendor) => ({ value: vendor.id, label: vendor.name }))}
        onChange={(id) => {
          const vendor = vendors.find((one) => one.id === id);
          set({ vendor: id, ...(vendor ? { port: String(vendor.defaultPort) } : {}) });
        }}
      />
      <div className="two">
        <TextField
          label="Management address"
          fault={faults.fields['host']}
          className="input mono"
          value={form.host}
          placeholder="198.51.100.14"
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => set({ host: event.target.value })}
        />
        <TextField
          label="Port"
          fault={faults.fields['port']}
          inputMode="numeric"
          value={form.port}
          onChange={(event) => set({ port: event.target.value })}
        />
      </div>
      <SelectField
        label="TLS"
        hint="Legacy is for boxes that speak nothing newer; it is shown as a weakness."
        fault={faults.fields['tls']}
        value={form.tls}
        options={[
          { value: 'modern', label: 'Modern' },
          { value: 'legacy', label: 'Legacy' },
        ]}
        onChange={(tls) => set({ tls: tls === 'legacy' ? 'legacy' : 'modern' })}
      />
      <FormFault text={faults.rest} />
      <div className="step-foot">
        <Button type="submit" kind="primary" busy={isLooking && 'Looking'}>
          Look at its certificate
        </Button>
        <span className="dim">Nothing but the TLS handshake is sent.</span>
      </div>
    </form>
  );
}

class NameFault extends Error {
  constructor(readonly faults: FormFaults) {
    super('name refused');
  }
}

type Owner = Pick<Place, 'customerId' | 'customerName' | 'siteId' | 'siteName'>;

/** Creates what is new. What was created stays chosen, so that a second try does not create it again. */
async function ownerOf(
  form: PlaceForm,
  customers: readonly Customer[],
  set: (change: Partial<PlaceForm>) => void,
): Promise<Owner> {
  const known = customers.find((one) => one.id === form.customer);
  const customer = known ?? (await named('newCustomer', () => createCustomer(form.newCustomer.trim())));
  if (form.site !== NEW) {
    if (!known) set({ customer: customer.id });
    const site = customer.sites.find((one) => one.id === form.site);
    return {
      customerId: customer.id,
      customerName: customer.name,
      siteId: site?.id ?? null,
      siteName: site?.name ?? null,
    };
  }
  if (!known) set({ customer: customer.id });
  const site = await named('newSite', () => createSite(customer.id, form.newSite.trim()));
  set({ customer: customer.id, site: site.id });
  return { customerId: customer.id, customerName: customer.name, siteId: site.id, siteName: site.name };
}

async function named<T>(field: 'newCustomer' | 'newSite', create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    const { fields, rest } = formFaults(error, { name: 'Name' });
    throw new NameFault({ fields: fields['name'] === undefined ? {} : { [field]: fields['name'] }, rest });
  }
}

interface OwnerFieldsProps {
  form: PlaceForm;
  set: (change: Partial<PlaceForm>) => void;
  customers: readonly Customer[];
  sites: Customer['sites'];
  mayCreateCustomers: boolean;
  faults: FormFaults;
}

function OwnerFields({ form, set, customers, sites, mayCreateCustomers, faults }: OwnerFieldsProps) {
  const newCustomer = mayCreateCustomers ? [{ value: NEW, label: 'New customer…' }] : [];
  return (
    <>
      {customers.length > 0 && (
        <SelectField
          label="Customer"
          fault={faults.fields['customerId']}
          value={form.customer}
          options={[...customers.map(({ id, name }) => ({ value: id, label: name })), ...newCustomer]}
          onChange={(customer) => set({ customer, site: '' })}
        />
      )}
      {form.customer === NEW && (
        <TextField
          label={customers.length === 0 ? 'Customer' : 'Name of the new customer'}
          fault={faults.fields['newCustomer']}
          value={form.newCustomer}
          maxLength={120}
          placeholder="Harbor Dental Group"
          onChange={(event) => set({ newCustomer: event.target.value })}
        />
      )}
      <SelectField
        label="Site"
        hint="Firewalls of one site that fall silent together are one incident."
        fault={faults.fields['siteId']}
        value={form.site}
        options={[
          { value: '', label: 'No site' },
          ...sites.map(({ id, name }) => ({ value: id, label: name })),
          { value: NEW, label: 'New site…' },
        ]}
        onChange={(site) => set({ site })}
      />
      {form.site === NEW && (
        <TextField
          label="Name of the new site"
          fault={faults.fields['newSite']}
          value={form.newSite}
          maxLength={120}
          placeholder="Tacoma, 1120 Pacific Ave"
          onChange={(event) => set({ newSite: event.target.value })}
        />
      )}
    </>
  );
}
