import { ROOMS } from './rooms.ts';

/** The table of ARCHITECTURE.md, in Markdown. */
export function importTable(): string {
  const rows = Object.entries(ROOMS).map(([room, { purpose, imports }]) => {
    const names = imports.map((name) => (name === '*' ? 'every room' : name.replace(':', ' ')));
    return `| \`${room}\` | ${purpose} | ${names.length === 0 ? 'nothing' : names.join(', ')} |`;
  });
  return ['| room | what it is | may import |', '| --- | --- | --- |', ...rows].join('\n');
}
