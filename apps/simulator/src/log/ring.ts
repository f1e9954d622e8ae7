/** Keeps the newest `capacity` entries; appending never copies. */
export class Ring<T> {
  private readonly slots: T[] = [];
  private first = 0;
  private total = 0;

  constructor(private readonly capacity: number) {}

  push(entry: T): void {
    this.total += 1;
    if (this.slots.length < this.capacity) {
      this.slots.push(entry);
      return;
    }
    this.slots[this.first] = entry;
    this.first = (this.first + 1) % this.capacity;
  }

  /** How many entries were ever pushed; more than `size` means the oldest are gone. */
  get pushed(): number {
    return this.total;
  }

  get size(): number {
    return this.slots.length;
  }

  /** Oldest first. */
  *entries(): Generator<T> {
    for (let i = 0; i < this.slots.length; i += 1) {
      const entry = this.slots[(this.first + i) % this.slots.length];
      if (entry !== undefined) yield entry;
    }
  }
}
