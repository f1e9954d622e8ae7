export function breach(): void {
  Promise.reject(new Error('lost'));
}
