export const breach = process.env['HOME'];
