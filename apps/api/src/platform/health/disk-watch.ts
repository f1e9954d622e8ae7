import { statfs } from 'node:fs/promises';
import type { UpkeepConfig } from '../config/config.js';

export interface DiskSpace {
  readonly folder: string;
  readonly freeBytes: number;
  readonly warnBytes: number;
  readonly lowBytes: number;
}

/** Free space where the data lie, as last looked at. */
export class DiskWatch {
  private last: DiskSpace | null = null;

  constructor(private readonly disk: UpkeepConfig['disk']) {}

  /** Errors: none; a folder that cannot be looked at keeps the last answer. */
  async look(): Promise<DiskSpace | null> {
    const { folder, warnBytes, lowBytes } = this.disk;
    if (folder === null) return null;
    try {
      const { bavail, bsize } = await statfs(folder);
      this.last = { folder, freeBytes: bavail * bsize, warnBytes, lowBytes };
    } catch {
      // Kept as it was: the next look says more.
    }
    return this.last;
  }

  get space(): DiskSpace | null {
    return this.last;
  }

  /** Less than is needed for anything but the watch itself. */
  get isLow(): boolean {
    return this.last !== null && this.last.freeBytes < this.last.lowBytes;
  }
}
