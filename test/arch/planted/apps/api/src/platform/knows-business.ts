import { repo } from '../store/repo.js';
export const breach = repo;
