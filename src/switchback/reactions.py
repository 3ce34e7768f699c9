"""After this happened, do that. The whole table, and the cursors that read it."""


def hurry(written: object) -> None: ...
