"""Where work runs: in this process, or on the cores of this machine."""
