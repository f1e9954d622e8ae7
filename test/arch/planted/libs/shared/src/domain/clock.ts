export const breach = (): number => Date.now();
