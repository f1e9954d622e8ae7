import { emailSettings } from '@firewatch/shared/wire/channels';
import type { z } from 'zod';

export type EmailSettings = z.infer<typeof emailSettings>;
