import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';

/** Where questions go and answers come from: a person's terminal, or lines of a pipe. */
export class Terminal {
  private readonly piped: string[] = [];
  private readonly waiting: ((line: string | null) => void)[] = [];
  private reader: Interface | null = null;
  private isOver = false;

  constructor(
    private readonly input: NodeJS.ReadStream | NodeJS.ReadableStream = process.stdin,
    private readonly output: NodeJS.WritableStream = process.stderr,
  ) {}

  /**
   * One line. What is hidden does not appear on the terminal.
   * Errors  StartRefusal when nobody answers: the input has ended.
   */
  async ask(question: string, isHidden: boolean): Promise<string> {
    const answer = this.isTerminal() ? await this.askPerson(question, isHidden) : await this.nextLine();
    if (answer === null)
      throw new StartRefusal(`${question} was asked for and the input ended: type it, or pipe it in.`);
    return answer;
  }

  /** Lets the process end. */
  close(): void {
    this.reader?.close();
    this.input.pause();
  }

  private isTerminal(): boolean {
    return 'isTTY' in this.input && this.input.isTTY;
  }

  private askPerson(question: string, isHidden: boolean): Promise<string | null> {
    const echo = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!isHidden) this.output.write(chunk);
        done();
      },
    });
    this.output.write(`${question}: `);
    const reader = createInterface({ input: this.input, output: echo, terminal: true });
    return new Promise((resolve) => {
      reader.once('line', (line) => {
        resolve(line);
        reader.close();
      });
      reader.once('close', () => {
        if (isHidden) this.output.write('\n');
        resolve(null);
      });
    });
  }

  private nextLine(): Promise<string | null> {
    this.open();
    const line = this.piped.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.isOver) return Promise.resolve(null);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private open(): void {
    if (this.reader !== null) return;
    const reader = createInterface({ input: this.input });
    this.reader = reader;
    reader.on('line', (line) => {
      const next = this.waiting.shift();
      if (next) next(line);
      else this.piped.push(line);
    });
    reader.once('close', () => {
      this.isOver = true;
      for (const next of this.waiting.splice(0)) next(null);
    });
  }
}
