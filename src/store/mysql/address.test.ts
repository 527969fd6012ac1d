import { expect, test } from 'vitest';
import { addressOf, connectionOptions, connectionsTo, parseAddress } from './address.ts';

test('an address has its parts, and escaped signs in its password', () => {
  expect(parseAddress('mysql://reader:p%40ss@db.example.com:3307/askfolio')).toEqual({
    hosts: [{ host: 'db.example.com', port: 3307 }],
    socket: null,
    user: 'reader',
    password: 'p@ss',
    database: 'askfolio',
    tls: 'verify',
    ca: null,
  });
});

test('several hosts take turns', () => {
  const address = parseAddress('mysql://u@one,two:3307/db?tls=off');
  const hosts = [0, 1, 2].map((turn) => address && connectionOptions(address, turn).host);
  expect(hosts).toEqual(['one', 'two', 'one']);
});

const hostsOf = (text: string) =>
  connectionsTo(addressOf(text)).map(({ host, socketPath }) => host ?? socketPath);

test('all hosts of an address can be reached, and a local socket', () => {
  expect(hostsOf('mysql://u@one,two:3307/db?tls=off')).toEqual(['one', 'two']);
  expect(hostsOf('mysql://u@/db?socket=/run/mysqld/mysqld.sock')).toEqual(['/run/mysqld/mysqld.sock']);
});

test('what is no address is told by the name of its setting, without what it says', () => {
  for (const setting of ['ASKFOLIO_STORE', 'ASKFOLIO_RECORDS']) {
    const read = (): unknown => addressOf('mysql://u:secret@h', setting);
    expect(read).toThrow(expect.objectContaining({ code: 'settings_invalid' }));
    expect(read).toThrow(new RegExp(`correct ${setting}\\.$`));
    expect(read).not.toThrow(/secret/);
  }
});

const tls = (text: string) => parseAddress(text)?.tls;

test('on this machine the connection is plain, elsewhere it is encrypted unless that is switched off', () => {
  expect(tls('mysql://u@127.0.0.1/db')).toBe('off');
  expect(tls('mysql://u@[::1]:3306/db')).toBe('off');
  expect(tls('mysql://u@/db?socket=/run/mysqld/mysqld.sock')).toBe('off');
  expect(tls('mysql://u@127.0.0.1,db2/db')).toBe('verify');
  expect(tls('mariadb://u@db2/db?tls=off')).toBe('off');
});

test.each([
  'postgres://u@h/db',
  'mysql://u@h',
  'mysql://u@h/',
  'mysql://u@/db',
  'mysql://u@h/db?tls=perhaps',
  'mysql://u@h/db?multipleStatements=true',
  'mysql://u:%E0%A4%A@h/db',
  'mysql://u@h:port/db',
])('%s is no address', (text) => {
  expect(parseAddress(text)).toBeNull();
});
