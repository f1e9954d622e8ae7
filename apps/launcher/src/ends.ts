export interface EndOf {
  readonly name: string;
  readonly end: () => Promise<void>;
  readonly withinMs: number;
  /** At once and without order, for a second Ctrl-C. */
  readonly kill?: () => void;
}

/** What was started, ended in reverse order; each part gets its own time, none can hold up the rest. */
export class Ends {
  private readonly parts: EndOf[] = [];
  private readonly kills: (() => void)[] = [];
  private running: Promise<void> | null = null;

  /** True from the first call of `run` on. */
  get isStopping(): boolean {
    return this.running !== null;
  }

  add(part: EndOf): void {
    this.parts.push(part);
    if (part.kill) this.kills.push(part.kill);
  }

  kill(): void {
    for (const kill of this.kills) kill();
  }

  /** @param onFault hears of a part that failed or took too long; the others are ended all the same. */
  run(onFault: (sentence: string) => void): Promise<void> {
    this.running ??= this.endAll(onFault);
    return this.running;
  }

  private async endAll(onFault: (sentence: string) => void): Promise<void> {
    // A part added while we end (a start that was still under way) is taken too.
    for (let part = this.parts.pop(); part; part = this.parts.pop()) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve('took too long'), part.withinMs);
      });
      const ended = part.end().then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const fault = await Promise.race([ended, late]);
      clearTimeout(timer);
      if (fault) onFault(`${part.name} did not end cleanly (${fault}).`);
    }
  }
}
