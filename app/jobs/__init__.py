"""Background work that survives: tasks, the queue, the worker."""
