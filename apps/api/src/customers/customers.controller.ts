import { Controller } from '@nestjs/common';
import { customer, type Customer, newCustomer, newSite, site } from '@firewatch/shared/wire/access';
import { type CustomerRemoval, customerRemoval, removeCustomer } from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';
import { notFound, wrongField } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { audit } from '../store/audit.repo.js';
import { customerExists, insertCustomer, insertSite, listCustomers } from '../store/customers.repo.js';
import { Writer } from '../store/idempotency.writer.js';
import { removalCounts } from '../store/removal.repo.js';
import { CustomerRemovalDesk } from './customer-removal.desk.js';

const list = route({
  method: 'GET',
  path: 'customers',
  access: 'signed-in',
  summary: 'Customers with their sites',
  answer: page(customer),
});
const create = route({
  method: 'POST',
  path: 'customers',
  access: 'owner',
  summary: 'Add a customer',
  body: newCustomer,
  answer: customer,
  status: 201,
  idempotent: true,
});
const createSite = route({
  method: 'POST',
  path: 'sites',
  access: 'engineer',
  summary: 'Add a site of a customer',
  body: newSite,
  answer: site,
  status: 201,
  idempotent: true,
});

const removal = route({
  method: 'GET',
  path: 'customers/:id/removal',
  access: 'owner',
  summary: 'What removing a customer would take with it',
  answer: customerRemoval,
});
const remove = route({
  method: 'DELETE',
  path: 'customers/:id',
  access: 'owner',
  summary: 'Remove a customer with its firewalls and credentials; asks for its name; cannot be undone',
  body: removeCustomer,
});

@Controller()
export class CustomersController {
  constructor(
    private readonly writer: Writer,
    private readonly removal: CustomerRemovalDesk,
  ) {}

  @Route(removal)
  counts(@Call() call: CallOf<typeof removal>): Promise<CustomerRemoval> {
    return this.writer.read(call, async (tx) => {
      const counts = await removalCounts(tx, call.params.id);
      if (!counts) throw notFound('customer');
      return counts;
    });
  }

  @Route(remove)
  async remove(@Call() call: CallOf<typeof remove>): Promise<void> {
    await this.writer.write(call, (tx) => this.removal.remove(tx, call.caller, call.params.id, call.body));
  }

  @Route(list)
  async list(@Call() call: CallOf<typeof list>): Promise<{ items: Customer[]; nextCursor: null }> {
    return { items: await this.writer.read(call, listCustomers), nextCursor: null };
  }

  @Route(create)
  create(@Call() call: CallOf<typeof create>): Promise<Customer> {
    const { name } = call.body;
    return this.writer.write(call, async (tx) => {
      const id = await insertCustomer(tx, name);
      if (id === null) throw wrongField('name', 'a customer of this name exists already');
      await audit(tx, call.caller, {
        action: 'customer.created',
        subjectKind: 'customer',
        subjectId: id,
        customerId: id,
        detail: { name },
      });
      return { id, name, sites: [], deviceCount: 0 };
    });
  }

  @Route(createSite)
  createSite(@Call() call: CallOf<typeof createSite>): Promise<z.infer<typeof site>> {
    const { customerId, name } = call.body;
    return this.writer.write(call, async (tx) => {
      if (!(await customerExists(tx, customerId)))
        throw wrongField('customerId', 'there is no such customer');
      const id = await insertSite(tx, customerId, name);
      if (id === null) throw wrongField('name', 'this customer has a site of this name already');
      await audit(tx, call.caller, {
        action: 'site.created',
        subjectKind: 'site',
        subjectId: id,
        customerId,
        detail: { name },
      });
      return { id, customerId, name };
    });
  }
}
