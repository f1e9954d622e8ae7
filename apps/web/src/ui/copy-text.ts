import { toast } from './toast.js';

/** Puts text on the clipboard and says so; `done` is the whole sentence. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    // Browsers hand out the clipboard only over https or loopback, and only to a page in front; the text can still be selected.
    toast('The browser did not allow copying. Select the text and copy it by hand.', { isError: true });
  }
}
