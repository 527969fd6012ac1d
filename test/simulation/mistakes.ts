/** Mistakes that the simulation must find: each takes away one thing that keeps the promises. */
export const MISTAKES = [
  /** A try's end counts, whoever has the job by then. */
  'ends without fence',
  /** Leases and due times go by the clock of whichever process looks. */
  'goes by own clock',
  /** A job is told to be done before it is. */
  'done before it is',
  /** The store takes what was made upon an older version. */
  'published upon anything',
  /** Readers see the rows of a publish as they come. */
  'shows half a publish',
  /** What is kept is found by what was asked, whatever was published since. */
  'keeps by the question alone',
  /** Rows and what is written down about them change in two steps. */
  'books apart',
  /** Nobody looks for jobs that nobody was told of. */
  'never looks again',
  /** Whoever lost its turn at the staged rows goes on, on a file system that lets several open one file. */
  'goes on without its turn',
  /** Asking twice makes two jobs. */
  'keys by time',
  /** What may pass is not tried again. */
  'never tries again',
] as const;
export type Mistake = (typeof MISTAKES)[number];
