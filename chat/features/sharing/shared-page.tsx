import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Turn } from '../../../src/vocabulary/conversation.ts';
import type { SharedTurn } from '../../../src/vocabulary/shared-conversation.ts';
import { fetchSharedConversation } from '../../api/sharing.ts';
import { formatDay } from '../../format/dates.ts';
import { PageBody } from '../../parts/page-body.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { honestChart, Parts } from '../answer/answer-parts.tsx';
import { goTo, onAddressChange, pageAddress, subjectInAddress } from '../ask/address.ts';
import { handOver } from '../ask/handoff.ts';
import type { PageProps } from '../frame/page-props.ts';

/** A colleague's conversation to read: what it says of accounts that the reader may see, and nothing of others. */
export function SharedPage({ menu, onEnded }: PageProps) {
  const words = strings.operations.sharing.conversation;
  const [id, setId] = useState(subjectInAddress);
  useEffect(() => onAddressChange(() => setId(subjectInAddress())), []);
  const load = useCallback(() => fetchSharedConversation(id ?? ''), [id]);
  const { loaded, reload } = useLoaded(load, { onSignedOut: onEnded });
  const title = loaded.state === 'there' ? words.ofSomebody(loaded.value.by.name) : strings.places.shared;
  return (
    <PageBody title={title} menu={menu} onRefresh={reload}>
      <p>
        <PageLink hash={pageAddress('sharing')}>{words.back}</PageLink>
      </p>
      {loaded.state === 'loading' ? <p role="status">{strings.operations.loading}</p> : null}
      {loaded.state === 'failed' ? (
        <p class="alert alert-warning" role="alert">
          {loaded.message}
        </p>
      ) : null}
      {loaded.state === 'there' ? (
        <ol class="thread is-shared">
          {loaded.value.turns.map((turn, index) => (
            <li key={index} class="turn">
              <SharedTurnView turn={turn} />
            </li>
          ))}
        </ol>
      ) : null}
    </PageBody>
  );
}

function SharedTurnView({ turn }: { readonly turn: SharedTurn }) {
  const words = strings.operations.sharing.conversation;
  if (turn === null) return <p class="panel-note">{words.hidden}</p>;
  const { question, answer } = turn;
  return (
    <>
      <div class="question">
        <h2 class="question-text">{question}</h2>
      </div>
      <article class="answer">
        {answer.kind === 'answer' ? (
          <>
            <Parts
              text={answer.text}
              table={answer}
              chart={honestChart(answer)}
              caption={answer.interpretation.text}
            />
            {answer.caveats.length > 0 ? (
              <ul class="caveats-list">
                {answer.caveats.map((caveat) => (
                  <li key={caveat}>{caveat}</li>
                ))}
              </ul>
            ) : null}
            <div class="basis">
              <p class="basis-line">
                <span class="basis-word">{strings.answer.understoodAs}</span> {answer.interpretation.text}
              </p>
              <p class="basis-day">{strings.answer.dataAsOf(formatDay(answer.asOf))}</p>
            </div>
          </>
        ) : (
          <p class="sentence is-lead">{answer.text}</p>
        )}
        <button type="button" class="btn btn-sm btn-line" onClick={() => askAsOneself(turn)}>
          {words.askMyself}
        </button>
      </article>
    </>
  );
}

/** The same question in a conversation of one's own, with one's own rights. */
function askAsOneself({ question, scope, plan, answer }: Turn): void {
  handOver({ question, scope, plan: answer.kind === 'answer' ? plan : null });
  goTo('');
}
