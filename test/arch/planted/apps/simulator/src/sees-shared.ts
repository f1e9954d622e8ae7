import { pure } from '../../../libs/shared/src/domain/pure.js';
export const breach = pure;
