"""The words of the interface: a folder a language, and what gathers, merges and compiles them."""
