"""What goes wrong because of what the user gave: the text says what to do."""


class UserError(Exception):
    """Printed as it is; the exit status is 1."""
