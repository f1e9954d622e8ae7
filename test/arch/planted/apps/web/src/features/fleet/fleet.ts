export const fleet = 1;
