"""Of its backends we use one."""
