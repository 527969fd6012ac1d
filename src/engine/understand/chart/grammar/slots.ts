import type { Rule, Slot } from '../chart.ts';
import type { Op, Sem, Thing } from '../items.ts';

type Cat = Sem['cat'];
export type Of<C extends Cat> = Extract<Sem, { cat: C }>;

/** A place for items of one category. */
export const cat = <C extends Cat>(wanted: C, fits: (sem: Of<C>) => boolean = () => true): Slot => ({
  optional: false,
  fits: (sem) => sem.cat === wanted && fits(sem as Of<C>),
});
/** A place for one of these words. */
export const op = (...ops: readonly Op[]): Slot => cat('op', (sem) => ops.includes(sem.op));
/** A place that may be left out. */
export const maybe = (slot: Slot): Slot => ({ ...slot, optional: true });
/** A place right behind the one before: no 'the' or 'my' between them. */
export const adjacent = (slot: Slot): Slot => ({ ...slot, adjacent: true });
/** A place for what fits any of several. */
export const either = (...slots: readonly Slot[]): Slot => ({
  optional: false,
  fits: (sem) => slots.some((slot) => slot.fits(sem)),
});

/** A place for a noun. */
export const thing = (fits: (thing: Thing) => boolean = () => true): Slot =>
  cat('thing', (sem) => fits(sem.thing));
export const groupable = thing((each) => each.dimension !== null);
export const narrowing = thing((each) => each.filter !== null);
export const carrier = thing((each) => each.dimension !== null || each.rows !== null);
export const aName = cat('name');

export function is<C extends Cat>(sem: Sem | null | undefined, wanted: C): sem is Of<C> {
  return sem?.cat === wanted;
}

export function thingOf(sem: Sem | null | undefined): Thing | null {
  return is(sem, 'thing') ? sem.thing : null;
}

/** A rule; `bonus` is what the larger item is worth beyond its parts. */
export const rule = (
  name: string,
  slots: readonly Slot[],
  make: (parts: readonly (Sem | null)[]) => Sem | null,
  bonus = 0.25,
): Rule => ({ name, slots, make, bonus });
