import type { Installation } from '../test/end-to-end/askfolio.ts';

/** Adds clients of the firm with accounts of their own, and `desk`, who sees everything; the clients' names. */
export async function addClients(home: Installation, count: number): Promise<readonly string[]> {
  const clients = Array.from({ length: count }, (_, n) => `client-${String(n)}`);
  await home.output('users', 'add', 'desk', '--name', 'Desk', '--role', 'firm');
  for (const [n, user] of clients.entries()) {
    const id = `C${String(n).padStart(6, '0')}`;
    const who = ['--name', `Client ${String(n)}`, '--role', 'client', '--client', id];
    await home.output('users', 'add', user, ...who);
  }
  return clients;
}

/** What somebody shows in order to ask. */
export async function tokenOf(home: Installation, user: string): Promise<string> {
  return (await home.output('token', '--as', user)).trim();
}
