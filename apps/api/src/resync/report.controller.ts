import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { reportRows, ticketText, type RunReport } from '@firewatch/shared/domain/resync-report';
import { type ResyncReportFormat, resyncReportQuery } from '@firewatch/shared/wire/resync-report';
import { csvOf } from '../platform/http/csv.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { loadReport } from './report.load.js';
import { reportPdf } from './report.pdf.js';

const report = route({
  method: 'GET',
  path: 'resync-runs/:id/report',
  access: 'signed-in',
  summary:
    'Evidence of a run, per customer where asked for: before and after in the vendor’s words, calls, exposures closed, who approved',
  query: resyncReportQuery,
  media: ['text/csv', 'application/pdf', 'text/plain'],
});

const FORMS: Readonly<
  Record<ResyncReportFormat, { type: string; ending: string; make: (of: RunReport) => Promise<Buffer> }>
> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    ending: 'csv',
    make: (of) => Promise.resolve(Buffer.from(csvOf(reportRows(of)))),
  },
  pdf: { type: 'application/pdf', ending: 'pdf', make: reportPdf },
  ticket: {
    type: 'text/plain; charset=utf-8',
    ending: 'txt',
    make: (of) => Promise.resolve(Buffer.from(ticketText(of))),
  },
};

@Controller()
export class ResyncReportController {
  constructor(
    private readonly writer: Writer,
    @Inject(VENDOR_ADAPTERS) private readonly vendors: readonly VendorAdapter[],
  ) {}

  @Route(report)
  async report(@Call() call: CallOf<typeof report>): Promise<StreamableFile> {
    const { customer, format } = call.query;
    const of = { runId: call.params.id, customerId: customer ?? null };
    const found = await this.writer.read(call, (tx) => loadReport(tx, of, this.vendors));
    const { type, ending, make } = FORMS[format];
    const name = `firewatch-resync-${found.label.toLowerCase()}.${ending}`;
    return new StreamableFile(await make(found), { type, disposition: `attachment; filename="${name}"` });
  }
}
