"""Who: sites, people, team members, the door they pass and the log of every pass."""
