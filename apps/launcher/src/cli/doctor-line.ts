/** One thing that was looked at. `cure` = what to do about it; absent where there is nothing to do. */
export interface DoctorLine {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly says: string;
  readonly cure?: string;
}

export const ok = (name: string, says: string): DoctorLine => ({ name, state: 'ok', says });
export const warn = (name: string, says: string, cure: string): DoctorLine => ({
  name,
  state: 'warn',
  says,
  cure,
});
export const fail = (name: string, says: string, cure: string): DoctorLine => ({
  name,
  state: 'fail',
  says,
  cure,
});

const MARK = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

export const wordsOf = ({ name, state, says, cure }: DoctorLine): string =>
  `${MARK[state]} ${name.padEnd(10)} ${says}${cure === undefined ? '' : `\n${' '.repeat(16)}cure: ${cure}`}`;
