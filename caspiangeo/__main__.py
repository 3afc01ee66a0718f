"""Run the command line with ``python -m caspiangeo``."""

from caspiangeo.cli import main

if __name__ == "__main__":
    main()
