export const repo = 1;
