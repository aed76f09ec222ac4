"""The whole suite on every Python that the project supports and this machine has."""

import nox

nox.options.error_on_missing_interpreters = False


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run what `make test` runs, without the coverage limits."""
    session.install("--constraint", "constraints.txt", "--upgrade", "pip")
    session.install(
        "--constraint",
        "constraints.txt",
        "--build-constraint",
        "constraints.txt",
        "--editable",
        ".[yaml,frames,plot,testing]",
        "--group",
        "test",
    )
    session.run("pytest", "--numprocesses", "auto", *session.posargs)
