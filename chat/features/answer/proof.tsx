import type { AnsweredAnswer } from '../../../src/vocabulary/answer.ts';
import type { SqlValue } from '../../../src/vocabulary/sql.ts';
import { formatCount } from '../../format/cells.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { strings } from '../../strings.ts';

function parameterText(value: SqlValue): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Where the figures come from, one click away: the SQL as it ran, its values, the version of the data. */
export function Proof({ answer }: { answer: AnsweredAnswer }) {
  const words = strings.answer;
  const { sql, parameters, dataVersion, engine, timings, cached } = answer;
  const time = words.milliseconds(formatCount(Math.round(timings.total * 10) / 10));
  return (
    <details class="proof">
      <summary>{words.proof}</summary>
      <div class="proof-body">
        <div class="proof-head">
          <h3 class="proof-title">{words.sql}</h3>
          <CopyButton label={words.copySql} text={() => sql} />
        </div>
        <pre class="proof-sql" tabIndex={0} aria-label={words.sql}>
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
        <dl class="proof-facts">
          <dt>{words.dataVersion}</dt>
          <dd>
            <code>{dataVersion}</code>
          </dd>
          <dt>{words.engine}</dt>
          <dd>{words.engines[engine]}</dd>
          <dt>{words.timing}</dt>
          <dd>{cached ? `${time}, ${words.cached}` : time}</dd>
        </dl>
      </div>
    </details>
  );
}
