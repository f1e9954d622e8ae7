/**
 * Says once that the program begins to end, before any part is waited for: what may take long (a sign-out at a device, a
 * send to a mail server) then ends side by side instead of one part after the other.
 */
export class Ending {
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}
