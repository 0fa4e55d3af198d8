"""`python -m bench NAME [options]`: runs one benchmark."""

import sys

from bench import ending, export, ledger, package, pages, pause, purge, queue, withdraw

BENCHMARKS = {
    "ending": ending.main,
    "export": export.main,
    "ledger": ledger.main,
    "package": package.main,
    "pages": pages.main,
    "pause": pause.main,
    "purge": purge.main,
    "queue": queue.main,
    "withdraw": withdraw.main,
}


def main() -> int:
    """Run the benchmark that the first argument names."""
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    run = BENCHMARKS.get(name)
    if run is None:
        print(f"Usage: bin/bench NAME [options]; names: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 1
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
