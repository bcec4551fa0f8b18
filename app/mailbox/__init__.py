"""The local mailbox, shown as a page on a developer's machine."""
