/** Hands a file to the browser's download folder. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The click has taken it over by then; freed later because Safari reads it late.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
