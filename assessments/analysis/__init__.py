"""What the answers say about the questions: sums, figures, flags, pictures. Pure."""
