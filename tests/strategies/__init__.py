"""Strategies, and the facts written by hand that they begin with: what laws and other tests draw from."""
