"""The worker's mechanism: lanes of jobs, sessions that end, a watchdog, and jobs left behind."""
