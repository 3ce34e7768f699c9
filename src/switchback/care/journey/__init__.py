"""The spine: what happened, in order, never changed; episodes and the places of care along it."""
