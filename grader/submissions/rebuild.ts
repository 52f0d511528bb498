import { type Cell, hasTag, isCode, type Notebook, sourceOf } from "./notebook.js";

/** What is run for a submission: the course's own notebook, with the learner's text in its solution cells. */
export type Rebuilt = {
  readonly cells: readonly { readonly id: string; readonly source: string }[];
  readonly problems: readonly string[];
};

/** Only the text of solution cells comes from the learner; all other cells are the template's, and only "setup" ones run. */
export function rebuild(template: Notebook, submission: Notebook): Rebuilt {
  const problems: string[] = [];
  const cells = template.cells.filter(isCode).flatMap((cell) => {
    const id = String(cell.id);
    if (hasTag(cell, "setup")) return [{ id, source: sourceOf(cell) }];
    if (!isSolution(cell)) return [];
    const found = findCell(submission, cell);
    if (!found) problems.push(`the cell [${id}] is missing, and nothing else declares what it should`);
    else if (found.id !== cell.id) problems.push(`the cell [${id}] was found by the names that it declares`);
    return [{ id, source: sourceOf(found ?? cell) }];
  });
  return { cells, problems };
}

const isSolution = ({ metadata }: Cell): boolean =>
  (metadata.nbgrader as { solution?: unknown } | undefined)?.solution === true;

/**
 * By id; for a cell that lost its id or its content (copied, split, pasted), by what it declares: the last one that does,
 * as running all cells would leave it.
 */
function findCell(submission: Notebook, wanted: Cell): Cell | undefined {
  const code = submission.cells.filter(isCode);
  const names = declared(wanted);
  const declaresAll = (cell: Cell): boolean => {
    const own = declared(cell);
    return names.every((name) => own.includes(name));
  };
  const byId = code.find(({ id }) => id === wanted.id);
  if (byId && declaresAll(byId)) return byId;
  return (names.length > 0 ? code.findLast(declaresAll) : undefined) ?? byId;
}

/** Names declared at the start of a line: good enough to recognise a cell, and never run. */
function declared(cell: Cell): string[] {
  const declarations = sourceOf(cell).matchAll(/^(?:export )?(?:async )?(?:function|class|const|let|var)\s+(\w+)/gm);
  return [...declarations].map(([, name]) => name);
}
