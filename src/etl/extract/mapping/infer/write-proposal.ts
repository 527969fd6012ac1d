import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Node } from 'yaml';
import { quote } from '../input-tables.ts';
import type { Drafted } from './draft.ts';
import type { DecimalMark } from './read-values.ts';
import type { RecognisedTable } from './recognise-table.ts';
import type { Sample } from './sample.ts';
import type { TrialFinding } from './try-proposal.ts';

export interface Proposal {
  readonly sample: Sample;
  readonly tables: readonly RecognisedTable[];
  readonly drafted: readonly Drafted[];
  readonly mark: DecimalMark;
  readonly missing: readonly string[];
}

const LINE_CHARS = 110;

/** A proposal as plain data, as a mapping has it. */
export function plainMapping({ sample, drafted, tables, mark, missing }: Proposal): Record<string, unknown> {
  const known = new Set(tables.filter(({ kind }) => kind !== null).map(({ input }) => input));
  const inputs = sample.tables.filter(({ input }) => known.has(input));
  return {
    name: sample.source,
    ...(mark === ',' ? { decimal: ',' } : {}),
    ...(missing.length === 0 ? {} : { missing }),
    ...(sample.authorization === null ? {} : { authorization: sample.authorization }),
    inputs: Object.fromEntries(inputs.map(({ input, spec }) => [input, spec])),
    tables: Object.fromEntries(
      [...Map.groupBy(drafted, ({ table }) => table)].map(([table, parts]) => [
        table,
        parts.length === 1 ? parts[0]?.part : parts.map(({ part }) => part),
      ]),
    ),
  };
}

/** The mapping as a YAML file to be edited: what is doubtful stands in comments above its line. */
export function writeProposal(proposal: Proposal, trial: readonly TrialFinding[], opening: string): string {
  const document = new Document(plainMapping(proposal), { aliasDuplicateObjects: false });
  visit(document, {
    Map: (_key, map) => {
      if (map.items.length === 1 && map.has('constant')) map.flow = true;
    },
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && scalar.value.includes('\t')) scalar.type = 'QUOTE_DOUBLE';
    },
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && key.value === 'rows' && isSeq(value)) value.flow = true;
    },
  });
  for (const [table, parts] of Map.groupBy(proposal.drafted, ({ table: name }) => name)) {
    for (const [place, { doubts }] of parts.entries()) {
      const path = ['tables', table, ...(parts.length === 1 ? [] : [place])];
      const tried = trial.filter((finding) => finding.table === table && finding.part === place);
      for (const [column, whys] of Map.groupBy(
        [...[...doubts].map(([name, why]) => ({ column: name, why })), ...tried],
        ({ column: name }) => name,
      )) {
        const why = whys.map((each) => each.why).join('; ');
        const at = column === '' ? path : [...path, 'columns', column];
        comment(document, at, `doubtful: ${why}`);
      }
    }
  }
  for (const { input, doubt } of proposal.sample.tables) {
    if (doubt !== null) comment(document, ['inputs', input], `doubtful: ${doubt}`);
  }
  const whole = trial.filter(({ part }) => part === null).map(({ why }) => `doubtful: ${why}`);
  document.commentBefore = commentOf([opening, ...whole]);
  document.comment = commentOf(leftovers(proposal));
  return document.toString({ lineWidth: LINE_CHARS, singleQuote: true });
}

function comment(document: Document, path: readonly (string | number)[], text: string): void {
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const node = keyOrItem(parent, last);
  if (node !== null) node.commentBefore = commentOf([text]);
}

/** The node above which a comment stands: the key of a pair, or the item of a list. */
function keyOrItem(parent: unknown, name: string | number | undefined): Node | null {
  if (isSeq(parent) && typeof name === 'number') {
    const item = parent.items[name];
    return isMap(item) || isSeq(item) || isScalar(item) ? item : null;
  }
  if (!isMap(parent)) return null;
  const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === name);
  return pair !== undefined && isScalar(pair.key) ? pair.key : null;
}

/** Lines of a comment, none of them long. */
function commentOf(texts: readonly string[]): string {
  const lines = texts.flatMap((text) => {
    const folded: string[] = [];
    let line = '';
    for (const word of text.replaceAll(/\s+/g, ' ').split(' ')) {
      if (line.length + word.length > LINE_CHARS - 10 && line !== '') {
        folded.push(line);
        line = '';
      }
      line += ` ${word}`;
    }
    return [...folded, line];
  });
  return lines.join('\n');
}

function leftovers({ sample, tables, drafted }: Proposal): readonly string[] {
  return tables.flatMap(({ input, kind, columns }) => {
    const label = sample.tables.find((table) => table.input === input)?.label ?? input;
    if (kind === null)
      return [
        `Not taken: ${label}, of which nothing is known (${columns.map(({ name }) => name).join(', ')}).`,
      ];
    const written = drafted.filter((part) => part.input === input).map(({ part }) => JSON.stringify(part));
    const unused = columns
      .map(({ name }) => name)
      .filter((name) => !written.some((part) => part.includes(JSON.stringify(quote(name)).slice(1, -1))));
    return unused.length === 0 ? [] : [`Not used of ${label}: ${unused.join(', ')}.`];
  });
}
