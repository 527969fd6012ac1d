import type { FindingCode } from '../../../../model/findings.ts';
import type { Dimension, Filter, InFilter } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { figures } from '../builders.ts';
import { ENTITY_SUBJECTS, type Outline, type Pattern, type Sense, outline } from '../outline.ts';
import { CLIENTS } from './whiches.ts';

/** 'Which accounts have data problems', 'which prices are stale': what is doubtful in the data, or whose data are. */
export const findings: Pattern = (sense) => {
  const { parts } = sense;
  const nouns = [parts.which?.thing, parts.count?.thing, parts.rank?.thing, ...parts.things].flatMap(
    (noun) => noun ?? [],
  );
  const kinds = nouns.filter(({ rows }) => rows?.subject === 'findings');
  const [kind] = kinds;
  if (!kind) return null;
  const others = nouns.filter((noun) => !kinds.includes(noun));
  const most = withMost(sense, kind, others);
  if (most) return most;
  const isBare = parts.bounds.length === 0 && !parts.rank && !parts.ends && !parts.average && !parts.order;
  if (!isBare || parts.open !== null || sense.faint.length > 0) return 'reject';
  if (parts.ops.has('share') || parts.ops.has('in_percent') || parts.ops.has('how_much')) return 'reject';
  const isOfPrices = others.some(({ metrics }) => metrics[0] === 'price');
  const said = kinds.flatMap(({ rows }) => rows?.where ?? []);
  const where = said.length === 0 && isOfPrices ? [OF_PRICES] : said;
  if (where.length > 1) return 'reject';
  if (isOfGroups(sense, kind)) {
    if (others.some((noun) => noun !== parts.count?.thing && !isOfFindings(noun))) return 'reject';
    const counted = { ...sense, groups: sense.groups.map(ofFindings) };
    return figures(counted, ['finding_count'], { where: [...sense.base, ...where] });
  }
  const owner = ownerOf(sense, others);
  if (owner) return owner === 'reject' ? 'reject' : withFindings(sense, owner, where);
  if (others.some((noun) => !isOfFindings(noun))) return 'reject';
  return outline(sense, {
    subject: 'findings',
    by: sense.groups,
    where: [...sense.base, ...where],
    derive: parts.count ? 'count' : null,
  });
};

/** 'Data problems by custodian', 'how many does each account have': how many there are of each. */
function isOfGroups({ groups, parts }: Sense, kind: Thing): boolean {
  if (groups.length === 0 || parts.which !== null) return false;
  const isListed = groups.every((group) => group === 'account' || group === 'security');
  return !isListed || parts.count?.thing === kind;
}

/** The kind of what is found, where a kind is spoken of. */
function ofFindings(group: Dimension): Dimension {
  return group === 'transaction_type' ? 'finding' : group;
}

/** 'The advisor with the most data problems', 'most stale prices by custodian': ranked by how many there are. */
function withMost(sense: Sense, kind: Thing, others: readonly Thing[]): Outline | 'reject' | null {
  const { parts, groups, base, faint, metrics } = sense;
  const { rank } = parts.rank ?? {};
  if (rank?.tone !== 'amount' || parts.rank?.thing !== kind) return null;
  const [head = null, ...more] = others;
  const by = [...groups, ...(head?.dimension ? [head.dimension] : [])].map(ofFindings);
  const isPlain = more.length + faint.length + metrics.length + parts.bounds.length === 0 && !parts.count;
  if (by.length !== 1 || !isPlain || parts.open !== null) return 'reject';
  const limit = rank.limit ?? (head === null ? null : head.plural && !parts.which ? 10 : 1);
  return figures({ ...sense, groups: by }, ['finding_count'], {
    by,
    where: [...base, ...(kind.rows?.where ?? [])],
    order: { by: 'finding_count', direction: rank.direction },
    limit,
    derive: limit === 1 ? 'extreme' : null,
  });
}

/** 'Problems with prices'. */
const OF_PRICES: InFilter = {
  kind: 'in',
  dimension: 'finding',
  values: ['stale_price', 'price_gap', 'price_jump', 'position_without_price'] satisfies FindingCode[],
  negated: false,
};

/** Accounts, clients … that are asked about; not those that a finding is only said to be of. */
function ownerOf({ parts, groups }: Sense, others: readonly Thing[]): Thing | 'reject' | null {
  const owners = others.filter(
    ({ dimension, metrics }) =>
      dimension !== null && ENTITY_SUBJECTS[dimension] !== undefined && metrics.length === 0,
  );
  const [owner, ...more] = owners.filter(({ plural }) => plural || parts.which !== null);
  if (!owner) return parts.ops.has('who') && others.length + groups.length === 0 ? CLIENTS : null;
  const isAsked = parts.which?.thing === owner || parts.count?.thing === owner || parts.headed.length > 0;
  const isOf = parts.relative.length > 0 || parts.ops.has('own') || isAsked;
  if (!isOf) return groups.length === 0 && !parts.count ? null : 'reject';
  return more.length > 0 || groups.length > 0 || others.length > 1 ? 'reject' : owner;
}

/** What may stand beside findings and says no more: the prices, positions or securities that they are of. */
function isOfFindings({ metrics, dimension, rows, plural }: Thing): boolean {
  if (metrics[0] === 'price' || rows?.subject === 'transactions') return rows?.where.length !== 1;
  if (rows?.subject === 'holdings') return rows.where.length === 0;
  return (
    dimension !== null &&
    ENTITY_SUBJECTS[dimension] !== undefined &&
    metrics.length === 0 &&
    (plural || rows !== null)
  );
}

function withFindings(sense: Sense, owner: Thing, where: readonly Filter[]): Outline | 'reject' {
  const subject = owner.rows?.subject;
  const of = where.filter((filter): filter is InFilter => filter.kind === 'in');
  if (subject === undefined) return 'reject';
  const having: Filter = {
    kind: 'without',
    rows: 'findings',
    negated: true,
    ...(of.length > 0 ? { of } : {}),
  };
  return outline(sense, {
    subject,
    where: [...sense.base, ...(owner.rows?.where ?? []), having],
    derive: sense.parts.count ? 'count' : null,
    holders: true,
  });
}
