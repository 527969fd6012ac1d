/** A piece of a sentence in backticks is a command: it is set as code. */
export function withCode(text: string) {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? <code key={piece}>{piece}</code> : piece));
}
