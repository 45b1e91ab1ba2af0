// A real redis-server on loopback for one test file: free port, own folder, ended by its pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type RedisServer = {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  signal(name: NodeJS.Signals): void;
  /** kill -9 and wait for the end. */
  kill(): Promise<void>;
  /** Starts again on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

export async function startRedis(args: readonly string[] = [], port?: number): Promise<RedisServer> {
  const at = port ?? (await freePort());
  const dir = mkdtempSync(join(tmpdir(), 'vneid-redis-'));
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const base = ['--port', String(at), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no', '--loglevel', 'warning'];
    child = spawn('redis-server', args[0]?.startsWith('--') === false ? [...args] : [...base, ...args], { stdio: 'ignore' });
    await answering(at, child);
  };
  await start();
  // A run that crashes takes its server along.
  process.once('exit', () => child.kill('SIGKILL'));
  const kill = (): Promise<void> =>
    new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.once('exit', () => done());
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    });
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    dir,
    signal: (name) => void child.kill(name),
    kill,
    start,
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    const answer = await new Promise<string>((done) => {
      const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.once('data', (data) => {
        socket.destroy();
        done(String(data));
      });
      socket.once('error', () => done(''));
    });
    if (answer.startsWith('+PONG') || answer.startsWith('-NOAUTH')) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error('redis-server did not answer within 5 s');
}
