export const polling = 1;
