"""Trial data and whole populations: the definitions of `switchback.clinical`, asked of tables.

Nothing else of Switchback is imported here, so the folder can be used on a machine that runs no centre.
"""
