"""What people get wrong when they fill in a template: one change of a file in `by_hand`, and all that is said of it."""

from typing import Final, NamedTuple

__all__ = ["MISTAKES", "TEXT", "Mistake"]


class Mistake(NamedTuple):
    """One mistake.

    Attributes:
        file: the file in `by_hand`.
        right: what stands there; once.
        wrong: what stands there instead.
        expected: the lines of the error.
        unseen: why a JSON Schema cannot see it; empty where it does.
    """

    file: str
    right: str
    wrong: str
    expected: tuple[str, ...]
    unseen: str = ""


ACROSS: Final = "it lies across fields"
OWN_RULE: Final = "the class has a rule of its own for the field"
TEXT: Final = "it is a mistake of the format, not of the data"

MISTAKES: Final = {
    "calendar: a misspelt key": Mistake(
        "release_calendar.yaml",
        "planned_date:",
        "planed_date:",
        (
            (
                "line 13, column 7: /release_calendar/major_releases/0/planed_date: unknown key; did you mean "
                "`planned_date`?"
            ),
        ),
    ),
    "calendar: a misspelt word": Mistake(
        "release_calendar.yaml",
        "quarter: Q2",
        "quarter: Q5",
        (
            "line 12, column 16: /release_calendar/major_releases/0/quarter: `Q5`; expected one of Q1, Q2, Q3, Q4",
        ),
    ),
    "calendar: a status of another list": Mistake(
        "release_calendar.yaml",
        "status: rc}",
        "status: delayed}",
        (
            (
                "line 8, column 80: /release_calendar/minor_releases/1/status: `delayed`; expected one of planned, "
                "rc, released, skipped; did you mean `released`?"
            ),
        ),
    ),
    "calendar: a version without its third number": Mistake(
        "release_calendar.yaml",
        "{version: 1.10.0,",
        "{version: 1.10,",
        (
            (
                "line 8, column 17: /release_calendar/minor_releases/1/version: `1.10`; expected a version such as "
                "1.4.0-rc.2"
            ),
        ),
    ),
    "calendar: a patch among the minor releases": Mistake(
        "release_calendar.yaml",
        "{version: 1.10.0,",
        "{version: 1.10.1,",
        (
            "line 8, column 17: /release_calendar/minor_releases/1/version: `1.10.1`; expected X.Y.0 with Y above 0",
        ),
        OWN_RULE,
    ),
    "calendar: a day that is none": Mistake(
        "release_calendar.yaml",
        "rc_date: 2026-02-23",
        "rc_date: 2026-02-30",
        (
            (
                'line 8, column 34: /release_calendar/minor_releases/1/rc_date: `"2026-02-30"`; expected a day '
                "such as 2026-01-31"
            ),
        ),
        "a pattern knows no calendar",
    ),
    "calendar: a day as people speak": Mistake(
        "release_calendar.yaml",
        "planned_date: 2026-06-01",
        "planned_date: 1 June 2026",
        (
            (
                "line 13, column 21: /release_calendar/major_releases/0/planned_date: `1 June 2026`; expected a "
                "day such as 2026-01-31"
            ),
        ),
    ),
    "calendar: a hotfix that is yes": Mistake(
        "release_calendar.yaml",
        "hotfix: true",
        "hotfix: yes",
        (
            "line 19, column 15: /release_calendar/patch_releases/0/hotfix: `yes`; expected true or false",
        ),
        TEXT,
    ),
    "calendar: a year in quotes": Mistake(
        "release_calendar.yaml",
        "year: 2026",
        'year: "2026"',
        (
            'line 4, column 9: /release_calendar/year: `"2026"`; expected a whole number',
        ),
    ),
    "calendar: no schema": Mistake(
        "release_calendar.yaml",
        "schema: 1\n",
        "",
        (
            "line 2, column 1: the key `schema` is missing; expected 1",
        ),
    ),
    "calendar: a later schema": Mistake(
        "release_calendar.yaml",
        "schema: 1\n",
        "schema: 2\n",
        (
            "line 2, column 9: /schema: `2` from a later edition; expected 1",
        ),
    ),
    "calendar: the wrong kind": Mistake(
        "release_calendar.yaml",
        "release_calendar:",
        "releases_calendar:",
        (
            "line 3, column 1: /releases_calendar: unknown key; did you mean `release_calendar`?",
        ),
    ),
    "calendar in TOML: a misspelt word": Mistake(
        "release_calendar.toml",
        '"released"',
        '"relesed"',
        (
            (
                'line 11, column 1: /release_calendar/minor_releases/0/status: `"relesed"`; expected one of '
                "planned, rc, released, skipped; did you mean `released`?"
            ),
        ),
    ),
    "evidence: a naive time": Mistake(
        "release_evidence.yaml",
        "2026-03-02T10:30:00+01:00",
        "2026-03-02T10:30:00",
        (
            (
                'line 4, column 17: /release_evidence/release_date: `"2026-03-02T10:30:00"`; expected an instant '
                "with its zone, such as 2026-01-31T12:00:00Z"
            ),
        ),
    ),
    "evidence: a day where an instant is asked for": Mistake(
        "release_evidence.yaml",
        "release_date: 2026-03-02T10:30:00+01:00",
        "release_date: 2026-03-02",
        (
            (
                'line 4, column 17: /release_evidence/release_date: `"2026-03-02"`; expected an instant, such as '
                "2026-01-31T12:00:00Z"
            ),
        ),
    ),
    "evidence: a rate above a hundred": Mistake(
        "release_evidence.yaml",
        "99.5 ",
        "100.5 ",
        (
            (
                "line 10, column 21: /release_evidence/validation/gate_results/success_rate: `100.5`; expected a "
                "finite decimal number, at least 0, at most 100"
            ),
        ),
        "a number in a text has no limit in JSON Schema",
    ),
    "evidence: a rate with its sign": Mistake(
        "release_evidence.yaml",
        "rework_rate: 2",
        "rework_rate: 2%",
        (
            (
                "line 11, column 20: /release_evidence/validation/gate_results/rework_rate: `2%`; expected a "
                "decimal number of at most 1 000 digits"
            ),
        ),
    ),
    "evidence: a check twice": Mistake(
        "release_evidence.yaml",
        "check: RL-06",
        "check: RL-01",
        (
            'line 15, column 7: /release_evidence/validation/checklist: holds `"RL-01"` 2 times; expected it once',
        ),
        ACROSS,
    ),
    "evidence: the gate and its check disagree": Mistake(
        "release_evidence.yaml",
        "g_rel_passed: true",
        "g_rel_passed: false",
        (
            (
                "line 9, column 21: /release_evidence/validation/gate_results/g_rel_passed: `false` and check "
                "`RL-02` is `pass`; expected both to say whether the release gate passes"
            ),
        ),
        ACROSS,
    ),
    "evidence: a misspelt status": Mistake(
        "release_evidence.yaml",
        "status: na ",
        "status: n/a ",
        (
            (
                "line 20, column 17: /release_evidence/validation/checklist/2/status: `n/a`; expected one of pass, "
                "fail, na; did you mean `na`?"
            ),
        ),
    ),
    "evidence: no checks": Mistake(
        "release_evidence.yaml",
        (
            "    checklist:\n      - check: RL-01\n        status: pass\n      - check: RL-02\n        status: "
            "pass\n      - check: RL-06\n        status: na           # nothing that security has to look at\n"
        ),
        "    checklist: []\n",
        (
            (
                "line 14, column 16: /release_evidence/validation/checklist: a list; expected a list of which each "
                "is a ChecklistEntry, length at least 1, length at most 1000"
            ),
        ),
    ),
    "evidence: a commit that is a number": Mistake(
        "release_evidence.yaml",
        "commit: 75f806f",
        "commit: 12e4567",
        (
            (
                "line 28, column 13: /release_evidence/provenance/commit: YAML reads `12e4567` as a number; "
                "quote it to make it text"
            ),
        ),
        TEXT,
    ),
    "evidence: a commit that is a name": Mistake(
        "release_evidence.yaml",
        "commit: 75f806f",
        "commit: main",
        (
            (
                'line 28, column 13: /release_evidence/provenance/commit: `"main"`; expected 7 to 64 hexadecimal '
                "digits in lower case"
            ),
        ),
        OWN_RULE,
    ),
    "evidence: published before it was released": Mistake(
        "release_evidence.yaml",
        "2026-03-02T09:35Z",
        "2026-03-02T09:25Z",
        (
            (
                "line 35, column 19: /release_evidence/distribution/published_at: `2026-03-02T09:25:00Z`; expected "
                "no earlier than release_date, `2026-03-02T09:30:00Z`"
            ),
        ),
        ACROSS,
    ),
    "evidence: one channel that is no list": Mistake(
        "release_evidence.yaml",
        "channels: [stable, mirror]",
        "channels: stable",
        (
            "line 34, column 15: /release_evidence/distribution/channels: `stable`; expected a list",
        ),
    ),
    "evidence: a section that is missing": Mistake(
        "release_evidence.yaml",
        (
            "  artifacts:\n    changelog_ref: CHANGELOG.md\n    release_notes_ref: notes/2.0.0.md\n    "
            "verification_log_ref: logs/2.0.0.txt\n"
        ),
        "",
        (
            (
                "line 3, column 3: /release_evidence: the key `artifacts` is missing; expected a mapping (release "
                "artifacts)"
            ),
        ),
    ),
    "evidence: a line not indented": Mistake(
        "release_evidence.yaml",
        "    branch: release",
        "   branch: release",
        (
            "line 29, column 4: a line that is not indented like those around it",
        ),
        TEXT,
    ),
    "notes: a version without quotes, and short": Mistake(
        "release_notes.yaml",
        "version: 2.0.0",
        "version: 2.0",
        (
            "line 3, column 12: /release_notes/version: `2.0`; expected a version such as 1.4.0-rc.2",
        ),
    ),
    "notes: a type that does not fit": Mistake(
        "release_notes.yaml",
        "release_type: major",
        "release_type: minor",
        (
            "line 5, column 17: /release_notes/release_type: `minor` for version `2.0.0`; expected `major`",
            (
                'line 17, column 7: /release_notes/changes/breaking_changes: `"Flags"` in `minor` `2.0.0`; '
                "expected them in a major release only, or in a minor one of 0.y.z"
            ),
        ),
        ACROSS,
    ),
    "notes: a breaking change without migration": Mistake(
        "release_notes.yaml",
        "        migration: >-\n          Write `--new`\n          wherever you wrote `--old`.\n",
        "",
        (
            (
                "line 17, column 9: /release_notes/changes/breaking_changes/0: the key `migration` is missing; "
                "expected a text"
            ),
        ),
    ),
    "notes: a breaking change in a patch": Mistake(
        "release_notes.yaml",
        "version: 2.0.0\n  release_date: 2026-03-02\n  release_type: major",
        "version: 2.0.1\n  release_date: 2026-03-02\n  release_type: patch",
        (
            (
                'line 17, column 7: /release_notes/changes/breaking_changes: `"Flags"` in `patch` `2.0.1`; '
                "expected them in a major release only, or in a minor one of 0.y.z"
            ),
        ),
        ACROSS,
    ),
    "notes: a vulnerability without its number": Mistake(
        "release_notes.yaml",
        "cve: CVE-2026-12345",
        "cve: CVE-2026",
        (
            (
                'line 23, column 15: /release_notes/changes/security/0/cve: `"CVE-2026"`; expected the form '
                "`CVE-2026-12345`"
            ),
        ),
        OWN_RULE,
    ),
    "notes: somebody twice": Mistake(
        "release_notes.yaml",
        '"@grace"',
        '"@ada"',
        (
            'line 27, column 17: /release_notes/contributors: holds `"@ada"` 2 times; expected it once',
        ),
        ACROSS,
    ),
    "notes: a name that YAML does not take": Mistake(
        "release_notes.yaml",
        '["@ada", "@grace"]',
        "[@ada, @grace]",
        (
            "line 27, column 18: a text cannot start with `@`; quote it",
        ),
        TEXT,
    ),
    "notes: a text that would be a mapping": Mistake(
        "release_notes.yaml",
        '"`--old` is gone."',
        "Flags: --old is gone",
        (
            "line 18, column 27: a `:` is not allowed here; quote a text that has `: ` in it",
        ),
        TEXT,
    ),
    "notes: a comment that eats the reference": Mistake(
        "release_notes.yaml",
        'pr_ref: "#412"',
        "pr_ref: #412",
        (
            (
                "line 15, column 16: /release_notes/changes/features/0/pr_ref: YAML reads `#412` as a comment; "
                "quote the text, or write a blank after `#`"
            ),
        ),
        "nothing is what a key that is left out says",
    ),
    "notes in JSON: a misspelt key": Mistake(
        "release_notes.json",
        '"issue_ref"',
        '"issue"',
        (
            "line 7, column 32: /release_notes/changes/bug_fixes/0/issue: unknown key; did you mean `issue_ref`?",
        ),
    ),
    "notes in JSON: a comma too many": Mistake(
        "release_notes.json",
        '"signed_by": "Ada"}',
        '"signed_by": "Ada",}',
        (
            "line 8, column 83: `}`; expected a key in double quotes",
        ),
        TEXT,
    ),
    "config: the dry run is not required": Mistake(
        "sync_config.yaml",
        "dry_run_required: true",
        "dry_run_required: false",
        (
            "line 15, column 23: /sync_config/options/dry_run_required: `false`; expected true, always",
        ),
        OWN_RULE,
    ),
    "config: nobody approves": Mistake(
        "sync_config.yaml",
        "    approver: release owner\n",
        "",
        (
            (
                "line 15, column 5: /sync_config/options/approver: no value and an approval is required; expected a "
                "role or a person"
            ),
        ),
        ACROSS,
    ),
    "config: cron without an expression": Mistake(
        "sync_config.yaml",
        "    cron: 30 2 * * MON\n",
        "",
        (
            "line 24, column 5: /sync_config/schedule/cron: no value; expected a cron expression",
        ),
        ACROSS,
    ),
    "config: an expression that is none": Mistake(
        "sync_config.yaml",
        "cron: 30 2 * * MON",
        "cron: 61 2 * * MON",
        (
            (
                'line 25, column 11: /sync_config/schedule/cron: `"61 2 * * MON"`; expected a cron expression (bad '
                "minute)"
            ),
        ),
        OWN_RULE,
    ),
    "config: an expression of no use": Mistake(
        "sync_config.yaml",
        "trigger: cron",
        "trigger: manual",
        (
            (
                'line 25, column 11: /sync_config/schedule/cron: `"30 2 * * MON"`; expected nothing with the '
                "trigger `manual`"
            ),
        ),
        ACROSS,
    ),
    "config: a pattern without quotes": Mistake(
        "sync_config.yaml",
        '["**/*.toml"]',
        "[**/*.toml]",
        (
            (
                "line 21, column 16: YAML reads a text that begins with `*` or `&` as an alias or an anchor; quote it"
            ),
        ),
        TEXT,
    ),
    "config: a password in the address": Mistake(
        "sync_config.yaml",
        "https://git.",
        "https://me:geheim@git.",
        (
            "line 8, column 33: /sync_config/source/location: holds a secret; expected a reference to it",
        ),
        OWN_RULE,
    ),
    "config: from a place to itself": Mistake(
        "sync_config.toml",
        'type = "api", location = "https://api.example.org/policies"',
        'type = "git", location = "https://git.example.org/policies"',
        (
            (
                'line 8, column 1: /sync_config/target: `"https://git.example.org/policies"`, the source; expected '
                "another place"
            ),
        ),
        ACROSS,
    ),
    "config: a word of another list": Mistake(
        "sync_config.yaml",
        "type: downstream",
        "type: down_stream",
        (
            (
                "line 6, column 9: /sync_config/type: `down_stream`; expected one of upstream, downstream, "
                "cross_repo, config; did you mean `downstream`?"
            ),
        ),
    ),
    "config in TOML: yes in quotes": Mistake(
        "sync_config.toml",
        "approval_required = false",
        'approval_required = "no"',
        (
            'line 9, column 1: /sync_config/options/approval_required: `"no"`; expected true or false',
        ),
    ),
    "log: a total that is no sum": Mistake(
        "sync_log.yaml",
        "total_changes: 6",
        "total_changes: 7",
        (
            "line 10, column 86: /sync_log/dry_run/result/total_changes: `7`; expected `6`, the sum",
        ),
        ACROSS,
    ),
    "log: an approval of nothing": Mistake(
        "sync_log.yaml",
        "    dry_run_ref: runs/17\n",
        "",
        (
            "line 15, column 5: /sync_log/approval: the key `dry_run_ref` is missing; expected a text",
        ),
    ),
    "log: done without approval": Mistake(
        "sync_log.yaml",
        "approved: true",
        "approved: false",
        (
            "line 21, column 5: /sync_log/execution: is there although approval.approved is `false`; expected none",
        ),
        ACROSS,
    ),
    "log: a success with errors": Mistake(
        "sync_log.yaml",
        "status: partial",
        "status: success",
        (
            "line 29, column 7: /sync_log/execution/errors: 1; expected none with the status `success`",
        ),
        ACROSS,
    ),
    "log: more than was shown": Mistake(
        "sync_log.yaml",
        "added: 3",
        "added: 4",
        (
            (
                "line 25, column 14: /sync_log/execution/changes_applied/added: `4`; expected at most `3`, the dry "
                "run's files_to_add"
            ),
        ),
        ACROSS,
    ),
    "log: never verified": Mistake(
        "sync_log.yaml",
        "  verification:\n    smoke_tests_passed: true\n    integrity_verified: false\n",
        "",
        (
            "line 21, column 5: /sync_log/execution: is there without verification; expected both or none",
        ),
        ACROSS,
    ),
    "log: approved before the dry run": Mistake(
        "sync_log.yaml",
        "approved_at: 2026-03-02T09:35:00Z",
        "approved_at: 2026-03-02T09:25:00Z",
        (
            (
                "line 17, column 18: /sync_log/approval/approved_at: `2026-03-02T09:25:00Z`; expected no earlier "
                "than dry_run.executed_at, `2026-03-02T09:30:00Z`"
            ),
        ),
        ACROSS,
    ),
    "log: a negative count": Mistake(
        "sync_log.yaml",
        "deleted: 0",
        "deleted: -1",
        (
            (
                "line 27, column 16: /sync_log/execution/changes_applied/deleted: `-1`; expected a whole number, "
                "at least 0"
            ),
        ),
    ),
    "log in JSON: a number in quotes": Mistake(
        "sync_log.json",
        '"files_to_delete": 90',
        '"files_to_delete": "90"',
        (
            'line 8, column 78: /sync_log/dry_run/result/files_to_delete: `"90"`; expected a whole number',
        ),
    ),
    "log in JSON: an instant without its zone": Mistake(
        "sync_log.json",
        '"approved_at": "2026-03-03T11:00:00+01:00"',
        '"approved_at": "2026-03-03T11:00:00"',
        (
            (
                'line 12, column 63: /sync_log/approval/approved_at: `"2026-03-03T11:00:00"`; expected an instant '
                "with its zone, such as 2026-01-31T12:00:00Z"
            ),
        ),
    ),
    "rollback: to the same version": Mistake(
        "rollback_evidence.yaml",
        "rolled_back_to: 1.10.1",
        "rolled_back_to: 2.0.0",
        (
            (
                "line 13, column 55: /rollback_evidence/versions/rolled_back_to: `2.0.0`, the version that is "
                "rolled back; expected another one"
            ),
        ),
        ACROSS,
    ),
    "rollback: a version that is a number": Mistake(
        "rollback_evidence.yaml",
        "rolled_back_to: 1.10.1",
        "rolled_back_to: 1.10",
        (
            (
                "line 13, column 55: /rollback_evidence/versions/rolled_back_to: `1.10`; expected a version such "
                "as 1.4.0-rc.2"
            ),
        ),
    ),
    "rollback: decided before it was seen": Mistake(
        "rollback_evidence.yaml",
        "decided_at: 2026-03-02T09:34:00Z",
        "decided_at: 2026-03-02T09:24:00Z",
        (
            (
                "line 16, column 17: /rollback_evidence/execution/decided_at: `2026-03-02T09:24:00Z`; expected no "
                "earlier than trigger.detected_at, `2026-03-02T09:30:00Z`"
            ),
        ),
        ACROSS,
    ),
    "rollback: a time instead of minutes": Mistake(
        "rollback_evidence.yaml",
        "duration_minutes: 3",
        "duration_minutes: 0:03",
        (
            "line 20, column 23: /rollback_evidence/execution/duration_minutes: `0:03`; expected a whole number",
        ),
    ),
    "rollback: passed instead of pass": Mistake(
        "rollback_evidence.yaml",
        "smoke_tests: pass",
        "smoke_tests: passed",
        (
            (
                "line 23, column 18: /rollback_evidence/verification/smoke_tests: `passed`; expected one of pass, "
                "fail; did you mean `pass`?"
            ),
        ),
    ),
    "rollback: severity in capitals": Mistake(
        "rollback_evidence.yaml",
        "severity: critical",
        "severity: Critical",
        (
            (
                "line 8, column 15: /rollback_evidence/trigger/severity: `Critical`; expected one of low, medium, "
                "high, critical; did you mean `critical`?"
            ),
        ),
    ),
    "packet: a go without its proof": Mistake(
        "release_packet.yaml",
        "      evidence: [evidence/2026-03-02/VG-LOOP-CORE-001.md]\n",
        "",
        (
            (
                "line 23, column 13: /release_packet/go_no_go: `go` but `VG-LOOP-CORE-001` is no pass with "
                "evidence; expected one"
            ),
        ),
        ACROSS,
    ),
    "packet: approved by the owner": Mistake(
        "release_packet.yaml",
        "approver: Piet",
        "approver: Olga",
        (
            "line 25, column 13: /release_packet/approver: `Olga`, the release owner; expected somebody else",
        ),
        ACROSS,
    ),
    "packet: back to where it is": Mistake(
        "release_packet.yaml",
        "consumer_sha: 1c0ffee, producer_sha: 1138a85}",
        'consumer_sha: "528f900", producer_sha: 75f806f}',
        (
            (
                "line 14, column 5: /release_packet/tuple_rollback: `rlm-claude-code@528f900+75f806f+-+-` is a "
                "current one; expected another tuple of rlm-claude-code"
            ),
        ),
        ACROSS,
    ),
    "packet: a class that is none": Mistake(
        "release_packet.yaml",
        "[R1]",
        "[R4]",
        (
            "line 6, column 19: /release_packet/release_class/0: `R4`; expected one of R0, R1, R2, R3",
        ),
    ),
    "packet: an outcome in other words": Mistake(
        "release_packet.yaml",
        "go_no_go: go",
        "go_no_go: no go",
        (
            (
                "line 24, column 13: /release_packet/go_no_go: `no go`; expected one of go, conditional go, no-go; "
                "did you mean `no-go`?"
            ),
        ),
    ),
    "packet: a conditional go without findings": Mistake(
        "release_packet.yaml",
        "go_no_go: go",
        "go_no_go: conditional go",
        (
            (
                "line 24, column 13: /release_packet/go_no_go: `conditional go` but advisory_findings is empty; "
                "expected some"
            ),
            (
                "line 24, column 13: /release_packet/go_no_go: `conditional go` but follow_up_actions is empty; "
                "expected some"
            ),
        ),
        ACROSS,
    ),
    "update: a phase that is none": Mistake(
        "status_update.yaml",
        "phase: 1",
        "phase: 3",
        (
            "line 2, column 40: /status_update/phase: `3`; expected a whole number, at least 0, at most 2",
        ),
    ),
    "update: a colour in German": Mistake(
        "status_update.yaml",
        "health: yellow",
        "health: gelb",
        (
            "line 2, column 77: /status_update/health: `gelb`; expected one of green, yellow, red",
        ),
    ),
    "update in TOML: a time of no zone": Mistake(
        "status_update.toml",
        "2026-03-02T10:30:00+01:00",
        "2026-03-02T10:30:00",
        (
            (
                "line 5, column 1: /status_update/start: `2026-03-02T10:30:00`; expected an instant with its zone, "
                "such as 2026-01-31T12:00:00Z"
            ),
        ),
    ),
    "update: a commit that is a number": Mistake(
        "status_update.yaml",
        "change: v2.0.0",
        "change: 7520806",
        (
            (
                "line 2, column 25: /status_update/change: YAML reads `7520806` as a number; quote it to make it text"
            ),
        ),
        TEXT,
    ),
    "card: done on no day": Mistake(
        "task_card.yaml",
        "{state: done, since: 2026-02-19}",
        "{state: done}",
        (
            "line 6, column 11: /task_card/status/since: no value for `done`; expected a day",
        ),
        ACROSS,
    ),
    "card: the status on one line": Mistake(
        "task_card.yaml",
        "{state: done, since: 2026-02-19}",
        "done (2026-02-19)",
        (
            "line 6, column 11: /task_card/status: `done (2026-02-19)`; expected a mapping (task status)",
        ),
    ),
    "card: a gate twice": Mistake(
        "task_card.yaml",
        "[VG-CONTRACT-001]",
        "[VG-CONTRACT-001, VG-CONTRACT-001]",
        (
            (
                "line 3, column 3: /task_card: task card `M6-T01`: required gate `VG-CONTRACT-001` is there twice; "
                "expected each once"
            ),
        ),
        ACROSS,
    ),
    "milestone: no predecessor": Mistake(
        "milestone.yaml",
        "  predecessor: M6\n",
        "",
        (
            (
                "line 3, column 3: /milestone: milestone `M7`: criterion `M7-E1` asks for the predecessor; "
                "expected a milestone that names one"
            ),
        ),
        ACROSS,
    ),
    "milestone: a demand that is none": Mistake(
        "milestone.yaml",
        "[predecessor complete]",
        "[predecessor]",
        (
            (
                "line 11, column 17: /milestone/entry_criteria/0/demands/0: `predecessor`; expected one of "
                "evidence, predecessor complete, no unresolved release-blocking regressions, published "
                "compatibility matrix; did you mean `predecessor complete`?"
            ),
        ),
    ),
    "milestone evidence: a result twice": Mistake(
        "milestone_evidence.yaml",
        "  completions:",
        "    - {id: contract-7, gate: VG-RCC-001, status: pass, recorded_at: 2026-03-02T09:30:00Z}\n  completions:",
        (
            "line 3, column 3: /milestone_evidence: result `contract-7` is there twice; expected each id once",
        ),
        ACROSS,
    ),
    "milestone evidence: a key of YAML 1.1": Mistake(
        "milestone_evidence.yaml",
        "completed_on:",
        "on:",
        (
            (
                "line 11, column 23: /milestone_evidence/completions/0/on: YAML reads `on` as true or false; "
                "quote it to make it a key"
            ),
        ),
        TEXT,
    ),
    "matrix: a claim without evidence": Mistake(
        "compatibility_matrix.yaml",
        "      evidence: [evidence/VG-LA-001.md]\n",
        "",
        (
            (
                "line 7, column 13: /compatibility_matrix/entries/0/tier: `supported` without evidence; expected "
                "some, or `unsupported`"
            ),
        ),
        ACROSS,
    ),
    "matrix: validated after it was published": Mistake(
        "compatibility_matrix.yaml",
        "published_at: 2026-03-03T09:30:00Z",
        "published_at: 2026-03-01T09:30:00Z",
        (
            (
                "line 3, column 3: /compatibility_matrix: matrix `2026-02-20`: entry "
                '`"loop-agent@30c1fa7+75f806f+-+-"` is validated `2026-03-02T09:30:00Z`, after the publication; '
                "expected no later than `2026-03-01T09:30:00Z`"
            ),
            (
                "line 3, column 3: /compatibility_matrix: matrix `2026-02-20`: entry "
                '`"loop-agent@f2aeb18+75f806f+-+-"` is validated `2026-03-02T09:30:00Z`, after the publication; '
                "expected no later than `2026-03-01T09:30:00Z`"
            ),
        ),
        ACROSS,
    ),
    "matrix: a tuple twice": Mistake(
        "compatibility_matrix.yaml",
        "consumer_sha: f2aeb18",
        'consumer_sha: "30c1fa7"',
        (
            (
                "line 3, column 3: /compatibility_matrix: matrix `2026-02-20`: tuple "
                '`"loop-agent@30c1fa7+75f806f+-+-"` is listed 2 times, as supported and as unsupported; expected '
                "it once"
            ),
        ),
        ACROSS,
    ),
    "candidate: a version of a schema that is a number": Mistake(
        "release_candidate.yaml",
        'schema_version: "1.10"',
        "schema_version: 1.10",
        (
            (
                "line 12, column 92: /release_candidate/claims/0/schema_version: YAML reads `1.10` as a number; "
                "quote it to make it text"
            ),
        ),
        TEXT,
    ),
    "candidate: passed instead of pass": Mistake(
        "release_candidate.yaml",
        "status: pass",
        "status: passed",
        (
            (
                "line 8, column 15: /release_candidate/results/0/status: `passed`; expected one of pass, na, "
                "skipped, not_run, fail, error; did you mean `pass`?"
            ),
        ),
    ),
    "candidate: unknown instead of missing": Mistake(
        "release_candidate.yaml",
        "percent: missing",
        "percent: unknown",
        (
            (
                "line 15, column 33: /release_candidate/regressions/1/percent: `unknown`; expected a decimal "
                "number of at most 1 000 digits or `missing`"
            ),
        ),
    ),
    "run: a step that was not begun": Mistake(
        "procedure_run.yaml",
        "kind: step_begun",
        "kind: step_finished",
        (
            "line 18, column 7: /procedure_run/events/1: step `do` is not begun; expected step `do` to be begun",
            "line 18, column 7: /procedure_run/events/1: step `do` has no evidence; expected where the proof lies",
        ),
        ACROSS,
    ),
    "run: another procedure": Mistake(
        "procedure_run.yaml",
        "limit: PT5M",
        "limit: PT6M",
        (
            (
                'line 13, column 7: /procedure_run/events/0: the run was started with procedure `"7c750a5210f0"`; '
                "expected procedure `one` as it was when the run was started"
            ),
        ),
        ACROSS,
    ),
    "run: an event that is none": Mistake(
        "procedure_run.yaml",
        "kind: step_begun",
        "kind: step_started",
        (
            (
                "line 18, column 13: /procedure_run/events/1/kind: `step_started`; expected one of started, "
                "step_begun, step_finished, step_failed, aborted; did you mean `started`?"
            ),
        ),
    ),
    "run: a role that may not": Mistake(
        "procedure_run.yaml",
        "at: 2026-03-02T09:31:00Z\n      by: {name: Kim, role: anybody}",
        "at: 2026-03-02T09:31:00Z\n      by: {name: Kim, role: nobody}",
        (
            (
                'line 18, column 7: /procedure_run/events/1: step `do`: role is `"nobody"`; did you mean '
                "`anybody`?; expected one of anybody"
            ),
        ),
        ACROSS,
    ),
    "run: five minutes by the clock": Mistake(
        "procedure_run.yaml",
        "limit: PT5M",
        "limit: 5m",
        (
            (
                "line 11, column 16: /procedure_run/procedure/steps/0/limit: `5m`; expected a duration such as "
                "P14D or PT1H30M or nothing"
            ),
        ),
    ),
    "results: a word of another list": Mistake(
        "checklist_results.yaml",
        "status: na,",
        "status: skipped,",
        ("line 8, column 30: /checklist_results/results/1/status: `skipped`; expected one of pass, na, fail",),
    ),
    "results: minor in other words": Mistake(
        "checklist_results.yaml",
        "level: minor",
        "level: Minor",
        (
            (
                "line 4, column 10: /checklist_results/level: `Minor`; expected one of none, patch, minor, major or "
                "`missing`; did you mean `minor`?"
            ),
        ),
    ),
    "duties: a naive time": Mistake(
        "duty_log.yaml",
        "2026-03-02T09:30Z",
        "2026-03-02 09:30",
        (
            (
                'line 5, column 16: /duty_log/records/0/done_at: `"2026-03-02 09:30"`; expected an instant with its '
                "zone, such as 2026-01-31T12:00:00Z"
            ),
        ),
    ),
    "duties: a reference without quotes": Mistake(
        "duty_log.yaml",
        '"DECISIONS.md#D-014"',
        "DECISIONS.md #D-014",
        (
            (
                "line 7, column 64: /duty_log/records/1/output: YAML reads `#D-014,` as a comment; "
                "quote the text, or write a blank after `#`"
            ),
            "line 8, column 1: the end of the document; expected ',' or '}'",
        ),
        TEXT,
    ),
}
