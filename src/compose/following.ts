import type { Guard } from '../guard/port.ts';
import type { Interpreter } from '../interpreter/port.ts';
import type { Store } from '../store/port.ts';
import type { Watchers } from './watchers.ts';

/** The parts of the engine, followed by traces where these are on, and as they are where they are not. */
export function following(watchers: Watchers | null): {
  guard(guard: Guard): Promise<Guard>;
  store(store: Store): Promise<Store>;
  interpreter(interpreter: Interpreter): Promise<Interpreter>;
} {
  const work = watchers?.isTracing === true ? watchers.work : null;
  return {
    guard: async (guard) =>
      work ? (await import('../guard/traced-guard.ts')).tracedGuard(guard, work.in) : guard,
    store: async (store) =>
      work ? (await import('../store/traced-store.ts')).tracedStore(store, work.in) : store,
    interpreter: async (interpreter) =>
      work
        ? (await import('../interpreter/traced-interpreter.ts')).tracedInterpreter(interpreter, work.in)
        : interpreter,
  };
}
