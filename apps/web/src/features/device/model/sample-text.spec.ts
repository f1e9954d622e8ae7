import type { AnswerSampleView } from '@firewatch/shared/wire/samples';
import { expect, it } from 'vitest';
import { answerHead, sampleText } from './sample-text.js';

const SAMPLE: AnswerSampleView = {
  id: '00000000-0000-4000-8000-000000000007',
  at: '2008-12-02T10:31:00.000Z',
  why: 'not-json',
  source: 'GET /version',
  status: 200,
  contentType: 'text/html',
  body: '<h1>Sign in</h1>\n<p>Welcome</p>',
};

it('copies which model said what to which request, when in UTC and why it could not be read; no name, no serial', () => {
  expect(sampleText({ model: 'TZ 370', firmware: '7.0.1' }, SAMPLE)).toBe(
    [
      'Model TZ 370, firmware 7.0.1',
      'GET /version   (2008-12-02 10:31:00 UTC)',
      'HTTP 200, text/html: login page, not JSON',
      '',
      '<h1>Sign in</h1>',
      '<p>Welcome</p>',
      '',
    ].join('\n'),
  );
});

it('says what is not known of a firewall that was never read', () => {
  expect(sampleText({ model: null, firmware: null }, SAMPLE)).toMatch(
    /^Model not known, firmware not known\n/,
  );
});

it('says so when the answer named no content type', () => {
  expect(answerHead({ status: 502, contentType: '' })).toBe('HTTP 502, no content type');
});
