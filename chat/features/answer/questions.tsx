/** A row of questions, each a button that asks it. */
interface QuestionsProps {
  readonly title: string;
  readonly questions: readonly { readonly label: string; readonly question: string }[];
  readonly kind: 'choice' | 'suggestion';
  readonly onAsk: (question: string) => void;
}

export function Questions({ title, questions, kind, onAsk }: QuestionsProps) {
  if (questions.length === 0) return null;
  return (
    <div class={`questions is-${kind}`}>
      <h3 class="questions-title">{title}</h3>
      <ul class="questions-list">
        {questions.map(({ label, question }) => (
          <li key={question}>
            <button
              type="button"
              class={`btn question-button is-${kind}`}
              {...(label === question ? {} : { title: question })}
              onClick={() => onAsk(question)}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function asQuestions(texts: readonly string[]) {
  return texts.map((text) => ({ label: text, question: text }));
}
