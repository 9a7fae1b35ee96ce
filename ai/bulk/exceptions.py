"""Why bulk work is not begun; the message is for people."""


class NothingToDo(Exception):
    """No text is left for the task, or the choice cannot be understood."""
