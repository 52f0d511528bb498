"""Executes one notebook on its own kernel, as Jupyter would: execute_notebook.py NOTEBOOK EXECUTED_COPY SECONDS

Prints a line of JSON as each cell starts, {"cell": 3, "of": 12}, and at the end what came of it, {"failure": null}.
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def main(source: Path, target: Path, seconds: float) -> None:
    notebook = nbformat.read(source, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    try:
        failure = execute(notebook, source.parent, seconds)
    finally:
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
    tell(failure=failure)


def execute(notebook: nbformat.NotebookNode, folder: Path, seconds: float) -> dict | None:
    """Runs the cells in place. Returns the id of the cell that failed and why; its outputs say more."""
    client = NotebookClient(notebook, resources={"metadata": {"path": str(folder)}})
    deadline = time.monotonic() + seconds
    executed = 0
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            tell(cell=index + 1, of=len(notebook.cells))
            client.timeout = max(1, round(deadline - time.monotonic()))
            try:
                executed += cell.cell_type == "code"
                client.execute_cell(cell, index, execution_count=executed)
            except CellTimeoutError:
                return {"id": cell.id, "reason": f"the notebook takes longer than {seconds:g} s"}
            except DeadKernelError:
                return {"id": cell.id, "reason": "the kernel ended"}
            except CellExecutionError:
                return {"id": cell.id, "reason": "the cell failed"}
    return None


def tell(**event: object) -> None:
    print(json.dumps(event), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
