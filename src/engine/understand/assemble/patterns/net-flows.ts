import { figures } from '../builders.ts';
import { ENTITY_SUBJECTS, type Pattern } from '../outline.ts';

/** 'Clients with net outflows': those from whom more went out than came in. */
export const netFlows: Pattern = (sense) => {
  const { parts, metrics, groups, nouns } = sense;
  const said = parts.things.find(({ said: words }) =>
    /^net (?:outflow|withdrawal|inflow|deposit|redemption)s?$/.test(words),
  );
  if (!said || groups.length > 0 || metrics.length > 1 || parts.rank || parts.count) return null;
  const asked = parts.which?.thing ?? (parts.ops.has('who') ? null : undefined);
  const isOfMembers = parts.relative.length > 0 || parts.headed.length > 0;
  const noun =
    asked ?? (isOfMembers ? nouns.find(({ plural, dimension }) => plural && dimension !== null) : null);
  const dimension = asked === null ? 'client' : (noun?.dimension ?? null);
  if (dimension === null || !ENTITY_SUBJECTS[dimension] || parts.bounds.length > 0) return null;
  const isOut = /outflow|withdrawal|redemption/.test(said.said);
  return figures({ ...sense, groups: [dimension] }, ['net_contributions'], {
    having: [{ metric: 'net_contributions', comparison: isOut ? '<' : '>', value: '0' }],
    order: { by: 'net_contributions', direction: isOut ? 'asc' : 'desc' },
  });
};
