"""Coverage-guided fuzzing of everything that reads text: `make fuzz`."""
