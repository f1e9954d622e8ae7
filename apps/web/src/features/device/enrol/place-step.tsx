import type { Customer } from '@firewatch/shared/wire/access';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { TextField } from '../../../ui/field.js';
import { formFaults, missing, type FormFaults } from '../../../words/form-faults.js';
import { AddressFields } from '../components/address-fields.js';
import { createCustomer, createSite, customersKey, look } from '../api/enrol.api.js';
import { SelectField } from '../../../ui/select-field.js';
import { PartFields } from '../components/part-fields.js';
import type { EnrolEvent, Place } from './enrol-state.js';
import {
  hasParts,
  NEW,
  partsOf,
  placeFaults,
  startOf,
  targetOf,
  type Beginning,
  type PlaceForm,
} from './place-form.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { lookRefusal } from './refusals.js';

const LABELS = {
  customerId: 'Customer',
  siteId: 'Site',
  vendor: 'Vendor',
  host: 'Address',
  port: 'Port',
  tls: 'TLS',
};

interface PlaceStepProps {
  beginning: Beginning;
  customers: readonly Customer[];
  vendors: readonly [VendorInfo, ...VendorInfo[]];
  mayCreateCustomers: boolean;
  send: (event: EnrolEvent) => void;
}

/** Whose firewall, where it is; ends with the certificate that stands there. */
export function PlaceStep({ beginning, customers, vendors, mayCreateCustomers, send }: PlaceStepProps) {
  const client = useQueryClient();
  const [form, setForm] = useState<PlaceForm>(() => startOf(beginning, { customers, vendors }));
  const set = (change: Partial<PlaceForm>): void => setForm((before) => ({ ...before, ...change }));
  const sites = customers.find((one) => one.id === form.customer)?.sites ?? [];

  const looking = useSubmit({
    check: () => missing(placeFaults(form)),
    send: async () => {
      const owner = await ownerOf(form, customers, set);
      if (form.customer === NEW || form.site === NEW)
        await client.invalidateQueries({ queryKey: customersKey });
      const target = targetOf(form);
      const answer = await look(target);
      if (!answer.ok) throw new Refused(lookRefusal(answer.why, answer.detail));
      send({
        type: 'looked',
        place: { ...owner, ...target, ...partsOf(form), name: form.name.trim() },
        certificate: answer.certificate,
      });
    },
    refused: (error) => (error instanceof Refused ? error.faults : formFaults(error, LABELS)),
  });
  const fault = looking.faults.fields;
  return (
    <Form
      {...looking}
      action="Look at its certificate"
      sending="Looking"
      foot="step-foot"
      after={<span className="dim">Nothing but the TLS handshake is sent.</span>}
    >
      <OwnerFields {...{ form, set, customers, sites, mayCreateCustomers, fault }} />
      <TextField
        label="Name of the firewall"
        fault={fault['name']}
        value={form.name}
        maxLength={120}
        placeholder="HDG-TAC-01"
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label="Vendor"
        fault={fault['vendor']}
        value={form.vendor}
        options={vendors.map((vendor) => ({ value: vendor.id, label: vendor.name }))}
        onChange={(id) => {
          const vendor = vendors.find((one) => one.id === id);
          set({ vendor: id, ...(vendor ? { port: String(vendor.defaultPort) } : {}) });
        }}
      />
      <BoxFields {...{ form, set, fault }} isSender={beginning.sender !== null} />
      <Parts {...{ form, set, fault }} />
    </Form>
  );
}

/** Where it answers, and which one it must be. */
function BoxFields({ form, set, fault, isSender }: FieldsProps & { isSender: boolean }) {
  return (
    <>
      <AddressFields form={form} set={set} fault={fault} />
      <TextField
        label="Serial number (optional)"
        hint={
          isSender
            ? 'As its log lines say. Check the address: it may be a router in between.'
            : 'From the label of the box: another one that answers there is refused.'
        }
        fault={fault['serial']}
        className="input mono"
        value={form.serial}
        spellCheck={false}
        onChange={(event) => set({ serial: event.target.value })}
      />
    </>
  );
}

type FieldsProps = Pick<OwnerFieldsProps, 'form' | 'set' | 'fault'>;

/** Folded while they stand as most people leave them. */
function Parts({ form, set, fault }: FieldsProps) {
  const [isOpen, setOpen] = useState(() => hasParts(form));
  const isFaulty = fault['tags'] !== undefined || fault['intervalSeconds'] !== undefined;
  return (
    <details
      className="more-fields"
      open={isOpen || isFaulty}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Tags, group, interval and management server</summary>
      <PartFields form={form} set={set} customerId={form.customer} fault={fault} />
    </details>
  );
}

/** Faults that are no failed call: the device said no, or one of two new names was taken. */
class Refused extends Error {
  constructor(readonly faults: FormFaults) {
    super('refused');
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
    throw new Refused({ fields: fields['name'] === undefined ? {} : { [field]: fields['name'] }, rest });
  }
}

interface OwnerFieldsProps {
  form: PlaceForm;
  set: (change: Partial<PlaceForm>) => void;
  customers: readonly Customer[];
  sites: Customer['sites'];
  mayCreateCustomers: boolean;
  fault: FormFaults['fields'];
}

function OwnerFields({ form, set, customers, sites, mayCreateCustomers, fault }: OwnerFieldsProps) {
  const newCustomer = mayCreateCustomers ? [{ value: NEW, label: 'New customer…' }] : [];
  return (
    <>
      {customers.length > 0 && (
        <SelectField
          label="Customer"
          fault={fault['customerId']}
          value={form.customer}
          options={[...customers.map(({ id, name }) => ({ value: id, label: name })), ...newCustomer]}
          onChange={(customer) => set({ customer, site: '', groupId: '' })}
        />
      )}
      {form.customer === NEW && (
        <TextField
          label={customers.length === 0 ? 'Customer' : 'Name of the new customer'}
          fault={fault['newCustomer']}
          value={form.newCustomer}
          maxLength={120}
          placeholder="Harbor Dental Group"
          onChange={(event) => set({ newCustomer: event.target.value })}
        />
      )}
      <SiteFields {...{ form, set, sites, fault }} />
    </>
  );
}

function SiteFields({ form, set, sites, fault }: Pick<OwnerFieldsProps, 'form' | 'set' | 'sites' | 'fault'>) {
  return (
    <>
      <SelectField
        label="Site"
        hint="Firewalls of one site that fall silent together are one incident."
        fault={fault['siteId']}
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
          fault={fault['newSite']}
          value={form.newSite}
          maxLength={120}
          placeholder="Tacoma, 1120 Pacific Ave"
          onChange={(event) => set({ newSite: event.target.value })}
        />
      )}
    </>
  );
}
