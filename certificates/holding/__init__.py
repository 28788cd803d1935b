"""The pages on which holders see and decide what is theirs."""
