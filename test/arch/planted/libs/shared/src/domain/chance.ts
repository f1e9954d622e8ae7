export const breach = (): number => Math.random();
