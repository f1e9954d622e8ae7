const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was kept of an act, asked by name. Lines of older versions may lack anything: what is not there reads as empty. */
export class Kept {
  private readonly detail: Readonly<Record<string, unknown>>;

  constructor(detail: unknown) {
    this.detail = isRecord(detail) ? detail : {};
  }

  has(key: string): boolean {
    const value = this.detail[key];
    return value !== undefined && value !== null && value !== '';
  }

  /** Something was said, be it "none". */
  says(key: string): boolean {
    return this.detail[key] !== undefined;
  }

  /** '' = not there. */
  text(key: string): string {
    const value = this.detail[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  /** 0 = not there. */
  count(key: string): number {
    const value = this.detail[key];
    return typeof value === 'number' ? value : 0;
  }

  is(key: string): boolean {
    return this.detail[key] === true;
  }

  /** Words of a list; of records their names. */
  list(key: string): string[] {
    const value: unknown = this.detail[key];
    if (!Array.isArray(value)) return [];
    return value.map((one: unknown) => (typeof one === 'string' ? one : new Kept(one).text('name')));
  }

  inner(key: string): Kept {
    return new Kept(this.detail[key]);
  }
}
