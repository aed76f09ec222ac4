"""The laws: statements that hold for every table, each checked against a brute force."""
