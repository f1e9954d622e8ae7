interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes side by side callers' items together: what arrives while a write is on its way shares the next one, so a
 * lone item never waits and a burst costs few transactions.
 * Errors  a group that fails is tried again item by item: one bad item fails alone.
 */
export class WriteGather<T, R> {
  private readonly waiting: Waiting<T, R>[] = [];
  private isWriting = false;

  /** @param write results in the order of its items. */
  constructor(
    private readonly write: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly most: number,
  ) {}

  submit(item: T): Promise<R> {
    const result = new Promise<R>((resolve, reject) => this.waiting.push({ item, resolve, reject }));
    void this.flush();
    return result;
  }

  private async flush(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    while (this.waiting.length > 0) await this.writeGroup(this.waiting.splice(0, this.most));
    this.isWriting = false;
  }

  private async writeGroup(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      this.settle(group, await this.write(group.map((one) => one.item)));
    } catch (error) {
      const [only] = group;
      if (group.length === 1 && only) return only.reject(error);
      for (const one of group) await this.writeGroup([one]);
    }
  }

  private settle(group: readonly Waiting<T, R>[], results: readonly R[]): void {
    group.forEach((one, index) => {
      const result = results[index];
      if (result === undefined) one.reject(new Error('a written item has no result'));
      else one.resolve(result);
    });
  }
}
