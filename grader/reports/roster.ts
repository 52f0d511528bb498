import type { LearnerReport } from "./report.js";

/** What somebody may be called, as `normal` writes it; an empty text is nobody's. */
export type Identity = {
  /** What is one person's alone: numbers, logins, addresses. */
  readonly own: readonly string[];
  /** What another may be called as well. */
  readonly names: readonly string[];
};

/** A row of a platform's export; `label` is what a note calls it. */
export type Row = Identity & { readonly label: string };

type Assigned = {
  readonly learnerOf: ReadonlyMap<Row, LearnerReport>;
  /** On everybody who has no row, and why. */
  readonly notes: readonly string[];
};

/**
 * Which row is whose: that with something of the learner's own, or else the one with their name. A mark in another's row is
 * worse than none: where one learner may mean several rows, or several learners one, none is given.
 */
export function assign(
  learners: readonly LearnerReport[],
  rows: readonly Row[],
  identity: (learner: string) => Identity,
  platform: string,
): Assigned {
  const [own, names] = [index(rows, (row) => row.own), index(rows, (row) => row.names)];
  const notes: string[] = [];
  const claims = new Map<Row, LearnerReport[]>();
  for (const one of learners) {
    const called = identity(one.learner);
    const certain = lookUp(own, called.own);
    const found = certain.length > 0 ? certain : lookUp(names, called.names);
    if (found.length === 1) claims.set(found[0], [...(claims.get(found[0]) ?? []), one]);
    else notes.push(found.length === 0 ? `${one.learner} has no row in the ${platform}` : several(one, found));
  }
  const single = [...claims].filter(([, claimants]) => claimants.length === 1);
  const contested = [...claims].filter(([, claimants]) => claimants.length > 1);
  return {
    learnerOf: new Map(single.map(([row, [learner]]) => [row, learner])),
    notes: [...notes, ...contested.map(([{ label }, claimants]) => together(label, claimants))],
  };
}

function index(rows: readonly Row[], keys: (row: Row) => readonly string[]): Map<string, Set<Row>> {
  const found = new Map<string, Set<Row>>();
  for (const row of rows) {
    for (const key of keys(row)) {
      if (key !== "") found.set(key, (found.get(key) ?? new Set()).add(row));
    }
  }
  return found;
}

const lookUp = (rows: ReadonlyMap<string, ReadonlySet<Row>>, keys: readonly string[]): Row[] => [
  ...new Set(keys.flatMap((key) => [...(rows.get(key) ?? [])])),
];

const several = ({ learner }: LearnerReport, rows: readonly Row[]): string =>
  `${learner}: ${rows.length} rows have this name (${rows.map(({ label }) => label).join(", ")}): name the folder by login or number`;

const together = (label: string, learners: readonly LearnerReport[]): string =>
  `${learners.map(({ learner }) => learner).join(", ")}: ${learners.length} folders have one row (${label}): name them by login or number`;
