import { Controller } from '@nestjs/common';
import { page } from '@firewatch/shared/wire/primitives';
import { answerSample, type AnswerSampleView } from '@firewatch/shared/wire/samples';
import { notFound } from '../platform/http/problem.js';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { samplesOf } from '../store/answer-samples.repo.js';
import { findDevice } from '../store/devices.repo.js';
import { Writer } from '../store/idempotency.writer.js';

const ofDevice = route({
  method: 'GET',
  path: 'devices/:id/samples',
  access: 'engineer',
  summary: 'What this firewall last said that could not be read, redacted, newest first',
  answer: page(answerSample),
});

@Controller()
export class SamplesController {
  constructor(private readonly writer: Writer) {}

  @Route(ofDevice)
  ofDevice(@Call() call: CallOf<typeof ofDevice>): Promise<{ items: AnswerSampleView[]; nextCursor: null }> {
    return this.writer.read(call, async (tx) => {
      if (!(await findDevice(tx, call.params.id))) throw notFound('device');
      const rows = await samplesOf(tx, call.params.id);
      return { items: rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })), nextCursor: null };
    });
  }
}
