"""What the person and the centre agree to do, in versions, with a relapse-prevention page."""
