"""Faults put into the source one at a time, and whether a test sees them.

`python -m measures.mutants` draws places of the whole package by a seed, changes one place, runs the tests that reach
it, and tells which changes nobody noticed. How it goes:

Drawing (`sites`). Every line of code in which something can be changed has the same chance; one change is drawn for
each line. The draw reads the source only, so that the same source with other tests gives the same mutants. Not changed
are docstrings, annotations, `__all__`, what only type checkers read, f-strings, and calls of `assert_never`; no
assignment is left out that is the only one of its name, since every test would see that.

Map (`mapping`). The tests run once under coverage, which tells for each line the tests that ran it, and how long each
took. The examples of a page build on each other, so a page counts as one test. The map is kept in `.mutants` until a
file changes.

Run (`running`). A process that has loaded the libraries, but nothing of the checkout, forks a child for each mutant.
The child runs in a copy of the checkout in which one file differs: first the quickest tests that ran the line, up to a
cap; where they pass, the rest, as far as they are not too slow. A line that few tests run is tried with others that
run its file too; a line that runs on import only, with all of these and the tests that name its package. Hypothesis
does not shrink what it finds, and draws the same on each run.

A mutant is killed by a failing test, by an error on import, or by the limit of time; it survives if all tests pass.
"""
