"""`python -m selfinstruct` is the command line."""

import sys

from selfinstruct.cli.session.interpreter import start


def main() -> None:
    """Run the command line; an interrupt while it is still being loaded ends it as quietly as a later one."""
    try:
        start()
        from selfinstruct.cli.app import run_app

        run_app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
