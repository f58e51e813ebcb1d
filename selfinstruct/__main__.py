"""`python -m selfinstruct` is the command line."""

from selfinstruct.cli import main

if __name__ == "__main__":
    main()
