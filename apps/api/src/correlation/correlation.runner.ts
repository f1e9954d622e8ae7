import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../store/database.js';
import { CorrelationPass, type PassResult, type PassSettings } from './correlation.pass.js';

/** Token of what a pass decides by. */
export const PASS_SETTINGS = Symbol('PASS_SETTINGS');

/** Runs one pass in one transaction: all of it is stored or none. */
@Injectable()
export class CorrelationRunner {
  constructor(
    private readonly database: Database,
    @Inject(PASS_SETTINGS) private readonly settings: PassSettings,
  ) {}

  pass(): Promise<PassResult> {
    return this.database.asEngine((tx) => CorrelationPass.run(tx, this.settings));
  }
}
