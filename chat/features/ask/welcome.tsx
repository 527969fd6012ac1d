import type { Me } from '../../../src/api/contract.ts';
import { formatDay } from '../../format/dates.ts';
import { ArrowIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';

interface WelcomeProps {
  readonly me: Me;
  readonly hasAccounts: boolean;
  readonly onAsk: (question: string) => void;
}

/** What stands where no question has been asked yet. */
export function Welcome({ me, hasAccounts, onAsk }: WelcomeProps) {
  const note = me.asOf === null ? strings.ask.noData : hasAccounts ? null : strings.ask.noAccounts;
  return (
    <section class="welcome">
      <h1 class="welcome-title">{strings.ask.welcome(me.name)}</h1>
      <p class="welcome-body">{strings.ask.welcomeBody}</p>
      {note === null ? null : <p class="alert alert-warning">{note}</p>}
      {me.examples.length > 0 ? (
        <>
          <h2 class="visually-hidden">{strings.ask.examples}</h2>
          <ul class="examples">
            {me.examples.map((example) => (
              <li key={example}>
                <button type="button" class="example" onClick={() => onAsk(example)}>
                  <span>{example}</span>
                  <ArrowIcon />
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {me.asOf === null ? null : (
        <p class="welcome-freshness">{strings.answer.dataAsOf(formatDay(me.asOf))}</p>
      )}
    </section>
  );
}
