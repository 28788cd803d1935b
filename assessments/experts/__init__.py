"""Where trainers ask experts, and certifiers decide what comes of it."""
