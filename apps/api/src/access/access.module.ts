import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { OpenApiController } from '../platform/http/openapi.controller.js';
import { KeyCalls } from '../store/key-calls.js';
import { Writer } from '../store/idempotency.writer.js';
import { AccountController } from './account.controller.js';
import { AccessRulesController } from './access-rules.controller.js';
import { AccessGuard } from './access.guard.js';
import { BearerTokens } from './bearer-tokens.js';
import { MeController } from './me.controller.js';
import { PasswordChange } from './password-change.js';
import { PasswordMails } from './password-mails.js';
import { PasswordController } from './password.controller.js';
import { Passwords } from './passwords.js';
import { PeopleController } from './people.controller.js';
import { PeopleDesk } from './people.desk.js';
import { SecondFactorCheck } from './second-factor.service.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session.service.js';
import { SetUpController } from './set-up.controller.js';
import { StepUpController } from './step-up.controller.js';
import { TokensController } from './tokens.controller.js';
import { FirstOwner } from './first-owner.js';

/** Per address and minute: a whole service desk behind one address stays below it. */
const GENERAL_LIMIT = 3_000;

/** Who is there, what they may do; guards every route of the program. */
@Module({
  imports: [
    DiscoveryModule,
    ThrottlerModule.forRoot({
      throttlers: [{ ttl: 60_000, limit: GENERAL_LIMIT }],
      // Socket messages are few, small and only from people who are signed in.
      skipIf: (context) => context.getType() !== 'http',
    }),
  ],
  controllers: [
    SessionController,
    SetUpController,
    MeController,
    AccountController,
    PasswordController,
    SecondFactorController,
    PeopleController,
    StepUpController,
    TokensController,
    AccessRulesController,
    OpenApiController,
  ],
  providers: [
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
    BearerTokens,
    Passwords,
    PasswordChange,
    PasswordMails,
    KeyCalls,
    SecondFactorCheck,
    SessionService,
    PeopleDesk,
    FirstOwner,
    Writer,
  ],
  exports: [FirstOwner],
})
export class AccessModule {}
