import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Terminal } from './terminal.js';

const piped = (text: string) => {
  const input = new PassThrough();
  input.end(text);
  return new Terminal(input, new PassThrough());
};

it('takes one line of a pipe per question, in order', async () => {
  const terminal = piped('mara@msp.example\na long sentence\n');
  expect(await terminal.ask('Email', false)).toBe('mara@msp.example');
  expect(await terminal.ask('Password', true)).toBe('a long sentence');
});

it('says in one sentence what nobody answered', async () => {
  await expect(piped('').ask('Email', false)).rejects.toThrow(
    'Email was asked for and the input ended: type it, or pipe it in.',
  );
});

it('shows a question and not the hidden answer on a terminal', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  const asked = new Terminal(input, output).ask('Password of mara', true);
  input.write('a long sentence\r');
  expect(await asked).toBe('a long sentence');
  expect(String(output.read())).toBe('Password of mara: \n');
});
