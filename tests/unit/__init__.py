"""One module or package at a time: tables of cases first."""
