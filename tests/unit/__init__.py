"""Tables of cases: what each part answers, and how each refusal reads."""
