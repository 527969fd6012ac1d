import { useEffect, useState } from 'preact/hooks';
import type { AnsweredAnswer } from '../../../src/vocabulary/answer.ts';
import type { Explanation } from '../../../src/vocabulary/explanation.ts';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { SqlValue } from '../../../src/vocabulary/sql.ts';
import { fetchExplanation } from '../../api/client.ts';
import { formatCount } from '../../format/cells.ts';
import { formatInstant } from '../../format/dates.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { strings } from '../../strings.ts';
import { useAnswerMemory } from './answer-memory.ts';

function parameterText(value: SqlValue): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

interface ProofProps {
  readonly answer: AnsweredAnswer;
  readonly vocabulary: OfferedVocabulary | null;
}

type Trace = Explanation | 'loading' | 'failed';

/** Where the figures come from, one click away: what they mean, the SQL as it ran, the data and their deliveries. */
export function Proof({ answer, vocabulary }: ProofProps) {
  const [isOpen, setOpen] = useAnswerMemory(answer, 'isProofOpen', false);
  return (
    <details class="proof" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{strings.answer.proof}</summary>
      {isOpen ? <ProofBody answer={answer} vocabulary={vocabulary} /> : null}
    </details>
  );
}

function ProofBody({ answer, vocabulary }: ProofProps) {
  const words = strings.answer;
  const { id, sql, parameters, dataVersion, engine, timings, cached } = answer;
  const time = words.milliseconds(formatCount(Math.round(timings.total * 10) / 10));
  const [trace, setTrace] = useState<Trace>('loading');
  useEffect(() => {
    fetchExplanation(id).then(setTrace, () => setTrace('failed'));
  }, [id]);
  return (
    <div class="proof-body">
      <Definitions answer={answer} vocabulary={vocabulary} />
      <div class="proof-head">
        <h3 class="proof-title">{words.sql}</h3>
        <CopyButton label={words.copySql} text={() => sql} />
      </div>
      <pre class="proof-sql" tabIndex={0} role="region" aria-label={words.sql}>
        <code>{sql}</code>
      </pre>
      {parameters.length > 0 ? (
        <>
          <h3 class="proof-title">{words.parameters}</h3>
          <ol class="proof-parameters">
            {parameters.map((value, index) => (
              <li key={index}>
                <span class="proof-parameter-name">${index + 1}</span> <code>{parameterText(value)}</code>
              </li>
            ))}
          </ol>
        </>
      ) : null}
      <Sources trace={trace} />
      <dl class="proof-facts">
        <dt>{words.dataVersion}</dt>
        <dd>{dataVersion}</dd>
        <dt>{words.engine}</dt>
        <dd>{words.engines[engine]}</dd>
        <dt>{words.timing}</dt>
        <dd>{cached ? `${time}, ${words.cached}` : time}</dd>
      </dl>
    </div>
  );
}

function Definitions({ answer, vocabulary }: ProofProps) {
  const names = new Set([...(answer.plan?.metrics ?? []), ...answer.columns.map(({ name }) => name)]);
  const known = (vocabulary?.metrics ?? []).filter(({ name }) => names.has(name));
  if (known.length === 0) return null;
  return (
    <>
      <h3 class="proof-title">{strings.answer.definitions}</h3>
      <dl class="proof-definitions">
        {known.map(({ name, label, description }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Sources({ trace }: { trace: Trace }) {
  const words = strings.answer;
  if (trace === 'loading' || trace === 'failed') {
    return <p role="status">{trace === 'loading' ? words.sourcesLoading : words.sourcesFailed}</p>;
  }
  const runs = new Map([...trace.deliveries, ...(trace.run ? [trace.run] : [])].map((run) => [run.run, run]));
  return (
    <>
      <h3 class="proof-title">{words.sources}</h3>
      <ul class="proof-sources">
        {trace.grounds ? <li>{words.bookings(formatCount(trace.grounds.count))}</li> : null}
        {[...runs.values()].map(({ run, source, startedAt, received }) => (
          <li key={run}>
            {words.source(source, formatInstant(startedAt, new Date()))}
            {received && received.files.length > 0 ? (
              <span class="proof-files">: {received.files.map(({ file }) => file).join(', ')}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
