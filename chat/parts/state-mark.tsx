export interface StateMarkProps {
  readonly kind: 'good' | 'warn' | 'bad';
  readonly text: string;
}

/** How something stands: a point of colour, and always the words for it. */
export function StateMark({ kind, text }: StateMarkProps) {
  return <span class={`state-mark is-${kind}`}>{text}</span>;
}
