"""Speed of releasekit as ratios against other engines, measured in one run.

Run `make bench`, or `python -m benchmarks` with the `bench` dependency group installed; exit
status 1 says that a limit of `limits` is exceeded. Figures of two machines cannot be compared;
ratios of one run can.

Ground rules:

- Every engine is given the same rules and the same points, and must give the reference's answer
  (`tables.Workload.answer`, a plain loop) at each point before it is timed.
- What an engine can prepare, it prepares outside the timed part: expressions are compiled,
  policies parsed, facts put into the engine's own types. Each engine is shown in several forms;
  the limit is put on its fastest, or on the form that `limits` names.
- Timings are the least of many interleaved rounds (`timing.race`), so noise hits everybody alike.
- A peer that is not installed is named as such and skipped; peers are never a dependency.
"""
