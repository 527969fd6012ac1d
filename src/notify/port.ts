/** Word of a saved question or of an alarm, as it is sent. */
export interface Notice {
  readonly title: string;
  /** Null: it is about none. */
  readonly question: string | null;
  readonly text: string;
  readonly asOf: string | null;
  readonly at: string;
}

/** A way to send word to an address of its own kind. */
export interface Notifier {
  /** Whether word may be sent there; throws Problem `usage` that says what would be. */
  check(address: string): void;
  /** Rejects where it was not taken. */
  send(address: string, notice: Notice): Promise<void>;
}

/** Null: not set up here. */
export interface Notifiers {
  readonly webhook: Notifier | null;
  readonly email: Notifier | null;
}
