"""The tests of releasekit."""
