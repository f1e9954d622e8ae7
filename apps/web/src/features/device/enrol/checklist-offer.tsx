import type { CertificateSeen } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useState } from 'react';
import { ProductLineField } from '../components/product-line-field.js';
import { formFaults } from '../../../words/form-faults.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { createDevice } from '../api/enrol.api.js';
import type { Trust } from '../model/trust-words.js';
import { storedPlace, type Place } from './enrol-state.js';

interface ChecklistOfferProps {
  place: Place;
  vendor: VendorInfo;
  certificate: CertificateSeen;
  trust: Trust;
  onSaved: (deviceId: string, name: string) => void;
}

/** A box that has no API can be on the list all the same: reached, never read. */
export function ChecklistOffer({ place, vendor, certificate, trust, onSaved }: ChecklistOfferProps) {
  const [productLine, setProductLine] = useState('');
  const saving = useSubmit({
    check: () => null,
    send: async () => {
      const made = await createDevice({
        ...storedPlace(place),
        trust,
        fingerprint: certificate.fingerprint,
        readability: 'checklist',
        // It never tells its serial; its log lines do, and are known by it.
        ...(place.serial === '' ? {} : { serial: place.serial }),
        ...(productLine === '' ? {} : { productLine }),
      });
      onSaved(made.row.id, made.row.name);
    },
    refused: (error) => {
      const faults = formFaults(error, { host: 'Address', name: 'Name' });
      const said = [...Object.values(faults.fields), faults.rest ?? ''].filter((text) => text !== '');
      return { fields: {}, rest: said.join(' ') };
    },
  });
  return (
    <section className="checklist-offer" aria-label="Checklist only">
      <h3 className="step-h3">Keep it on a checklist</h3>
      <p>
        It can be watched for its reachability alone. Its services count as unknown for good, grey in every
        view, and no credential is stored.
      </p>
      <Form {...saving} action="Watch it as checklist only" foot="step-foot">
        <ProductLineField vendor={vendor} unreadable={false} value={productLine} onChange={setProductLine} />
      </Form>
    </section>
  );
}
