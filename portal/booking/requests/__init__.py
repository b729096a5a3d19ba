"""Times that are asked for: what a request holds, who answers it and by when, and the line behind it."""
