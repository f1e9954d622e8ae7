import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { enrolFleet, until } from './fleet.ts';
import { createDatabase, startTestServer } from './postgres-server.ts';
import { Program, temporaryDataDir, type PlantedBuild } from './program.ts';
import { startTestRedis } from './redis.ts';
import { SimulatorProcess } from './simulator.ts';

export interface SplitWorld {
  readonly simulator: SimulatorProcess;
  /** Asks the shared database, as its administrator. */
  ask<T extends object>(text: string): Promise<T[]>;
  /** One more process that reads devices, called `name` in what the database notes. */
  startPoller(name: string): Promise<Program>;
  close(): Promise<void>;
}

// Who took which claim, and under which claim a result was written, noted by the database itself.
const WITNESSES = `
create table witness_taken (device_id uuid, fence bigint, poller text);
create table witness_written (device_id uuid, poller text, own_fence bigint, fence bigint);
grant all on witness_taken, witness_written to public;
create function witness_taking() returns trigger language plpgsql as $$ begin
  insert into witness_taken values (new.device_id, new.fence, current_setting('application_name'));
  return null; end $$;
create trigger witness_taking after update on poll_slots for each row
  when (new.leased_by like 'reading/%' and new.leased_by is distinct from old.leased_by) execute function witness_taking();
create function witness_writing() returns trigger language plpgsql as $$ begin
  insert into witness_written select new.device_id, current_setting('application_name'),
    (select max(t.fence) from witness_taken t where t.device_id = new.device_id and t.poller = current_setting('application_name')),
    p.fence from poll_slots p where p.device_id = new.device_id;
  return null; end $$;
create trigger witness_writing after update on device_state for each row
  when (new.read_at is distinct from old.read_at) execute function witness_writing();`;

/** The product in split roles on engines of its own: one API, pollers as asked for; one queue, one database. */
export async function startSplitWorld(options: {
  readonly devices: number;
  readonly planted?: PlantedBuild;
}): Promise<SplitWorld> {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const server = await startTestServer();
    ends.push(() => server.close());
    const redis = await startTestRedis();
    ends.push(() => redis.close());
    const { superuserUrl } = await createDatabase(
      server,
      `split_${randomBytes(4).toString('hex')}`,
      'migrated',
    );
    const admin = new pg.Client({ connectionString: superuserUrl });
    await admin.connect();
    ends.push(() => admin.end());
    await admin.query(WITNESSES);
    const simulator = await SimulatorProcess.start([
      '--devices',
      String(options.devices),
      '--session-idle-seconds',
      '5',
    ]);
    ends.push(() => simulator.stop());
    // One folder for all: it holds the key. Without engines of its own nothing locks it.
    const dataDir = temporaryDataDir();
    const start = async (role: 'api' | 'poller', name: string): Promise<Program> => {
      const url = new URL(superuserUrl);
      url.searchParams.set('application_name', name);
      const env = { FIREWATCH_ROLE: role, DATABASE_URL: url.toString(), REDIS_URL: redis.url };
      const { planted } = options;
      const program = await Program.start({ dataDir, env, untilReady: false, ...(planted && { planted }) });
      ends.push(async () => {
        program.child.kill('SIGCONT');
        await program.stop();
      });
      await program.child.line((line) => line.startsWith('Firewatch runs'), 60_000);
      return program;
    };
    const first = await start('poller', 'first');
    const api = await start('api', 'api');
    ends.unshift(async () => api.removeData());
    await enrolFleet(await api.owner(), simulator.devices, 15);
    const pollers = new Map([['first', first]]);
    return {
      simulator,
      ask: async <T extends object>(text: string) => (await admin.query<T>(text)).rows,
      startPoller: async (name) => pollers.get(name) ?? start('poller', name),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface Takeover {
  /** Devices whose read was cut short by the stop, and that the other poller has read since. */
  readonly takenOver: number;
  readonly writtenUnderOldFence: number;
}

const count = async (world: SplitWorld, from: string): Promise<number> =>
  Number((await world.ask<{ n: string }>(`select count(*) as n from ${from}`))[0]?.n);

/**
 * A poller is stopped in the middle of its reads for longer than its leases, another one takes over, then the first
 * goes on as if nothing had been.
 */
export async function takeOver(world: SplitWorld): Promise<Takeover> {
  const first = await world.startPoller('first');
  await until(
    async () => ({
      unread: await count(world, 'device_state where believed_at is null'),
      said: first.child.lines.slice(-6),
    }),
    ({ unread }) => unread === 0,
    90_000,
  );
  // Slow boxes: at any moment some reads are on their way.
  await world.simulator.control('POST', '/devices/faults', { ids: 'all', kind: 'slow', ms: 1_200 });
  await until(
    () => count(world, `poll_slots where leased_by like 'reading/%'`),
    (n) => n >= 4,
    60_000,
  );
  first.child.kill('SIGSTOP');
  const held = await world.ask<{ device_id: string; fence: string }>(
    `select device_id, fence from poll_slots where leased_by like 'reading/%'`,
  );
  await world.simulator.control('DELETE', '/devices/faults', { ids: 'all' });
  await world.startPoller('second');
  const taken = held.map((one) => `('${one.device_id}'::uuid, ${one.fence})`).join(', ');
  const overtaken = `witness_written w join (values ${taken}) as h (device_id, fence) using (device_id)
    where w.poller = 'second' and w.fence > h.fence`;
  await until(
    () => count(world, `(select distinct device_id from ${overtaken}) d`),
    (n) => n >= held.length,
    90_000,
  );
  const before = await count(world, `witness_taken where poller = 'first'`);
  first.child.kill('SIGCONT');
  // It has dealt with what it held as soon as it takes new claims and its old reads have met their deadline.
  await until(
    () => count(world, `witness_taken where poller = 'first'`),
    (n) => n > before,
    60_000,
  );
  await until(
    () => count(world, `poll_slots where due_at < now() - interval '5 s'`),
    (n) => n === 0,
    30_000,
  );
  return {
    takenOver: held.length,
    writtenUnderOldFence: await count(world, 'witness_written where own_fence < fence'),
  };
}
