"""A browser's end of a stream of news."""


class Listener:
    """A browser's end of a stream."""

    def __init__(self, connection):
        self.connection = connection
        self.connection.settimeout(5)
        self.heard = b""

    def hears(self, words):
        """Whether something is heard, waiting for it if need be; False when the stream ends."""
        while words not in self.heard:
            more = self.connection.recv(65_536)
            if not more:
                return False
            self.heard += more
        return True

    def ends(self):
        return not self.hears(b"this is never said")
