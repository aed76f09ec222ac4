"""What holds for the repository as a whole: sizes, purity, imports, files."""
