import { Controller } from '@nestjs/common';
import { forgotPassword, linkPassword } from '@firewatch/shared/wire/account';
import { Call, type CallOf } from '../platform/http/request-call.js';
import { Route, route } from '../platform/http/request-route.js';
import { PasswordChange } from './password-change.js';

const forgot = route({
  method: 'POST',
  path: 'password/forgot',
  access: 'public',
  summary: 'Ask for a link by mail to choose a new password; the same answer for every address',
  body: forgotPassword,
  status: 202,
  perMinute: 20,
});
const byLink = route({
  method: 'POST',
  path: 'password/link',
  access: 'public',
  summary: 'Choose a password with the one-time link of an invitation or a reset; ends every session',
  body: linkPassword,
  perMinute: 60,
});

@Controller()
export class PasswordController {
  constructor(private readonly passwords: PasswordChange) {}

  @Route(forgot)
  forgot(@Call() call: CallOf<typeof forgot>): void {
    this.passwords.forgot(call.body.email);
  }

  @Route(byLink)
  async byLink(@Call() call: CallOf<typeof byLink>): Promise<void> {
    await this.passwords.byLink(call.body.token, call.body.password);
  }
}
