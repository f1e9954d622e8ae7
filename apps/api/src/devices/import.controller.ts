import { Controller } from '@nestjs/common';
import {
  type ImportAnswer,
  importAnswer,
  importCommit,
  type ImportPreview,
  importPreview,
  importRequest,
} from '@firewatch/shared/wire/estate';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { Writer } from '../store/idempotency.writer.js';
import { ImportDesk } from './import.desk.js';

const preview = route({
  method: 'POST',
  path: 'devices/import',
  access: 'engineer',
  summary: 'What a CSV file of firewalls would do, row by row; nothing of it is applied',
  body: importRequest,
  answer: importPreview,
  perMinute: 30,
});
const commit = route({
  method: 'POST',
  path: 'devices/import/:id/commit',
  access: 'engineer',
  summary: 'Apply exactly the rows that were previewed, all or none',
  body: importCommit,
  answer: importAnswer,
  idempotent: true,
});

@Controller()
export class ImportController {
  constructor(
    private readonly writer: Writer,
    private readonly desk: ImportDesk,
  ) {}

  @Route(preview)
  preview(@Call() call: CallOf<typeof preview>): Promise<ImportPreview> {
    return this.writer.write(call, (tx) => this.desk.preview(tx, call.caller, call.body.csv));
  }

  @Route(commit)
  commit(@Call() call: CallOf<typeof commit>): Promise<ImportAnswer> {
    const { id } = call.params;
    return this.writer.write(call, (tx) => this.desk.commit(tx, call.caller, id, call.body.onlyGood));
  }
}
