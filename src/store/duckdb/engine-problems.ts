import { Problem } from '../../vocabulary/problem.ts';

/**
 * The engine's error as a Problem that reveals none of the data: its own text may quote values of rows, so only the
 * kind of the error is told. Unknown ones become `store_unavailable` and keep the cause for a debugger.
 */
export function statementProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const text = textOf(error);
  for (const [pattern, code, message] of STATEMENT_ERRORS) {
    if (pattern.test(text)) return new Problem(code, message, { cause: error });
  }
  return fileProblem(error) ?? unknownProblem(error);
}

/** The engine has shut its files after a failure and answers nothing more until they are opened anew. */
export function isInvalidated(error: unknown): boolean {
  return /database has been invalidated|^FATAL Error|^INTERNAL Error/.test(textOf(error));
}

export function isLocked(error: unknown): boolean {
  return /Could not set lock|Conflicting lock/.test(textOf(error));
}

/** Why a file of the store could not be opened, in the words of `what` ('The store'). */
export function openProblem(error: unknown, what: string): Problem {
  const text = textOf(error);
  if (/Wrong encryption key/.test(text)) {
    return new Problem(
      'wrong_key',
      `${what} was encrypted with another key; start with the key file or the key setting that it was made with.`,
      { cause: error },
    );
  }
  if (/is not encrypted/.test(text)) {
    return new Problem(
      'wrong_key',
      `${what} is not encrypted, so it was not made by this program; move it away and import again.`,
      { cause: error },
    );
  }
  if (isLocked(error)) {
    return new Problem(
      'store_unavailable',
      `${what} is in use by another process; end that process or hand your work to it, then try again.`,
      { cause: error },
    );
  }
  if (/version number/.test(text)) {
    return new Problem(
      'home_unusable',
      `${what} was written by another version of the program; start that version.`,
      { cause: error },
    );
  }
  return fileProblem(error, what) ?? unknownProblem(error);
}

type Known = readonly [RegExp, Problem['code'], string];

const STATEMENT_ERRORS: readonly Known[] = [
  [/^Parser Error|^Syntax Error/, 'sql_invalid', 'The statement is not well formed; check its syntax.'],
  [/^Catalog Error/, 'sql_invalid', 'A table or function in the statement does not exist; check the names.'],
  [
    /^Binder Error/,
    'sql_invalid',
    'A column or function in the statement does not exist, or does not take what it is given; check the names and types.',
  ],
  [
    /^Conversion Error/,
    'sql_invalid',
    'A value could not be converted to the type that the statement asks for; compare values of like types.',
  ],
  [
    /^Out of Range Error/,
    'sql_invalid',
    'A number in the statement became larger than its type holds; compute with smaller ones or as DOUBLE.',
  ],
  [
    /^(Invalid Input|Invalid Type|Mismatch Type|Parameter Not Resolved|Parameter Not Allowed|Expression) Error/,
    'sql_invalid',
    'A value or parameter of the statement is not one that its function takes; check the arguments.',
  ],
  [
    /^Not implemented Error/,
    'sql_invalid',
    'The statement uses something that the store cannot do; put it another way.',
  ],
  [
    /^Out of Memory Error|bad allocation|max_temp_directory_size/i,
    'sql_limit',
    'The statement needs more memory than it may use; ask for less at once.',
  ],
  [/^INTERRUPT Error/, 'sql_limit', 'The statement took longer than it may; ask for less at once.'],
  [
    /^Permission Error/,
    'sql_refused',
    'The statement reaches for something outside the store, which is not allowed.',
  ],
];

function fileProblem(error: unknown, what = 'The store'): Problem | null {
  const text = textOf(error);
  if (/No space left|disk full|ENOSPC/i.test(text)) {
    return new Problem(
      'store_unavailable',
      'The disk is full, so the store could not write; free some space and try again: nothing that was published is lost.',
      { cause: error },
    );
  }
  if (/Permission denied|Read-only file system|Operation not permitted/i.test(text)) {
    return new Problem(
      'home_unusable',
      `${what} cannot be read and written by this user; mend the rights of the home folder.`,
      { cause: error },
    );
  }
  if (
    /not a valid DuckDB|Could not read enough bytes|AES tag|replaying WAL|checksum|Serialization Error|Corrupt/i.test(
      text,
    )
  ) {
    return new Problem(
      'store_corrupt',
      `${what} is damaged and was left as it is; restore it from a backup, or move it away and import again with --full.`,
      { cause: error },
    );
  }
  return null;
}

function unknownProblem(error: unknown): Problem {
  return new Problem(
    'store_unavailable',
    'The store failed in an unexpected way; try again, and report it if it stays.',
    {
      cause: error,
    },
  );
}

/** Without what the binding puts in front ('Failed to extract statements: Parser Error …'). */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^Failed to [a-z ]+: /, '');
}
