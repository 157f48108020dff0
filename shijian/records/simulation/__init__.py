"""A simulated county in which some cheat: the same detectors run over it as over the ledger, and are measured."""
