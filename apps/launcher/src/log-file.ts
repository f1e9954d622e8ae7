import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

const LIMIT_BYTES = 20_000_000;
/** Files kept beside the one written: `firewatch.log.1` is the youngest. */
const KEPT = 3;

/**
 * A log that never grows beyond its limit: full, it is put aside and a new one begun; 80 MB in all.
 * Errors  none: a line that cannot be written (a full disk) is dropped, the watch goes on.
 */
export class LogFile {
  private handle: number | null = null;
  private size = 0;

  constructor(
    private readonly file: string,
    private readonly limitBytes = LIMIT_BYTES,
  ) {}

  write(line: string): void {
    try {
      if (this.size > this.limitBytes) this.turn();
      this.handle ??= this.open();
      this.size += writeSync(this.handle, line);
    } catch {
      // Nothing to write it to, and nobody to tell who would not be told by the health page.
    }
  }

  close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
  }

  private open(): number {
    const handle = openSync(this.file, 'a', 0o600);
    this.size = fstatSync(handle).size;
    return handle;
  }

  private turn(): void {
    this.close();
    rmSync(`${this.file}.${KEPT}`, { force: true });
    for (let number = KEPT; number > 0; number -= 1) {
      const from = number === 1 ? this.file : `${this.file}.${number - 1}`;
      try {
        renameSync(from, `${this.file}.${number}`);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
    this.size = 0;
  }
}
