"""`python -m onboardgen` is the command `onboardgen`."""

from onboardgen.cli.main import run

if __name__ == "__main__":
    run()
