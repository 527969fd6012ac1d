import type { Choice } from '../../../src/vocabulary/answer.ts';

/** A row of questions, each a button that asks it. */
interface QuestionsProps {
  readonly title: string;
  readonly questions: readonly Choice[];
  readonly kind: 'choice' | 'suggestion';
  readonly onAsk: (question: string) => void;
}

export function Questions({ title, questions, kind, onAsk }: QuestionsProps) {
  if (questions.length === 0) return null;
  return (
    <div class={`questions is-${kind}`}>
      <h3 class="questions-title">{title}</h3>
      <ul class="questions-list">
        {questions.map(({ label, question, figure }) => (
          <li key={question}>
            <button
              type="button"
              class={`btn question-button is-${kind}`}
              {...(label === question ? {} : { title: question })}
              onClick={() => onAsk(question)}
            >
              {figure === undefined ? label : `${label}: ${figure}`}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function asQuestions(texts: readonly string[]): readonly Choice[] {
  return texts.map((text) => ({ label: text, question: text }));
}
