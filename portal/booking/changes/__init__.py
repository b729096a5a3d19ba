"""A booking that stands: moved, made longer or shorter, handed over, used, called off too late."""
