"""What asking for help in a text may be refused for; the message is for people."""


class NothingToRewrite(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
