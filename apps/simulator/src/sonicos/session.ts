import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';

/**
 * The one management session of a box.
 * Shape   `token` null = bound to the client's source address; `isAdmin` = a person in the web interface.
 * Source  sonicwall notes 2.3 and 2.4: one session, 503 beyond, override pushes the holder out.
 */
export interface Session {
  readonly remote: string;
  readonly token: string | null;
  readonly isAdmin: boolean;
  readonly startedAt: number;
  usedAt: number;
  hasConfigMode: boolean;
  /** False until `POST /start-management` where the box wants that first. */
  isManaging: boolean;
  /** The account must change its password before it may do anything else. */
  readonly mustChangePassword: boolean;
}

export interface SignInRequest {
  readonly remote: string;
  readonly wantsToken: boolean;
  readonly override: boolean;
  readonly mustChangePassword?: boolean;
}

/** Holds at most one session and ends it when it was idle too long. */
export class SessionTable {
  private current: Session | null = null;
  private adminUntil: number | null = null;
  private configHeldUntil: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly idleSeconds: () => number,
  ) {}

  get live(): Session | null {
    const session = this.current;
    if (!session) return null;
    const now = this.clock.now();
    const isOver = session.isAdmin
      ? this.adminUntil !== null && now >= this.adminUntil
      : now - session.usedAt >= this.idleSeconds() * 1_000;
    if (isOver) this.current = null;
    return this.current;
  }

  /** Null when somebody else holds the session and override was not asked for. */
  open(request: SignInRequest): Session | null {
    if (this.live && !request.override) return null;
    const now = this.clock.now();
    this.current = {
      remote: request.remote,
      token: request.wantsToken ? randomBytes(16).toString('hex') : null,
      isAdmin: false,
      startedAt: now,
      usedAt: now,
      hasConfigMode: request.override,
      isManaging: false,
      mustChangePassword: request.mustChangePassword ?? false,
    };
    return this.current;
  }

  /** A person signs in to the web interface and stays for `seconds`; whoever was in is out. */
  openAdmin(seconds: number): void {
    const now = this.clock.now();
    this.adminUntil = now + seconds * 1_000;
    this.current = {
      remote: 'web interface',
      token: null,
      isAdmin: true,
      startedAt: now,
      usedAt: now,
      hasConfigMode: true,
      isManaging: true,
      mustChangePassword: false,
    };
  }

  /** A person takes configuration mode and leaves the others in: they may look, their orders are refused. */
  holdConfigMode(seconds: number): void {
    this.configHeldUntil = this.clock.now() + seconds * 1_000;
  }

  get isConfigModeHeld(): boolean {
    return this.configHeldUntil !== null && this.clock.now() < this.configHeldUntil;
  }

  /** The session this request belongs to; touching it puts off the idle end. */
  find(remote: string, bearer: string | null): Session | null {
    const session = this.live;
    if (!session || session.isAdmin) return null;
    const belongs = session.token === null ? session.remote === remote : session.token === bearer;
    if (!belongs) return null;
    session.usedAt = this.clock.now();
    return session;
  }

  end(session: Session): void {
    if (this.current === session) this.current = null;
  }

  endAll(): void {
    this.current = null;
    this.configHeldUntil = null;
  }
}
