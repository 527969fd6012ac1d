import { METRICS } from '../../model/index.ts';
import { RELATIONS } from '../../model/relations.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { tokenize } from '../understand/tokens.ts';

/** Says what kind of thing was named, and nothing of what is asked of it. */
const PLACEHOLDER = /\[\[\w+\]\]/g;

interface Described {
  readonly line: string;
  /** The stems of each phrase that stands for it. */
  readonly phrases: readonly (readonly string[])[];
}

const stemsOf = (text: string): readonly string[] =>
  tokenize(text).flatMap(({ kind, stem }) => (kind === 'word' ? [stem] : []));

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | null = null;
  return () => (made ??= make());
};

const metrics = lazily((): readonly Described[] =>
  [...METRICS.values()].map(({ name, label, words, description, additivity, unit }) => ({
    line: `- ${name}: ${label}. ${description} (${unit}, ${additivity})`,
    phrases: [label, ...words].map(stemsOf),
  })),
);

/** Whoever asks for a thing by one of its columns means the thing. */
const relations = lazily((): readonly Described[] =>
  [...RELATIONS].map(([name, { columns }]) => ({
    line: `- ${name}: ${Object.keys(columns).join(', ')}`,
    phrases: [name, ...Object.keys(columns)].map((each) => stemsOf(each.replaceAll('_', ' '))),
  })),
);

/**
 * The part of the semantic model that a question is about, by its words: the closest metrics with their definitions,
 * the closest relations with their columns. All of them where its words tell nothing, as in another language.
 */
export function relevantPart(question: string): string {
  const asked = new Set(stemsOf(question.replaceAll(PLACEHOLDER, ' ')));
  const meant = closest(metrics(), asked, LIMITS.model_metrics_described_max);
  const about = new Set([...asked, ...meant.flatMap(({ phrases: [label = []] }) => label)]);
  const near = closest(relations(), about, LIMITS.model_relations_described_max);
  return [
    'Metrics that its words may mean (name: meaning; how it adds up):',
    ...(meant.length > 0 ? meant : metrics()).map(({ line }) => line),
    'Relations that it may be about (columns):',
    ...(near.length > 0 ? near : relations()).map(({ line }) => line),
  ].join('\n');
}

/** Those of which half a phrase at least was said, the whole ones first; none where no whole phrase was. */
function closest(all: readonly Described[], said: ReadonlySet<string>, most: number): readonly Described[] {
  const ranked = all
    .map((each) => ({ each, share: Math.max(...each.phrases.map((phrase) => shareSaid(phrase, said))) }))
    .filter(({ share }) => share >= 0.5)
    .toSorted((one, other) => other.share - one.share);
  return ranked[0]?.share === 1 ? ranked.slice(0, most).map(({ each }) => each) : [];
}

function shareSaid(phrase: readonly string[], said: ReadonlySet<string>): number {
  return phrase.length === 0 ? 0 : phrase.filter((stem) => said.has(stem)).length / phrase.length;
}
